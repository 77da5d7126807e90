package dev.assay.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * The slices of three values that the second pass counts: those that the counts of their values and
 * pairs cannot rule out for the best of a model.
 */
final class SearchCandidates implements Serializable {
  /** The most slices that are counted for all models. */
  static final int MOST = 1 << 15;

  /** For each slice that is reported so many of the best are looked at, most of them alike. */
  private static final int POOL_PER_SLICE = 32;

  private static final long serialVersionUID = 1;

  private final ValueCodes codes;
  private final ArrayList<int[]> triples;
  private final ArrayList<Uncounted> uncounted;

  /**
   * Slices of a model that might be among the best but are too many to count.
   *
   * @param slices how many
   * @param bound none of them scores more
   */
  record Uncounted(long slices, double bound) implements Serializable {
    static final Uncounted NONE = new Uncounted(0, Double.NEGATIVE_INFINITY);
  }

  private SearchCandidates(ValueCodes codes, List<int[]> triples, List<Uncounted> uncounted) {
    this.codes = codes;
    this.triples = new ArrayList<>(triples);
    this.uncounted = new ArrayList<>(uncounted);
  }

  static SearchCandidates of(EvaluationSpec spec, FirstPass first) {
    return of(spec, first.search());
  }

  static SearchCandidates of(EvaluationSpec spec, SearchCounts counts) {
    return of(spec, counts, MOST);
  }

  /** With another limit of what is counted. */
  static SearchCandidates of(EvaluationSpec spec, SearchCounts counts, int most) {
    SearchCounts sorted = counts.sorted();
    Set<Conjunction> chosen = new TreeSet<>();
    List<Uncounted> uncounted = new ArrayList<>();
    int models = spec.models().size();
    for (int model = 0; model < models; model++) {
      SearchedModel searched = new SearchedModel(spec, sorted, model);
      if (spec.search().predicates() < 3 || searched.unsearched() != null) {
        uncounted.add(Uncounted.NONE);
      } else {
        uncounted.add(new Enumeration(searched, most / models, chosen).run());
      }
    }
    List<int[]> triples = new ArrayList<>();
    for (Conjunction c : chosen) {
      triples.add(
          new int[] {c.feature(0), c.feature(1), c.feature(2), c.code(0), c.code(1), c.code(2)});
    }
    return new SearchCandidates(sorted.sortedCodes(), triples, uncounted);
  }

  /** How many of the best slices of a model are looked at for those that are reported. */
  static int pool(EvaluationSpec spec) {
    return POOL_PER_SLICE * spec.search().slices();
  }

  /** The code of a value in the second pass, or NONE. */
  int code(int feature, String value) {
    return codes.find(feature, value);
  }

  /** Number of values of a feature. */
  int size(int feature) {
    return codes.size(feature);
  }

  /** The slices: three features, then their codes. */
  List<int[]> triples() {
    return Collections.unmodifiableList(triples);
  }

  /** What is not counted for a model. */
  Uncounted uncounted(int model) {
    return uncounted.get(model);
  }

  /** A slice of three values and the most that it can score. */
  private record Bounded(Conjunction slice, double bound) {
    static final Comparator<Bounded> WORST_FIRST =
        Comparator.comparingDouble(Bounded::bound)
            .thenComparing(Comparator.comparing(Bounded::slice).reversed());
  }

  /** Goes through all slices of three values whose pairs are large enough. */
  private static final class Enumeration {
    private final SearchedModel model;
    private final double[][] pairBounds;
    private final double threshold;
    private final int most;
    private final Set<Conjunction> chosen;
    private final PriorityQueue<Bounded> best = new PriorityQueue<>(Bounded.WORST_FIRST);
    private long left;
    private double leftBound = Double.NEGATIVE_INFINITY;

    Enumeration(SearchedModel model, int most, Set<Conjunction> chosen) {
      this.model = model;
      this.most = most;
      this.chosen = chosen;
      threshold = model.threshold();
      pairBounds = model.pairBounds();
    }

    Uncounted run() {
      int features = model.features();
      for (int f = 0; f < features; f++) {
        for (int g = f + 1; g < features; g++) {
          for (int a = 0; a < model.size(f); a++) {
            for (int b = 0; b < model.size(g); b++) {
              if (promising(f, g, a, b)) {
                join(f, g, a, b);
              }
            }
          }
        }
      }
      best.forEach(bounded -> chosen.add(bounded.slice()));
      return new Uncounted(left, leftBound);
    }

    private boolean promising(int f, int g, int a, int b) {
      return pairBounds[model.place(f, g)][a * model.size(g) + b] > threshold;
    }

    private void join(int f, int g, int a, int b) {
      for (int h = g + 1; h < model.features(); h++) {
        for (int c = 0; c < model.size(h); c++) {
          if (promising(f, h, a, c) && promising(g, h, b, c)) {
            double bound = bound(f, g, h, a, b, c);
            if (bound > threshold) {
              offer(new Bounded(Conjunction.of(f, a).and(g, b).and(h, c), bound));
            }
          }
        }
      }
    }

    private double bound(int f, int g, int h, int a, int b, int c) {
      int first = model.pair(f, g, a, b);
      int second = model.pair(f, h, a, c);
      int third = model.pair(g, h, b, c);
      return model
          .score()
          .bound(
              least(model.rows(first), model.rows(second), model.rows(third)),
              least(model.sum(first), model.sum(second), model.sum(third)),
              least(model.max(first), model.max(second), model.max(third)));
    }

    private static double least(double first, double second, double third) {
      return Math.min(first, Math.min(second, third));
    }

    private void offer(Bounded bounded) {
      best.add(bounded);
      if (best.size() > most) {
        Bounded worst = best.remove();
        left++;
        leftBound = Math.max(leftBound, worst.bound());
      }
    }
  }
}
