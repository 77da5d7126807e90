package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.statistics.Recalibration;
import dev.assay.statistics.ScoreBins;
import dev.assay.statistics.UnitHash;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The scores of labelled rows in two halves, drawn by unit: one to fit on, one to judge on. Equal
 * for the same rows in any partitions.
 */
public final class LabelledHalves {
  /** More than the distinct scores of most tables; bins stay a few float steps wide above it. */
  private static final int CAPACITY = 1 << 16;

  private final ScoreBins fit;
  private final ScoreBins judge;
  private Counts counts = new Counts(0, 0, 0, 0);

  private LabelledHalves(double cutoff) {
    fit = Recalibration.bins(cutoff, CAPACITY);
    judge = Recalibration.bins(cutoff, CAPACITY);
  }

  /**
   * What became of the rows of a table.
   *
   * @param rows rows read
   * @param rejected rows that the model cannot score
   * @param unlabelled rows without a label
   * @param unscored rows whose score is not a number
   */
  public record Counts(long rows, long rejected, long unlabelled, long unscored) {
    Counts plus(long moreUnlabelled, long moreUnscored) {
      return new Counts(rows, rejected, unlabelled + moreUnlabelled, unscored + moreUnscored);
    }

    Counts of(long read, long notScored) {
      return new Counts(read, notScored, unlabelled, unscored);
    }
  }

  /** What a task found; its state travels as bytes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(byte[] fit, byte[] judge, long unlabelled, long unscored, Double badLabel)
      implements Serializable {}

  /** Gathers a partition. Columns: unit (long or text), score, label (double). */
  private record Gatherer(double cutoff, long seed)
      implements FlatMapFunction<Iterator<Row>, Part> {
    @Override
    public Iterator<Part> call(Iterator<Row> rows) {
      LabelledHalves halves = new LabelledHalves(cutoff);
      long unlabelled = 0;
      long unscored = 0;
      Double badLabel = null;
      while (rows.hasNext()) {
        Row row = rows.next();
        if (row.isNullAt(2)) {
          unlabelled++;
          continue;
        }
        double score = row.getDouble(1);
        double label = row.getDouble(2);
        if (label != 0 && label != 1) { // NaN too
          badLabel = label;
        } else if (Double.isNaN(score)) {
          unscored++;
        } else {
          halves.add(unit(row), score, label == 1, seed);
        }
      }
      return List.of(
              new Part(
                  halves.fit.toBytes(), halves.judge.toBytes(), unlabelled, unscored, badLabel))
          .iterator();
    }

    private static long unit(Row row) {
      return row.get(0) instanceof Long number
          ? UnitHash.of(number.longValue())
          : UnitHash.of(row.getString(0));
    }
  }

  private void add(long unit, double score, boolean positive, long seed) {
    double held = Math.max(0, Math.min(score, 1)); // graphs give 1.0000001, too
    (UnitHash.inHalf(unit, seed) ? fit : judge).add(held, positive);
  }

  /**
   * Reads the rows once.
   *
   * @param scored unit (long or text), score and label (double)
   * @param cutoff at which counts must be exact
   * @param seed draws the halves
   * @param labels what the label column is called, for messages
   * @throws AssayException INPUT where a label is neither 0 nor 1
   */
  static LabelledHalves gather(Dataset<Row> scored, double cutoff, long seed, String labels) {
    LabelledHalves all = new LabelledHalves(cutoff);
    for (Part part : scored.toJavaRDD().mapPartitions(new Gatherer(cutoff, seed)).collect()) {
      if (part.badLabel != null) {
        throw new AssayException(
            ErrorCode.INPUT,
            "Cannot recalibrate by labels in '%s': one of them is %s, and they must be 0 or 1. Leave such rows out with --filter, or name another column."
                .formatted(labels, part.badLabel));
      }
      all.fit.merge(ScoreBins.fromBytes(part.fit));
      all.judge.merge(ScoreBins.fromBytes(part.judge));
      all.counts = all.counts.plus(part.unlabelled, part.unscored);
    }
    return all;
  }

  ScoreBins fit() {
    return fit;
  }

  ScoreBins judge() {
    return judge;
  }

  /** Rows without label or score; what was read and rejected is counted by the operator. */
  Counts counts(long rows, long rejected) {
    return counts.of(rows, rejected);
  }
}
