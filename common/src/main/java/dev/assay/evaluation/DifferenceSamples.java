package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.UnitHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in which challengers differ from the champion: of each kind a sample. Which rows are drawn a
 * seeded hash of their keys decides, so that nobody chooses them and any order of the rows gives
 * the same. Keys are read of rows that differ only.
 */
final class DifferenceSamples {
  /** Bins hold scores with 24 significant bits, so a row may lie that much below its bin. */
  private static final double ROUNDING = 0x1p-22;

  private static final int NONE = -1;

  private final boolean binary;
  private final boolean multiclass;
  private final double[] cutoffs; // by model
  private final double[] far; // by challenger
  private final List<DifferenceKind> kinds;
  private final RowSample[][] samples; // by challenger, then kind; of none where none are wanted
  private final int furthest;
  private final long seed;

  /** No rows yet. */
  DifferenceSamples(EvaluationSpec spec, double[] far) {
    this.far = far;
    binary = spec.task() == Task.BINARY;
    multiclass = spec.task() == Task.MULTICLASS;
    cutoffs = spec.models().stream().mapToDouble(EvaluatedModel::cutoff).toArray();
    kinds = DifferenceKind.of(spec.task());
    furthest = kinds.indexOf(DifferenceKind.FURTHEST);
    int challengers = spec.differences() == 0 ? 0 : spec.challengers().size();
    samples = new RowSample[challengers][kinds.size()];
    for (RowSample[] ofChallenger : samples) {
      Arrays.setAll(ofChallenger, kind -> new RowSample(spec.differences()));
    }
    // apart from the seed that draws halves and replicates from units, which may be the same keys
    seed = UnitHash.of(UnitHash.of(spec.bootstrap().seed()));
  }

  /** For each challenger the distance of scores from which on it is far. */
  static double[] far(EvaluationSpec spec, FirstPass first) {
    double[] far = new double[spec.challengers().size()];
    for (int c = 0; c < far.length; c++) {
      PairSums pair = first.whole().pairs().pair(c + 1);
      far[c] = pair.scoreDifference(ScoreDifferences.FAR).value() * (1 - ROUNDING);
    }
    return far;
  }

  /** Adds a row. */
  void add(EvaluatedRow row) {
    if (samples.length == 0) {
      return;
    }
    int champion = predicted(row, 0);
    boolean drawn = false;
    long lot = 0;
    for (int c = 0; c < samples.length; c++) {
      int change = change(champion, predicted(row, c + 1));
      double distance = Math.abs(difference(row, c + 1));
      boolean isFar = distance >= far[c] && distance > 0;
      if (change == NONE && !isFar) {
        continue;
      }
      if (!drawn) {
        lot = UnitHash.of(row.key().hash() ^ seed);
        drawn = true;
      }
      if (change != NONE) {
        offer(samples[c][change], row, c + 1, lot);
      }
      if (isFar) {
        offer(samples[c][furthest], row, c + 1, lot);
      }
    }
  }

  /** The place of the kind of change between two classes; NONE where they are one. */
  private int change(int champion, int challenger) {
    if (challenger == champion) {
      return NONE;
    }
    return challenger > champion || !binary ? 0 : 1;
  }

  private void offer(RowSample sample, EvaluatedRow row, int challenger, long lot) {
    if (sample.count(lot)) {
      sample.keep(sampled(row, challenger, lot));
    }
  }

  private int predicted(EvaluatedRow row, int model) {
    if (binary) {
      return row.scores()[model] >= cutoffs[model] ? 1 : 0;
    }
    return multiclass ? Losses.predicted(row.probabilities()[model]) : 0;
  }

  /** Challenger minus champion, or how far their probabilities are apart. */
  private double difference(EvaluatedRow row, int challenger) {
    return multiclass
        ? PairSums.distance(row, challenger)
        : row.scores()[challenger] - row.scores()[0];
  }

  private SampledRow sampled(EvaluatedRow row, int challenger, long lot) {
    return new SampledRow(
        lot,
        row.key().text(),
        score(row, 0),
        score(row, challenger),
        difference(row, challenger),
        predicted(row, 0),
        predicted(row, challenger),
        row.label(),
        row.weight());
  }

  private double score(EvaluatedRow row, int model) {
    return multiclass ? row.probabilities()[model][predicted(row, model)] : row.scores()[model];
  }

  void merge(DifferenceSamples other) {
    for (int c = 0; c < samples.length; c++) {
      for (int k = 0; k < samples[c].length; k++) {
        samples[c][k].merge(other.samples[c][k]);
      }
    }
  }

  /** The kinds of samples. */
  List<DifferenceKind> kinds() {
    return kinds;
  }

  /** Whether rows are drawn. */
  boolean drawn() {
    return samples.length > 0;
  }

  /** The rows of a challenger, counted from 1, and a kind. */
  RowSample of(int challenger, int kind) {
    return samples[challenger - 1][kind];
  }

  void write(DataOutput out) throws IOException {
    for (RowSample[] ofChallenger : samples) {
      for (RowSample sample : ofChallenger) {
        sample.write(out);
      }
    }
  }

  static DifferenceSamples read(EvaluationSpec spec, double[] far, DataInput in)
      throws IOException {
    DifferenceSamples samples = new DifferenceSamples(spec, far);
    for (RowSample[] ofChallenger : samples.samples) {
      for (int k = 0; k < ofChallenger.length; k++) {
        ofChallenger[k] = RowSample.read(spec.differences(), in);
      }
    }
    return samples;
  }
}
