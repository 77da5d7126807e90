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
 * for each model the sum of the losses, of their squares, and the largest. Sums are exact to the
 * last bit that {@link FixedPoint} keeps, so that the order of rows changes nothing.
 */
final class LossCells {
  /** Losses of probabilities are at most 2; sums of squares have fewer bits to hold their square. */
  private static final FixedPoint OF_PROBABILITIES = new FixedPoint(2, -60, 8);

  private static final FixedPoint SQUARES_OF_PROBABILITIES = new FixedPoint(2, -56, 64);
  private static final FixedPoint OF_NUMBERS = new FixedPoint(4, -128, 0x1p96);
  private static final FixedPoint SQUARES_OF_NUMBERS = new FixedPoint(7, -192, 0x1p192);
  private static final int CELLS_PER_PAGE = 256;
  private static final int POSITIVES = 1;
  private static final int MODELS = 2;

  private final EvaluationSpec spec;
  private final FixedPoint sums;
  private final FixedPoint squares;
  private final int models;
  private final int perModel;
  private final int stride;
  private final FixedPoint.Addend[] loss;
  private final FixedPoint.Addend[] square;
  private final long[] bits;
  private final long[] unsummed;
  private long[][] pages = new long[0][];
  private int cells;
  private long positive;

  /** No cells yet. */
  LossCells(EvaluationSpec spec) {
    this.spec = spec;
    boolean numbers = spec.task() == Task.REGRESSION;
    sums = numbers ? OF_NUMBERS : OF_PROBABILITIES;
    squares = numbers ? SQUARES_OF_NUMBERS : SQUARES_OF_PROBABILITIES;
    models = spec.models().size();
    perModel = sums.words() + squares.words() + 1;
    stride = MODELS + models * perModel;
    loss = new FixedPoint.Addend[models];
    square = new FixedPoint.Addend[models];
    for (int m = 0; m < models; m++) {
      loss[m] = new FixedPoint.Addend();
      square[m] = new FixedPoint.Addend();
    }
    bits = new long[models];
    unsummed = new long[models];
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
    return pages[cell / CELLS_PER_PAGE];
  }

  private int at(int cell) {
    return cell % CELLS_PER_PAGE * stride;
  }

  private int sumAt(int cell, int model) {
    return at(cell) + MODELS + model * perModel;
  }

  /** Takes the row that is to be added to cells. */
  void take(EvaluatedRow row) {
    positive = spec.task() == Task.BINARY && row.positive() ? 1 : 0;
    for (int m = 0; m < models; m++) {
      double value = Losses.of(spec, row, m);
      if (!(value < sums.limit())) {
        unsummed[m]++;
        value = 0;
      }
      loss[m].set(value, sums);
      square[m].set(value * value, squares);
      bits[m] = Double.doubleToRawLongBits(value);
    }
  }

  /** Adds the row that was taken. */
  void add(int cell) {
    long[] page = page(cell);
    int at = at(cell);
    page[at]++;
    page[at + POSITIVES] += positive;
    at += MODELS;
    for (int m = 0; m < models; m++) {
      loss[m].addTo(page, at);
      square[m].addTo(page, at + sums.words());
      int max = at + perModel - 1;
      page[max] = Math.max(page[max], bits[m]); // losses are not negative: ordered as their bits
      at += perModel;
    }
  }

  /** Adds a cell of another state to one of these. */
  void merge(int cell, LossCells other, int from) {
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
      squares.merge(page, to + sums.words(), others, by + sums.words());
      int max = perModel - 1;
      page[to + max] = Math.max(page[to + max], others[by + max]);
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

  /** Largest loss of a model in a cell. */
  double max(int cell, int model) {
    return Double.longBitsToDouble(page(cell)[sumAt(cell, model) + perModel - 1]);
  }

  /** Whether two cells have the same rows, as far as all that is known of them. */
  boolean same(int cell, LossCells others, int other) {
    int from = at(cell);
    int there = at(other);
    return Arrays.equals(
        page(cell), from, from + stride, others.page(other), there, there + stride);
  }

  /** A model's losses in a cell, exactly. */
  Moments moments(int cell, int model) {
    long[] page = page(cell);
    int at = sumAt(cell, model);
    return new Moments(
        page[at(cell)],
        page[at(cell) + POSITIVES],
        scaled(sums.units(page, at), sums.lowest()),
        scaled(squares.units(page, at + sums.words()), squares.lowest()));
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
   * @param squares sum of their squares
   */
  record Moments(long rows, long positives, BigDecimal sum, BigDecimal squares) {
    static final Moments NONE = new Moments(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

    Moments plus(Moments other) {
      return new Moments(
          rows + other.rows,
          positives + other.positives,
          sum.add(other.sum),
          squares.add(other.squares));
    }

    Moments minus(Moments part) {
      return new Moments(
          rows - part.rows,
          positives - part.positives,
          sum.subtract(part.sum),
          squares.subtract(part.squares));
    }

    double mean() {
      return rows == 0
          ? Double.NaN
          : sum.divide(BigDecimal.valueOf(rows), MathContext.DECIMAL64).doubleValue();
    }

    /** The variance with n - 1; NaN below two rows. */
    double variance() {
      if (rows < 2) {
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
