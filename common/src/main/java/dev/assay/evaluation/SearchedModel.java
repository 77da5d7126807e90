package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The losses of one model in the half that is searched, by values and pairs of values. */
final class SearchedModel {
  private final EvaluationSpec spec;
  private final SearchCounts counts;
  private final int model;
  private final SliceScore score;

  SearchedModel(EvaluationSpec spec, SearchCounts sorted, int model) {
    this.spec = spec;
    counts = sorted;
    this.model = model;
    score =
        spec.search().features().isEmpty()
            ? null
            : new SliceScore(
                rows(SearchCounts.SEARCHED),
                sum(SearchCounts.SEARCHED),
                spec.search().sizeWeight(),
                least(spec));
  }

  /** The fewest rows of a found slice in the half that is searched. */
  static int least(EvaluationSpec spec) {
    return Math.max(1, Math.max(spec.search().minimumRows(), spec.minimumRows()));
  }

  /** Why the model is not searched, or null. */
  String unsearched() {
    if (spec.search().features().isEmpty()) {
      return "no feature is searched";
    }
    if (counts.cells().unsummed(model) > 0) {
      return String.format(
          "%d rows have a loss that is no number or too large to be summed",
          counts.cells().unsummed(model));
    }
    if (rows(SearchCounts.SEARCHED) == 0 || rows(SearchCounts.CONFIRMING) == 0) {
      return "one half of the units has no rows";
    }
    return sum(SearchCounts.SEARCHED) == 0 ? "the model makes no errors" : null;
  }

  SliceScore score() {
    return score;
  }

  int features() {
    return spec.search().features().size();
  }

  int size(int feature) {
    return counts.size(feature);
  }

  int place(int f, int g) {
    return f * features() + g;
  }

  int pair(int f, int g, int a, int b) {
    return counts.pair(f, g, a, b, SearchCounts.SEARCHED);
  }

  double rows(int cell) {
    return counts.cells().rows(cell);
  }

  double sum(int cell) {
    return counts.cells().sum(cell, model);
  }

  double max(int cell) {
    return counts.cells().max(cell, model);
  }

  /** The slices of one or two values that are large enough and score above 0. */
  List<ScoredSlice> simple() {
    List<ScoredSlice> slices = new ArrayList<>();
    for (int f = 0; f < features(); f++) {
      for (int a = 0; a < size(f); a++) {
        Conjunction single = Conjunction.of(f, a);
        offer(
            slices,
            single,
            counts.single(f, a, SearchCounts.SEARCHED),
            counts.single(f, a, SearchCounts.CONFIRMING));
        for (int g = f + 1; spec.search().predicates() > 1 && g < features(); g++) {
          for (int b = 0; b < size(g); b++) {
            int cell = pair(f, g, a, b);
            if (cell >= 0 && rows(cell) >= score.least()) {
              int confirming = counts.pair(f, g, a, b, SearchCounts.CONFIRMING);
              offer(slices, single.and(g, b), cell, confirming);
            }
          }
        }
      }
    }
    return slices;
  }

  private void offer(List<ScoredSlice> slices, Conjunction values, int cell, int confirming) {
    if (cell >= 0) {
      ScoredSlice slice = scored(values, counts.cells(), cell, confirming);
      if (slice.rows() >= score.least() && slice.score() > 0) {
        slices.add(slice);
      }
    }
  }

  /** A slice with its score in the half that is searched. */
  ScoredSlice scored(Conjunction values, LossCells cells, int cell, int confirming) {
    double rows = cells.rows(cell);
    double sum = cells.sum(cell, model);
    return new ScoredSlice(values, rows, sum, score.of(rows, sum), cells, cell, confirming);
  }

  /**
   * A score that slices of three values must exceed to be among the best that are looked at,
   * because as many simpler ones score at least so much; 0 where there are not as many.
   */
  double threshold() {
    List<ScoredSlice> simple = simple();
    int pool = SearchCandidates.pool(spec);
    if (simple.size() < pool) {
      return 0;
    }
    double[] scores = simple.stream().mapToDouble(ScoredSlice::score).sorted().toArray();
    return scores[scores.length - pool];
  }

  /** The most that slices within each pair can score, by {@link #place} and codes. */
  double[][] pairBounds() {
    double[][] bounds = new double[features() * features()][];
    for (int f = 0; f < features(); f++) {
      for (int g = f + 1; g < features(); g++) {
        double[] of = new double[size(f) * size(g)];
        Arrays.fill(of, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < of.length; i++) {
          int cell = pair(f, g, i / size(g), i % size(g));
          if (cell >= 0 && rows(cell) >= score.least()) {
            of[i] = score.bound(rows(cell), sum(cell), max(cell));
          }
        }
        bounds[place(f, g)] = of;
      }
    }
    return bounds;
  }

  /** The cell of at most two values in the half that is searched, or -1 where it has no rows. */
  int cell(Conjunction values) {
    return switch (values.size()) {
      case 0 -> SearchCounts.SEARCHED;
      case 1 -> counts.single(values.feature(0), values.code(0), SearchCounts.SEARCHED);
      default -> pair(values.feature(0), values.feature(1), values.code(0), values.code(1));
    };
  }

  /**
   * A slice in the half that is searched.
   *
   * @param values what its rows have
   * @param rows their number
   * @param sum of the model's losses
   * @param score SliceLine's
   * @param cells where its sums are
   * @param cell their place there
   * @param confirming the place of those of the other half; -1 where it has no rows
   */
  record ScoredSlice(
      Conjunction values,
      double rows,
      double sum,
      double score,
      LossCells cells,
      int cell,
      int confirming) {}
}
