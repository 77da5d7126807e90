package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.ScoreTable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;

/** Curves of binary models: over the whole, and by group what a cutoff would do. */
final class Curves {
  /** The most points of a curve. */
  static final int POINTS = 200;

  private static final int DISTRIBUTION_BINS = 40;
  private static final int CUTOFFS = 50;

  private final EvaluationSpec spec;
  private final List<CurveRow> rows = new ArrayList<>();

  private Curves(EvaluationSpec spec) {
    this.spec = spec;
  }

  /** The rows of {@code evaluation_curves}. */
  static List<CurveRow> of(EvaluationSpec spec, FirstPass first) {
    Curves curves = new Curves(spec);
    if (spec.task() == Task.BINARY && first.whole().models().rows() > 0) {
      List<NamedSlice> slices = NamedSlice.of(spec, first);
      for (int model = 0; model < spec.models().size(); model++) {
        ScoreTable table = first.whole().models().table(model);
        Sink whole = curves.new Sink(model, slices.get(0));
        whole.addRankings(table);
        whole.addDistributions(table);
        double[] cutoffs = cutoffs(spec.models().get(model).cutoff(), table);
        whole.addThresholds(table, cutoffs);
        curves.addGroups(model, slices, cutoffs);
      }
    }
    return curves.rows;
  }

  private void addGroups(int model, List<NamedSlice> slices, double[] cutoffs) {
    for (NamedSlice slice : slices) {
      if (slice.slicer() >= 0
          && slice.shown()
          && spec.slicers().get(slice.slicer()).role() == Slicer.Role.ATTRIBUTE) {
        new Sink(model, slice).addThresholds(slice.models().table(model), cutoffs);
      }
    }
  }

  /** Cutoffs that leave out equal shares of all rows, and the model's own. */
  private static double[] cutoffs(double own, ScoreTable table) {
    TreeSet<Double> cutoffs = new TreeSet<>(List.of(table.min(), own, table.max()));
    double below = 0;
    int next = 1;
    for (int bin = 0; bin < table.bins(); bin++) {
      if (below >= table.total() * next / CUTOFFS) {
        cutoffs.add(table.low(bin));
        while (below >= table.total() * next / CUTOFFS) {
          next++;
        }
      }
      below += table.weight(bin);
    }
    return cutoffs.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Takes the curves of a model in a slice. */
  private final class Sink {
    private final int model;
    private final NamedSlice slice;

    Sink(int model, NamedSlice slice) {
      this.model = model;
      this.slice = slice;
    }

    private void add(String curve, int place, double x, double y, Double cutoff) {
      EvaluatedModel of = spec.models().get(model);
      rows.add(
          new CurveRow(
              of.name(),
              of.version(),
              slice.slicerName(),
              slice.name(),
              curve,
              place,
              x,
              y,
              cutoff));
    }

    /** The points by descending cutoff, of which the first selects no row. */
    private void addThinned(String curve, double[] x, double[] y, ScoreTable table) {
      int place = 1;
      for (int i : Thinning.keep(x, y, POINTS)) {
        add(curve, place++, x[i], y[i], i == 0 ? null : table.low(table.bins() - i));
      }
    }

    void addRankings(ScoreTable table) {
      int points = table.bins() + 1;
      double[] recall = new double[points];
      double[] falsePositives = new double[points];
      double[] precision = new double[points];
      double[] selected = new double[points];
      double tp = 0;
      double fp = 0;
      precision[0] = 1;
      for (int i = 1; i < points; i++) {
        tp += table.positives(table.bins() - i);
        fp += table.negatives(table.bins() - i);
        recall[i] = share(tp, table.positives());
        falsePositives[i] = share(fp, table.negatives());
        precision[i] = tp / (tp + fp);
        selected[i] = share(tp + fp, table.total());
      }
      if (table.positives() > 0) {
        addThinned("PRECISION_RECALL", recall, precision, table);
        addThinned("GAIN", selected, recall, table);
      }
      if (table.positives() > 0 && table.negatives() > 0) {
        addThinned("ROC", falsePositives, recall, table);
      }
    }

    void addDistributions(ScoreTable table) {
      double from = table.probabilities() ? 0 : table.min();
      double to = table.probabilities() ? 1 : table.max();
      if (table.positives() > 0) {
        addDistribution("SCORES_POSITIVE", table, from, to, table::positives);
      }
      if (table.negatives() > 0) {
        addDistribution("SCORES_NEGATIVE", table, from, to, table::negatives);
      }
    }

    /** Share of the class by bin, at the bin's middle; then share at or below, at its upper end. */
    private void addDistribution(
        String curve, ScoreTable table, double from, double to, IntToDoubleFunction weight) {
      double[] shares = new double[DISTRIBUTION_BINS];
      double total = 0;
      for (int i = 0; i < table.bins(); i++) {
        int bin = (int) ((table.mean(i) - from) / (to - from) * DISTRIBUTION_BINS);
        shares[Math.max(0, Math.min(bin, DISTRIBUTION_BINS - 1))] += weight.applyAsDouble(i);
        total += weight.applyAsDouble(i);
      }
      double width = (to - from) / DISTRIBUTION_BINS;
      double below = 0;
      for (int bin = 0; bin < DISTRIBUTION_BINS; bin++) {
        add(curve, bin + 1, from + (bin + 0.5) * width, shares[bin] / total, null);
      }
      for (int bin = 0; bin < DISTRIBUTION_BINS; bin++) {
        below += shares[bin];
        double end = bin == DISTRIBUTION_BINS - 1 ? to : from + (bin + 1) * width;
        add(curve + "_CUMULATIVE", bin + 1, end, share(below, total), null);
      }
    }

    void addThresholds(ScoreTable table, double[] cutoffs) {
      for (int i = 0; i < cutoffs.length; i++) {
        double tp = 0;
        double fp = 0;
        for (int bin = table.bins() - 1; bin >= 0 && table.mean(bin) >= cutoffs[i]; bin--) {
          tp += table.positives(bin);
          fp += table.negatives(bin);
        }
        double cutoff = cutoffs[i];
        int place = i + 1;
        add("THRESHOLD_SELECTION_RATE", place, cutoff, share(tp + fp, table.total()), cutoff);
        if (table.positives() > 0) {
          add("THRESHOLD_RECALL", place, cutoff, share(tp, table.positives()), cutoff);
        }
        if (table.negatives() > 0) {
          add("THRESHOLD_FALSE_POSITIVE_RATE", place, cutoff, share(fp, table.negatives()), cutoff);
        }
      }
    }

    /** A share whose parts were summed in another order than the total. */
    private static double share(double part, double total) {
      return Math.min(1, part / total);
    }
  }
}
