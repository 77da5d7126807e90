package dev.assay.evaluation;

import dev.assay.statistics.ConfusionMatrix;
import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Figure;
import dev.assay.statistics.IntervalMethod;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * What two models' decisions cost where costs may depend on the rows' amounts: a row of outcome o
 * with amount a costs f_o + s_o a. All is computed from sums by cell without rounding on the way.
 */
final class CellCosts {
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  private final PairCells cells;
  private final CostMatrix costs;
  private final BigDecimal[] weights = new BigDecimal[PairCells.CELLS];
  private final BigDecimal[] amounts = new BigDecimal[PairCells.CELLS];
  private final BigDecimal weight;

  /**
   * Costs by decisions.
   *
   * @param cells decisions with amounts
   * @param costs of the outcomes
   */
  CellCosts(PairCells cells, CostMatrix costs) {
    this.cells = cells;
    this.costs = costs;
    Arrays.setAll(weights, cells::weight);
    Arrays.setAll(amounts, cells.amounts()::sum);
    weight = Arrays.stream(weights).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** What a row of a cell costs: fixed + share times its amount. */
  private record Price(BigDecimal fixed, BigDecimal share) {
    private static final Price NOTHING = new Price(BigDecimal.ZERO, BigDecimal.ZERO);

    Price minus(Price other) {
      return new Price(fixed.subtract(other.fixed), share.subtract(other.share));
    }

    /** Sum of the prices, by sums of 1 and of the amount. */
    BigDecimal sum(BigDecimal ones, BigDecimal amounts) {
      return fixed.multiply(ones).add(share.multiply(amounts));
    }

    /** Sum of the squared prices, by sums of 1, of the amount and of its square. */
    BigDecimal squares(BigDecimal ones, BigDecimal amounts, BigDecimal squares) {
      BigDecimal mixed = fixed.multiply(share).multiply(amounts);
      return fixed
          .multiply(fixed)
          .multiply(ones)
          .add(mixed.add(mixed))
          .add(share.multiply(share).multiply(squares));
    }
  }

  private Price price(int cell, boolean selected) {
    boolean positive = (cell & PairCells.CLASS) != 0;
    CostMatrix shares = costs.ofAmount();
    return new Price(
        new BigDecimal(costs.of(positive, selected)),
        shares == null ? BigDecimal.ZERO : new BigDecimal(shares.of(positive, selected)));
  }

  private Price price(int cell, int model) {
    return price(cell, (cell & model) != 0);
  }

  /** What the second model's decision costs more; nothing where both decide alike. */
  private Price change(int cell) {
    return CellAmounts.swapped(cell)
        ? price(cell, PairCells.SECOND).minus(price(cell, PairCells.FIRST))
        : Price.NOTHING;
  }

  private BigDecimal total(int model) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int cell = 0; cell < PairCells.CELLS; cell++) {
      sum = sum.add(price(cell, model).sum(weights[cell], amounts[cell]));
    }
    return sum;
  }

  private static int model(boolean second) {
    return second ? PairCells.SECOND : PairCells.FIRST;
  }

  /** Cost of all rows by the decisions of a model. */
  double total(boolean second) {
    return total(model(second)).doubleValue();
  }

  /** Cost of a row by the decisions of a model; undefined without rows. */
  Figure mean(boolean second) {
    return weight.signum() == 0
        ? Figure.undefined("no rows")
        : Figure.of(total(model(second)).divide(weight, DIGITS).doubleValue());
  }

  /** The same with its interval by the variance of the rows' costs; weights as Kish (1965). */
  Figure mean(boolean second, double level) {
    Figure mean = mean(second);
    BigDecimal squaredWeights = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (int cell = 0; cell < PairCells.CELLS; cell++) {
      squaredWeights = squaredWeights.add(cells.square(cell));
      squares =
          squares.add(
              price(cell, model(second))
                  .squares(weights[cell], amounts[cell], cells.amounts().square(cell)));
    }
    if (!mean.defined()) {
      return mean;
    }
    BigDecimal total = total(model(second));
    BigDecimal scatter = squares.multiply(weight).subtract(total.multiply(total));
    double variance = scatter.divide(weight.multiply(weight), DIGITS).doubleValue();
    double rows = weight.multiply(weight).divide(squaredWeights, DIGITS).doubleValue();
    if (!(rows > 1)) {
      return mean;
    }
    Estimate estimate = new Estimate(mean.value(), Math.sqrt(variance / (rows - 1)));
    return mean.within(estimate.interval(level, IntervalMethod.DELTA));
  }

  /** Total cost of the cheaper of selecting all rows and none. */
  double constant() {
    BigDecimal all = BigDecimal.ZERO;
    BigDecimal none = BigDecimal.ZERO;
    for (int cell = 0; cell < PairCells.CELLS; cell++) {
      all = all.add(price(cell, true).sum(weights[cell], amounts[cell]));
      none = none.add(price(cell, false).sum(weights[cell], amounts[cell]));
    }
    return all.min(none).doubleValue();
  }

  /** What the rows of the swap set cost as a model decides them. */
  double ofSwap(boolean second) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int cell = 0; cell < PairCells.CELLS; cell++) {
      if (CellAmounts.swapped(cell)) {
        Price price = price(cell, model(second));
        sum = sum.add(price.sum(weights[cell], amounts[cell]));
      }
    }
    return sum.doubleValue();
  }

  /**
   * The mean cost of the second model minus that of the first with its error: Student's t of the
   * rows' differences, with weights the delta method. NaN below two rows.
   */
  Estimate difference() {
    double n = cells.rows();
    if (n < 2) {
      return new Estimate(n < 1 ? Double.NaN : exactDifference().doubleValue(), Double.NaN);
    }
    BigDecimal mean = exactDifference();
    BigDecimal scatter = scatter(mean);
    double variance = scatter.divide(weight.multiply(weight), DIGITS).doubleValue() * n / (n - 1);
    double degrees = cells.weighted() ? Double.POSITIVE_INFINITY : n - 1;
    return new Estimate(mean.doubleValue(), Math.sqrt(Math.max(0, variance)), degrees);
  }

  private BigDecimal exactDifference() {
    BigDecimal sum = BigDecimal.ZERO;
    for (int cell = 0; cell < PairCells.CELLS; cell++) {
      sum = sum.add(change(cell).sum(weights[cell], amounts[cell]));
    }
    return sum.divide(weight, DIGITS);
  }

  /** Sum over all rows of (w (d - mean))^2. */
  private BigDecimal scatter(BigDecimal mean) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int cell = 0; cell < PairCells.CELLS; cell++) {
      BigDecimal ones = cells.square(cell);
      if (CellAmounts.swapped(cell)) {
        BigDecimal twice = cells.amounts().weightedTwice(cell);
        BigDecimal squares = cells.amounts().squareOfWeighted(cell);
        Price off = change(cell).minus(new Price(mean, BigDecimal.ZERO));
        sum = sum.add(off.squares(ones, twice, squares));
      } else {
        sum = sum.add(mean.multiply(mean).multiply(ones));
      }
    }
    return sum;
  }

  /** The amounts by outcome of a model's decisions. */
  static ConfusionMatrix amounts(PairCells cells, boolean second) {
    return PairCells.matrix(cells.amounts().sums(), second);
  }
}
