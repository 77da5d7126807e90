package dev.assay.jobs.quality;

import com.amazon.deequ.analyzers.ApproxQuantileState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.aggregate.ApproximatePercentile;
import org.apache.spark.sql.catalyst.expressions.aggregate.ApproximatePercentile.PercentileDigest;
import scala.collection.Seq;

/** Spark's summary for approximate quantiles (Greenwald and Khanna, SIGMOD 2001). */
final class QuantileDigest extends Accumulator {
  /** Largest error of a quantile's rank, as a share of the rows. */
  static final double RANK_ERROR = 0.002;

  /** Rows that Spark's summary collects and sorts at a time: sorted here, as primitives. */
  private static final int HEAD = 50_000;

  private static final int SMALLEST = 512;

  private final int column;
  private double[] waiting = new double[SMALLEST];
  private int waitingCount;
  private long count;
  private long nans;
  private ApproxQuantileState state = new ApproxQuantileState(new PercentileDigest(RANK_ERROR));

  /**
   * @param column ordinal of a double
   */
  QuantileDigest(int column) {
    this.column = column;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The value at a rank between 0 and 1; NaN if one of the values is NaN. */
  double quantile(double at) {
    digest();
    Seq<Object> values = state.percentileDigest().getPercentiles(new double[] {at});
    return nans > 0 ? Double.NaN : ((Number) values.head()).doubleValue();
  }

  @Override
  Kind kind() {
    return Kind.DIGEST;
  }

  @Override
  void add(Block block, int[] rows, int taken) {
    double[] values = block.doubles(column);
    boolean[] nulls = block.nulls(column);
    for (int i = 0; i < taken; i++) {
      if (nulls == null || !nulls[rows[i]]) {
        double value = values[rows[i]];
        count++;
        if (Double.isNaN(value)) {
          nans++;
        } else {
          put(value);
        }
      }
    }
  }

  private void put(double value) {
    if (waitingCount == waiting.length) {
      waiting = Arrays.copyOf(waiting, Math.min(HEAD, 2 * waiting.length));
    }
    waiting[waitingCount++] = value;
    if (waitingCount == HEAD) {
      digest();
    }
  }

  private void digest() {
    Arrays.sort(waiting, 0, waitingCount);
    for (int i = 0; i < waitingCount; i++) {
      state.percentileDigest().add(waiting[i]);
    }
    waitingCount = 0;
  }

  @Override
  void merge(Accumulator other) {
    QuantileDigest digest = (QuantileDigest) other;
    digest();
    digest.digest();
    count += digest.count;
    nans += digest.nans;
    state = state.sum(digest.state);
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    digest();
    out.writeLong(count);
    out.writeLong(nans);
    byte[] bytes = ApproximatePercentile.serializer().serialize(state.percentileDigest());
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  void readFields(DataInput in) throws IOException {
    count = in.readLong();
    nans = in.readLong();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    state = new ApproxQuantileState(ApproximatePercentile.serializer().deserialize(bytes));
  }
}
