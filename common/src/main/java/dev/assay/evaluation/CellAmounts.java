package dev.assay.evaluation;

import dev.assay.statistics.ExactSum;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Sums of the amounts of rows in eight cells, exact: of the amounts and of their squares, each
 * times the row's weight. With weights also what the variance of a difference takes of rows on
 * which two models decide differently: amounts times squared weights, and the squares of amounts
 * times weights.
 */
final class CellAmounts {
  private final ExactSum[] sums = PairCells.sums();
  private final ExactSum[] squares = PairCells.sums();
  private final ExactSum[] weightedTwice; // null without weights
  private final ExactSum[] squaresOfWeighted; // likewise

  CellAmounts(boolean weighted) {
    weightedTwice = weighted ? PairCells.sums() : null;
    squaresOfWeighted = weighted ? PairCells.sums() : null;
  }

  /** Whether the two models decide differently about the rows of a cell. */
  static boolean swapped(int cell) {
    return ((cell & PairCells.FIRST) != 0) != ((cell & PairCells.SECOND) != 0);
  }

  void add(int cell, double weight, double amount) {
    double value = weight * amount;
    sums[cell].add(value);
    squares[cell].addProduct(value, amount);
    if (weightedTwice != null && swapped(cell)) {
      weightedTwice[cell].addProduct(weight, value);
      squaresOfWeighted[cell].addSquare(value);
    }
  }

  void merge(CellAmounts other) {
    for (int i = 0; i < PairCells.CELLS; i++) {
      sums[i].merge(other.sums[i]);
      squares[i].merge(other.squares[i]);
      if (weightedTwice != null) {
        weightedTwice[i].merge(other.weightedTwice[i]);
        squaresOfWeighted[i].merge(other.squaresOfWeighted[i]);
      }
    }
  }

  /** Amount by cell. */
  double[] sums() {
    double[] all = new double[PairCells.CELLS];
    for (int i = 0; i < PairCells.CELLS; i++) {
      all[i] = sums[i].toDouble();
    }
    return all;
  }

  /** Sum of the amounts, each times its weight. */
  BigDecimal sum(int cell) {
    return sums[cell].toBigDecimal();
  }

  /** Sum of the squared amounts, each times its weight. */
  BigDecimal square(int cell) {
    return squares[cell].toBigDecimal();
  }

  /** Sum of the amounts, each times its squared weight; of a cell that is swapped. */
  BigDecimal weightedTwice(int cell) {
    return (weightedTwice == null ? sums : weightedTwice)[cell].toBigDecimal();
  }

  /** Sum of the squares of amount times weight; of a cell that is swapped. */
  BigDecimal squareOfWeighted(int cell) {
    return (squaresOfWeighted == null ? squares : squaresOfWeighted)[cell].toBigDecimal();
  }

  void write(DataOutput out) throws IOException {
    for (int i = 0; i < PairCells.CELLS; i++) {
      sums[i].write(out);
      squares[i].write(out);
      if (weightedTwice != null && swapped(i)) {
        weightedTwice[i].write(out);
        squaresOfWeighted[i].write(out);
      }
    }
  }

  /** Adds what {@link #write} wrote. */
  void read(DataInput in) throws IOException {
    for (int i = 0; i < PairCells.CELLS; i++) {
      sums[i].merge(ExactSum.read(in));
      squares[i].merge(ExactSum.read(in));
      if (weightedTwice != null && swapped(i)) {
        weightedTwice[i].merge(ExactSum.read(in));
        squaresOfWeighted[i].merge(ExactSum.read(in));
      }
    }
  }
}
