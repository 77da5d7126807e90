package dev.assay.evaluation;

import dev.assay.statistics.ConfusionMatrix;
import dev.assay.statistics.ExactSum;
import dev.assay.statistics.McNemar;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Rows in eight cells: by class and by which of two binary models select them, or of other
 * classifiers by which are right and whether they predict different classes. With weights also the
 * sums of weights and of their squares, with amounts also of those.
 */
final class PairCells {
  /** Bit of the positives, or of rows that the first model has right. */
  static final int CLASS = 4;

  /** Bit of rows that the first model selects, or that the second has right. */
  static final int FIRST = 2;

  /** Bit of rows that the second model selects, or on which the predictions differ. */
  static final int SECOND = 1;

  static final int CELLS = 8;

  private final long[] rows = new long[CELLS];
  private final ExactSum[] weights;
  private final ExactSum[] squares;
  private final CellAmounts amounts;

  PairCells(boolean weighted) {
    this(weighted, false);
  }

  PairCells(boolean weighted, boolean valued) {
    weights = weighted ? sums() : null;
    squares = weighted ? sums() : null;
    amounts = valued ? new CellAmounts(weighted) : null;
  }

  static ExactSum[] sums() {
    ExactSum[] sums = new ExactSum[CELLS];
    for (int i = 0; i < CELLS; i++) {
      sums[i] = new ExactSum();
    }
    return sums;
  }

  void add(int cell, double weight) {
    rows[cell]++;
    if (weights != null) {
      weights[cell].add(weight);
      squares[cell].addSquare(weight);
    }
  }

  /** Adds a row to cells with amounts. */
  void add(int cell, double weight, double amount) {
    add(cell, weight);
    amounts.add(cell, weight, amount);
  }

  void merge(PairCells other) {
    if (amounts != null) {
      amounts.merge(other.amounts);
    }
    for (int i = 0; i < CELLS; i++) {
      rows[i] += other.rows[i];
      if (weights != null) {
        weights[i].merge(other.weights[i]);
        squares[i].merge(other.squares[i]);
      }
    }
  }

  /** Number of rows of a cell. */
  long rows(int cell) {
    return rows[cell];
  }

  /** Number of rows. */
  long rows() {
    long sum = 0;
    for (long cell : rows) {
      sum += cell;
    }
    return sum;
  }

  boolean weighted() {
    return weights != null;
  }

  /** Weight by cell; without weights the number of rows. */
  double[] weights() {
    double[] all = new double[CELLS];
    for (int i = 0; i < CELLS; i++) {
      all[i] = weights == null ? rows[i] : weights[i].toDouble();
    }
    return all;
  }

  /** Sum of squared weights by cell. */
  double[] squares() {
    double[] all = new double[CELLS];
    for (int i = 0; i < CELLS; i++) {
      all[i] = squares == null ? rows[i] : squares[i].toDouble();
    }
    return all;
  }

  /** Weight of a cell, without rounding. */
  BigDecimal weight(int cell) {
    return weights == null ? BigDecimal.valueOf(rows[cell]) : weights[cell].toBigDecimal();
  }

  /** Sum of squared weights of a cell, without rounding. */
  BigDecimal square(int cell) {
    return squares == null ? BigDecimal.valueOf(rows[cell]) : squares[cell].toBigDecimal();
  }

  /** The amounts; null where there are none. */
  CellAmounts amounts() {
    return amounts;
  }

  /** Of binary models: the rows on which only one is right. */
  McNemar binaryMcNemar() {
    return new McNemar(rows[CLASS | FIRST] + rows[SECOND], rows[CLASS | SECOND] + rows[FIRST]);
  }

  /** Of other classifiers: the rows on which only one is right. */
  McNemar classMcNemar() {
    return new McNemar(rows[CLASS] + rows[CLASS | SECOND], rows[FIRST] + rows[FIRST | SECOND]);
  }

  /** The confusion matrix of one of two binary models. */
  static ConfusionMatrix matrix(double[] cells, boolean second) {
    int bit = second ? SECOND : FIRST;
    double tp = 0;
    double fp = 0;
    double fn = 0;
    double tn = 0;
    for (int i = 0; i < CELLS; i++) {
      boolean selected = (i & bit) != 0;
      boolean positive = (i & CLASS) != 0;
      tp += positive && selected ? cells[i] : 0;
      fn += positive && !selected ? cells[i] : 0;
      fp += !positive && selected ? cells[i] : 0;
      tn += !positive && !selected ? cells[i] : 0;
    }
    return new ConfusionMatrix(tp, fp, fn, tn);
  }

  void write(DataOutput out) throws IOException {
    for (int i = 0; i < CELLS; i++) {
      out.writeLong(rows[i]);
      if (weights != null) {
        weights[i].write(out);
        squares[i].write(out);
      }
    }
    if (amounts != null) {
      amounts.write(out);
    }
  }

  static PairCells read(boolean weighted, DataInput in) throws IOException {
    return read(weighted, false, in);
  }

  static PairCells read(boolean weighted, boolean valued, DataInput in) throws IOException {
    PairCells cells = new PairCells(weighted, valued);
    for (int i = 0; i < CELLS; i++) {
      cells.rows[i] = in.readLong();
      if (weighted) {
        cells.weights[i].merge(ExactSum.read(in));
        cells.squares[i].merge(ExactSum.read(in));
      }
    }
    if (valued) {
      cells.amounts.read(in);
    }
    return cells;
  }
}
