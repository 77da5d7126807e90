package dev.assay.evaluation;

import dev.assay.statistics.ConfusionMatrix;
import dev.assay.statistics.ConfusionMetric;
import dev.assay.statistics.ReplicateCounts;
import dev.assay.statistics.Replicates;
import java.util.function.ToDoubleFunction;

/**
 * Replicates of figures of binary models from the bootstrap's bins. Bins are few, so a replicate of
 * a difference is taken as a distance from the difference in the same bins without a bootstrap, and
 * added to the difference that was computed without them.
 */
final class Bootstrap {
  /** From so many replicates on, percentiles give the interval. */
  static final int PERCENTILES = 1000;

  /** Of the replicates so many must have a value. */
  static final double DEFINED = 0.95;

  private final SlicePlan slice;
  private final ReplicateCounts counts;

  Bootstrap(SliceTotals totals) {
    this.slice = totals.plan();
    this.counts = totals.counts();
  }

  /** A model's scores by bin in one replicate, or without bootstrap. */
  static final class Draw {
    private final double[] negatives;
    private final double[] positives;
    private final int selected;
    private double allNegatives;
    private double allPositives;

    private Draw(int size, int selected) {
      this.negatives = new double[size];
      this.positives = new double[size];
      this.selected = selected;
    }

    /** Area under the ROC curve, with the rows of a bin tied. */
    double auc() {
      double below = 0;
      double ordered = 0;
      for (int i = 0; i < negatives.length; i++) {
        ordered += positives[i] * (below + negatives[i] / 2);
        below += negatives[i];
      }
      return ordered / (allPositives * allNegatives);
    }

    /** Largest distance of the classes' distribution functions. */
    double kolmogorovSmirnov() {
      double difference = 0;
      double largest = 0;
      for (int i = 0; i < negatives.length; i++) {
        difference += negatives[i] / allNegatives - positives[i] / allPositives;
        largest = Math.max(largest, Math.abs(difference));
      }
      return Double.isNaN(difference) ? Double.NaN : largest;
    }

    /** Average precision, with the rows of a bin tied. */
    double averagePrecision() {
      double tp = 0;
      double fp = 0;
      double sum = 0;
      for (int i = negatives.length - 1; i >= 0; i--) {
        tp += positives[i];
        fp += negatives[i];
        sum += positives[i] == 0 ? 0 : positives[i] * tp / (tp + fp);
      }
      return sum / allPositives;
    }

    /** A figure of the decisions at the model's cutoff. */
    double at(ConfusionMetric metric) {
      double tp = 0;
      double fp = 0;
      for (int i = selected; i < negatives.length; i++) {
        tp += positives[i];
        fp += negatives[i];
      }
      return metric.of(new ConfusionMatrix(tp, fp, allPositives - tp, allNegatives - fp)).value();
    }
  }

  int replicates() {
    return counts.replicates();
  }

  /** Replicate by replicate one model's scores; the last is without bootstrap. */
  Draw[] draws(int model) {
    Draw[] draws = new Draw[counts.replicates() + 1];
    int first = slice.firstCell(model);
    for (int b = 0; b < draws.length; b++) {
      Draw draw = new Draw(slice.size(model), slice.selected(model));
      for (int i = 0; i < draw.negatives.length; i++) {
        draw.negatives[i] = weight(first + 2 * i, b);
        draw.positives[i] = weight(first + 2 * i + 1, b);
        draw.allNegatives += draw.negatives[i];
        draw.allPositives += draw.positives[i];
      }
      draws[b] = draw;
    }
    return draws;
  }

  private double weight(int cell, int replicate) {
    return replicate == counts.replicates() ? counts.total(cell) : counts.count(cell, replicate);
  }

  /** Replicates of the difference of a figure around a difference that is known. */
  static Replicates difference(
      Draw[] champion, Draw[] challenger, ToDoubleFunction<Draw> figure, double difference) {
    int last = champion.length - 1;
    double binned = figure.applyAsDouble(challenger[last]) - figure.applyAsDouble(champion[last]);
    return Replicates.of(
        difference,
        last,
        b ->
            difference
                + (figure.applyAsDouble(challenger[b]) - figure.applyAsDouble(champion[b]))
                - binned);
  }
}
