package dev.assay.evaluation;

import dev.assay.model.Task;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;

/**
 * Losses of many sets of rows: for each set, which is a cell, its rows, its rows with label 1, and
 * for each model the sum of the losses, and of their squares in a cell of the confirming half or
 * the largest in one of the searched half. Sums are exact to the last bit that {@link FixedPoint}
 * keeps, so that the order of rows changes nothing.
 *
 * <p>Rows wait in a batch, so that many are added to one table of cells after the other.
 */
final class LossCells {
  /** Rows of a batch. */
  static final int BATCH = 1024;

  private static final FixedPoint OF_PROBABILITIES = new FixedPoint(2, -60, 8);
  private static final FixedPoint SQUARES_OF_PROBABILITIES = new FixedPoint(2, -56, 64);
  private static final FixedPoint OF_NUMBERS = new FixedPoint(4, -128, 0x1p96);
  private static final FixedPoint SQUARES_OF_NUMBERS = new FixedPoint(7, -192, 0x1p192);
  private static final int PAGE_BITS = 8;
  private static final int CELLS_PER_PAGE = 1 << PAGE_BITS;
  private static final int POSITIVES = 1;
  private static final int MODELS = 2;

  private final EvaluationSpec spec;
  private final boolean numbers;
  private final FixedPoint sums;
  private final FixedPoint squares;
  private final int models;
  private final int perModel;
  private final int stride;
  private final long[] unsummed;
  private long[][] pages = new long[0][];
  private int cells;
  private final int[] positive = new int[2 * BATCH];
  private final double[] losses;
  private final int[] batched = new int[2];
  private final FixedPoint.Addend addend = new FixedPoint.Addend();

  /** No cells yet. */
  LossCells(EvaluationSpec spec) {
    this.spec = spec;
    numbers = spec.task() == Task.REGRESSION;
    sums = numbers ? OF_NUMBERS : OF_PROBABILITIES;
    squares = numbers ? SQUARES_OF_NUMBERS : SQUARES_OF_PROBABILITIES;
    models = spec.models().size();
    perModel = sums.words() + squares.words();
    stride = MODELS + models * perModel;
    unsummed = new long[models];
    losses = new double[spec.search().features().isEmpty() ? 0 : 2 * BATCH * models];
  }

  /** A new cell without rows. */
  int cell() {
    if (cells == pages.length * CELLS_PER_PAGE) {
      pages = Arrays.copyOf(pages, pages.length + 1);
      pages[pages.length - 1] = new long[CELLS_PER_PAGE * stride];
    }
    return cells++;
  }

  private long[] page(int cell) {
    return pages[cell >>> PAGE_BITS];
  }

  private int at(int cell) {
    return (cell & (CELLS_PER_PAGE - 1)) * stride;
  }

  private int sumAt(int cell, int model) {
    return at(cell) + MODELS + model * perModel;
  }

  /** Number of rows in the batch of a half. */
  int batched(int half) {
    return batched[half];
  }

  /** Begins another batch of a half. */
  void clearBatch(int half) {
    batched[half] = 0;
  }

  /** Takes a row into the batch of its half, which must not be full. */
  void take(EvaluatedRow row, int half) {
    int place = half * BATCH + batched[half]++;
    positive[place] = spec.task() == Task.BINARY && row.positive() ? 1 : 0;
    for (int m = 0; m < models; m++) {
      double loss = Losses.of(spec, row, m);
      if (!(loss < sums.limit())) {
        unsummed[m]++;
        loss = 0;
      }
      losses[place * models + m] = loss;
    }
  }

  /** Adds a row of the batch of a half to a cell of that half. */
  void add(int row, int cell, int half) {
    long[] page = page(cell);
    int at = at(cell);
    int place = half * BATCH + row;
    page[at]++;
    page[at + POSITIVES] += positive[place];
    at += MODELS;
    int from = place * models;
    if (numbers) {
      addNumbers(page, at, from, half);
    } else if (half == SearchCounts.SEARCHED) {
      addSearched(page, at, from);
    } else {
      addConfirming(page, at, from);
    }
  }

  private void addSearched(long[] page, int first, int from) {
    int at = first;
    for (int m = 0; m < models; m++) {
      double loss = losses[from + m];
      addUnits(page, at, (long) (loss * 0x1p60));
      page[at + 2] = Math.max(page[at + 2], Double.doubleToRawLongBits(loss));
      at += perModel;
    }
  }

  private void addConfirming(long[] page, int first, int from) {
    int at = first;
    for (int m = 0; m < models; m++) {
      double loss = losses[from + m];
      addUnits(page, at, (long) (loss * 0x1p60));
      addUnits(page, at + 2, (long) (loss * loss * 0x1p56));
      at += perModel;
    }
  }

  private static void addUnits(long[] page, int at, long units) {
    long sum = page[at] + units;
    page[at] = sum;
    if (Long.compareUnsigned(sum, units) < 0) {
      page[at + 1]++;
    }
  }

  private void addNumbers(long[] page, int first, int from, int half) {
    for (int m = 0; m < models; m++) {
      int at = first + m * perModel;
      double loss = losses[from + m];
      addend.set(loss, sums);
      addend.addTo(page, at);
      int tail = at + sums.words();
      if (half == SearchCounts.SEARCHED) { // losses are not negative: ordered as their bits
        page[tail] = Math.max(page[tail], Double.doubleToRawLongBits(loss));
      } else {
        addend.set(loss * loss, squares);
        addend.addTo(page, tail);
      }
    }
  }

  /** Adds a cell of another state to one of these, both of a half. */
  void merge(int cell, LossCells other, int from, int half) {
    long[] page = page(cell);
    long[] others = other.page(from);
    int at = at(cell);
    int there = other.at(from);
    page[at] += others[there];
    page[at + POSITIVES] += others[there + POSITIVES];
    for (int m = 0; m < models; m++) {
      int to = sumAt(cell, m);
      int by = other.sumAt(from, m);
      sums.merge(page, to, others, by);
      int tail = sums.words();
      if (half == SearchCounts.SEARCHED) {
        page[to + tail] = Math.max(page[to + tail], others[by + tail]);
      } else {
        squares.merge(page, to + tail, others, by + tail);
      }
    }
  }

  /** Adds what another state could not sum. */
  void mergeUnsummed(LossCells other) {
    for (int m = 0; m < models; m++) {
      unsummed[m] += other.unsummed[m];
    }
  }

  /** Rows whose loss for a model is no number or too large to be summed. */
  long unsummed(int model) {
    return unsummed[model];
  }

  /** Rows of a cell. */
  long rows(int cell) {
    return page(cell)[at(cell)];
  }

  /** Sum of a model's losses in a cell. */
  double sum(int cell, int model) {
    return sums.toDouble(page(cell), sumAt(cell, model));
  }

  /** Largest loss of a model in a cell of the searched half. */
  double max(int cell, int model) {
    return Double.longBitsToDouble(page(cell)[sumAt(cell, model) + sums.words()]);
  }

  /** Whether two cells have the same rows, as far as all that is known of them. */
  boolean same(int cell, LossCells others, int other) {
    int from = at(cell);
    int there = at(other);
    return Arrays.equals(
        page(cell), from, from + stride, others.page(other), there, there + stride);
  }

  /** A model's losses in a cell of a half, exactly; the squares are not known of the searched. */
  Moments moments(int cell, int model, int half) {
    long[] page = page(cell);
    int at = sumAt(cell, model);
    return new Moments(
        page[at(cell)],
        page[at(cell) + POSITIVES],
        scaled(sums.units(page, at), sums.lowest()),
        half == SearchCounts.SEARCHED
            ? null
            : scaled(squares.units(page, at + sums.words()), squares.lowest()));
  }

  private static BigDecimal scaled(BigInteger units, int exponent) {
    return new BigDecimal(units).divide(new BigDecimal(BigInteger.ONE.shiftLeft(-exponent)));
  }

  /**
   * Rows and their losses.
   *
   * @param rows number of rows
   * @param positives rows with label 1
   * @param sum of the losses
   * @param squares sum of their squares; null where it is not known
   */
  record Moments(long rows, long positives, BigDecimal sum, BigDecimal squares) {
    static final Moments NONE = new Moments(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

    Moments plus(Moments other) {
      return new Moments(
          rows + other.rows,
          positives + other.positives,
          sum.add(other.sum),
          known(other) ? squares.add(other.squares) : null);
    }

    Moments minus(Moments part) {
      return new Moments(
          rows - part.rows,
          positives - part.positives,
          sum.subtract(part.sum),
          known(part) ? squares.subtract(part.squares) : null);
    }

    private boolean known(Moments other) {
      return squares != null && other.squares != null;
    }

    double mean() {
      return rows == 0
          ? Double.NaN
          : sum.divide(BigDecimal.valueOf(rows), MathContext.DECIMAL64).doubleValue();
    }

    /** The variance with n - 1; NaN below two rows, or where squares are not known. */
    double variance() {
      if (rows < 2 || squares == null) {
        return Double.NaN;
      }
      BigDecimal n = BigDecimal.valueOf(rows);
      BigDecimal scatter = squares.multiply(n).subtract(sum.multiply(sum));
      BigDecimal divisor = n.multiply(BigDecimal.valueOf(rows - 1));
      return Math.max(0, scatter.divide(divisor, MathContext.DECIMAL64).doubleValue());
    }
  }

  /** Writes a cell. */
  void write(int cell, DataOutput out) throws IOException {
    long[] page = page(cell);
    int at = at(cell);
    for (int i = 0; i < stride; i++) {
      out.writeLong(page[at + i]);
    }
  }

  /** Reads a cell into one of these. */
  void read(int cell, DataInput in) throws IOException {
    long[] page = page(cell);
    int at = at(cell);
    for (int i = 0; i < stride; i++) {
      page[at + i] = in.readLong();
    }
  }

  /** Writes how many rows could not be summed. */
  void writeUnsummed(DataOutput out) throws IOException {
    for (long count : unsummed) {
      out.writeLong(count);
    }
  }

  /** Reads what {@link #writeUnsummed} wrote. */
  void readUnsummed(DataInput in) throws IOException {
    for (int m = 0; m < models; m++) {
      unsummed[m] = in.readLong();
    }
  }
}
