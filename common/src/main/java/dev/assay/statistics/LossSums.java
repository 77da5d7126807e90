package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Count, exact sum and exact sum of squares of one number per row, such as the difference of two
 * models' losses. Numbers wait for others, as many at once are added several times as fast.
 */
public final class LossSums {
  private static final String NAME = "LossSums";
  private static final int FORMAT = 1;
  private static final int LEAST_ROOM = 64;
  private static final int MOST_ROOM = 1024;

  private final ExactSum sum = new ExactSum();
  private final ExactSum squares = new ExactSum();
  private double[] waiting = {};
  private int size; // of those that wait
  private long rows;

  /** The state of rows that were counted by their number, which is -1, 0 or 1. */
  public static LossSums ofCounts(long minus, long zeros, long plus) {
    LossSums state = new LossSums();
    state.rows = minus + zeros + plus;
    state.sum.add((double) (plus - minus));
    state.squares.add((double) (plus + minus));
    return state;
  }

  /** Adds a row's number. */
  public void add(double value) {
    rows++;
    if (size == waiting.length) {
      addWaiting();
      if (waiting.length < MOST_ROOM) {
        waiting = new double[Math.max(LEAST_ROOM, 2 * waiting.length)];
      }
    }
    waiting[size++] = value;
  }

  private void addWaiting() {
    if (squaresFinite()) {
      sum.addAll(waiting, size);
      squares.addAllSquares(waiting, size);
    } else {
      for (int i = 0; i < size; i++) {
        sum.add(waiting[i]);
        squares.addSquare(waiting[i]);
      }
    }
    size = 0;
  }

  private void settle() {
    addWaiting();
    waiting = new double[0];
  }

  private boolean squaresFinite() {
    boolean finite = true;
    for (int i = 0; i < size; i++) {
      finite &= waiting[i] * waiting[i] <= Double.MAX_VALUE;
    }
    return finite;
  }

  /** Adds the rows of another state. */
  public void merge(LossSums other) {
    settle();
    other.settle();
    rows += other.rows;
    sum.merge(other.sum);
    squares.merge(other.squares);
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /** The mean; NaN without rows or with numbers that are not finite. */
  public double mean() {
    settle();
    return rows == 0 || !squares.finite() ? Double.NaN : sum.toDouble() / rows;
  }

  /** The variance with n - 1, without cancellation; NaN below two rows. */
  public double variance() {
    settle();
    if (rows < 2 || !squares.finite()) {
      return Double.NaN;
    }
    BigDecimal n = BigDecimal.valueOf(rows);
    BigDecimal total = sum.toBigDecimal();
    BigDecimal scatter = squares.toBigDecimal().multiply(n).subtract(total.multiply(total));
    BigDecimal divisor = n.multiply(BigDecimal.valueOf(rows - 1));
    return scatter.divide(divisor, MathContext.DECIMAL64).doubleValue();
  }

  /** The mean with its standard error and n - 1 degrees of freedom: the paired t-test. */
  public Estimate estimate() {
    return new Estimate(mean(), Math.sqrt(variance() / rows), rows - 1.0);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    settle();
    StateFormat.begin(out, NAME, FORMAT);
    out.writeLong(rows);
    sum.write(out);
    squares.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static LossSums read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    LossSums state = new LossSums();
    state.rows = in.readLong();
    state.sum.merge(ExactSum.read(in));
    state.squares.merge(ExactSum.read(in));
    return state;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static LossSums fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, LossSums::read);
  }
}
