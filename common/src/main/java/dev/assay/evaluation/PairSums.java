package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Figure;
import dev.assay.statistics.JointSums;
import dev.assay.statistics.LossSums;
import dev.assay.statistics.PairedErrors;
import dev.assay.statistics.ScoreBins;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Champion and one challenger on the rows of a slice: exact sums of the differences of their
 * losses, the cells of their decisions, and how far their predictions differ. All differences are
 * challenger minus champion.
 */
final class PairSums {
  /** What is summed of each row, as a difference; the place in the joint sums of weighted rows. */
  enum Difference {
    LOSS(0),
    LOG_LOSS(1),
    SCORE(2),
    ABSOLUTE_ERROR(3);

    private final int place;

    Difference(int place) {
      this.place = place;
    }
  }

  // joint sums of a regression, or of weighted rows
  private static final int WEIGHT = 0;
  private static final int CHAMPION_SQUARE = 1;
  private static final int CHALLENGER_SQUARE = 2;
  private static final int LABEL = 3;
  private static final int SQUARED_LABEL = 4;

  private final EvaluationSpec spec;
  private final int challenger;
  private final LossSums[] differences;
  private final JointSums weightedDifferences;
  private final JointSums squares;
  private final PairedErrors errors;
  private final PairCells cells;
  private final ScoreBins scores; // of the whole
  private double largest;
  private final double[] joint = new double[1 + Difference.values().length];
  private final double[] ofSquares = new double[5];

  PairSums(EvaluationSpec spec, int challenger, boolean whole) {
    this(
        spec,
        challenger,
        new LossSums[] {new LossSums(), new LossSums(), new LossSums(), new LossSums()},
        spec.weighted() ? new JointSums(1 + Difference.values().length) : null,
        spec.task() == Task.REGRESSION ? new JointSums(5) : null,
        spec.task() == Task.REGRESSION && !spec.weighted() ? new PairedErrors() : null,
        spec.task() == Task.REGRESSION ? null : new PairCells(spec.weighted()),
        whole ? new ScoreBins(ScoreBins.LEAST_CAPACITY, false) : null);
  }

  private PairSums(
      EvaluationSpec spec,
      int challenger,
      LossSums[] differences,
      JointSums weightedDifferences,
      JointSums squares,
      PairedErrors errors,
      PairCells cells,
      ScoreBins scores) {
    this.spec = spec;
    this.challenger = challenger;
    this.differences = differences;
    this.weightedDifferences = weightedDifferences;
    this.squares = squares;
    this.errors = errors;
    this.cells = cells;
    this.scores = scores;
  }

  /** Adds a row whose losses are derived. */
  void add(EvaluatedRow row) {
    double loss = row.losses()[challenger] - row.losses()[0];
    double logLoss = row.logLosses()[challenger] - row.logLosses()[0];
    double score = row.scores()[challenger] - row.scores()[0];
    differences[Difference.LOSS.place].add(loss);
    switch (spec.task()) {
      case BINARY -> {
        differences[Difference.LOG_LOSS.place].add(logLoss);
        differences[Difference.SCORE.place].add(score);
        addScore(Math.abs(score));
        cells.add(binaryCell(row), row.weight());
        addWeighted(row, loss, logLoss, score, 0);
      }
      case MULTICLASS -> {
        differences[Difference.LOG_LOSS.place].add(logLoss);
        if (scores != null) {
          addScore(distance(row, challenger));
        }
        cells.add(classCell(row), row.weight());
        addWeighted(row, loss, logLoss, 0, 0);
      }
      default -> {
        double absolute =
            Math.abs(row.scores()[challenger] - row.label())
                - Math.abs(row.scores()[0] - row.label());
        differences[Difference.SCORE.place].add(score);
        differences[Difference.ABSOLUTE_ERROR.place].add(absolute);
        addScore(Math.abs(score));
        addSquares(row);
        addWeighted(row, loss, 0, score, absolute);
      }
    }
  }

  private void addScore(double difference) {
    largest = Math.max(largest, difference);
    if (scores != null) {
      scores.add(difference, false);
    }
  }

  /** Half the sum of the absolute differences of all classes' probabilities, from 0 to 1. */
  static double distance(EvaluatedRow row, int challenger) {
    double[] champion = row.probabilities()[0];
    double[] other = row.probabilities()[challenger];
    double sum = 0;
    for (int k = 0; k < champion.length; k++) {
      sum += Math.abs(other[k] - champion[k]);
    }
    return sum / 2;
  }

  private int binaryCell(EvaluatedRow row) {
    return (row.positive() ? PairCells.CLASS : 0)
        + (row.scores()[0] >= spec.champion().cutoff() ? PairCells.FIRST : 0)
        + (row.scores()[challenger] >= spec.models().get(challenger).cutoff()
            ? PairCells.SECOND
            : 0);
  }

  private int classCell(EvaluatedRow row) {
    int champion = Losses.predicted(row.probabilities()[0]);
    int other = Losses.predicted(row.probabilities()[challenger]);
    return (champion == row.label() ? PairCells.CLASS : 0)
        + (other == row.label() ? PairCells.FIRST : 0)
        + (champion == other ? 0 : PairCells.SECOND);
  }

  private void addSquares(EvaluatedRow row) {
    double weight = row.weight();
    ofSquares[WEIGHT] = weight;
    ofSquares[CHAMPION_SQUARE] = weight * row.losses()[0];
    ofSquares[CHALLENGER_SQUARE] = weight * row.losses()[challenger];
    ofSquares[LABEL] = weight * row.label();
    ofSquares[SQUARED_LABEL] = weight * row.label() * row.label();
    squares.add(ofSquares);
    if (errors != null) {
      errors.add(row.scores()[0] - row.label(), row.scores()[challenger] - row.label());
    }
  }

  private void addWeighted(
      EvaluatedRow row, double loss, double logLoss, double score, double absolute) {
    if (weightedDifferences == null) {
      return;
    }
    joint[0] = row.weight();
    joint[1 + Difference.LOSS.place] = row.weight() * loss;
    joint[1 + Difference.LOG_LOSS.place] = row.weight() * logLoss;
    joint[1 + Difference.SCORE.place] = row.weight() * score;
    joint[1 + Difference.ABSOLUTE_ERROR.place] = row.weight() * absolute;
    weightedDifferences.add(joint);
  }

  void merge(PairSums other) {
    for (int i = 0; i < differences.length; i++) {
      differences[i].merge(other.differences[i]);
    }
    if (weightedDifferences != null) {
      weightedDifferences.merge(other.weightedDifferences);
    }
    if (squares != null) {
      squares.merge(other.squares);
    }
    if (errors != null) {
      errors.merge(other.errors);
    }
    if (cells != null) {
      cells.merge(other.cells);
    }
    largest = Math.max(largest, other.largest);
    if (scores != null) {
      scores.merge(other.scores);
    }
  }

  /** Number of rows. */
  long rows() {
    return differences[Difference.LOSS.place].rows();
  }

  /** The sums of a difference without weights. */
  LossSums sums(Difference difference) {
    return differences[difference.place];
  }

  /** The mean of a difference; NaN below two rows and where a loss is not defined. */
  Estimate mean(Difference difference) {
    Estimate plain = sums(difference).estimate();
    if (weightedDifferences == null || Double.isNaN(plain.value()) || rows() < 2) {
      return plain;
    }
    return weightedDifferences.ratio(1 + difference.place, 0);
  }

  /** The cells of the decisions; null of regressions. */
  PairCells cells() {
    return cells;
  }

  /** Root of the mean squared errors, challenger minus champion, of a regression. */
  Estimate rootMeanSquare() {
    if (errors != null) {
      return errors.rmseDifference();
    }
    double n = squares.sum(WEIGHT);
    double[] gradient = new double[5];
    double champion = addRoot(gradient, CHAMPION_SQUARE, -1, n);
    double other = addRoot(gradient, CHALLENGER_SQUARE, 1, n);
    return squares.estimate(other - champion, gradient);
  }

  private double addRoot(double[] gradient, int square, int sign, double n) {
    double mean = squares.sum(square) / n;
    double root = Math.sqrt(mean);
    gradient[square] += sign / (2 * root * n);
    gradient[WEIGHT] -= sign * root / (2 * n);
    return root;
  }

  /** Explained share of the variance, challenger minus champion, of a regression. */
  Estimate explained() {
    double n = squares.sum(WEIGHT);
    double mean = squares.sum(LABEL) / n;
    double scatter = squares.sum(SQUARED_LABEL) - squares.sum(LABEL) * mean;
    double excess = squares.sum(CHALLENGER_SQUARE) - squares.sum(CHAMPION_SQUARE);
    double value = -excess / scatter;
    double[] gradient = new double[5];
    gradient[CHAMPION_SQUARE] = 1 / scatter;
    gradient[CHALLENGER_SQUARE] = -1 / scatter;
    gradient[SQUARED_LABEL] = -value / scatter;
    gradient[LABEL] = 2 * mean * value / scatter;
    gradient[WEIGHT] = -mean * mean * value / scatter;
    return squares.estimate(value, gradient);
  }

  /** Mean of the squared labels of a regression. */
  double meanSquaredLabel() {
    return squares.sum(SQUARED_LABEL) / squares.sum(WEIGHT);
  }

  /** Quantile of the absolute differences of the scores, or of the distances, in the whole. */
  Figure scoreDifference(double share) {
    return scores.table().quantile(share);
  }

  /** The largest absolute difference of the scores; of multiclass models in the whole only. */
  Figure largestScoreDifference() {
    return rows() == 0 ? Figure.undefined("no rows") : Figure.of(largest);
  }

  void write(DataOutput out) throws IOException {
    for (LossSums sums : differences) {
      sums.write(out);
    }
    if (weightedDifferences != null) {
      weightedDifferences.write(out);
    }
    if (squares != null) {
      squares.write(out);
    }
    if (errors != null) {
      errors.write(out);
    }
    if (cells != null) {
      cells.write(out);
    }
    out.writeDouble(largest);
    if (scores != null) {
      scores.write(out);
    }
  }

  static PairSums read(EvaluationSpec spec, int challenger, boolean whole, DataInput in)
      throws IOException {
    LossSums[] differences = new LossSums[Difference.values().length];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = LossSums.read(in);
    }
    JointSums weighted = spec.weighted() ? JointSums.read(in) : null;
    boolean regression = spec.task() == Task.REGRESSION;
    JointSums squares = regression ? JointSums.read(in) : null;
    PairedErrors errors = regression && !spec.weighted() ? PairedErrors.read(in) : null;
    PairCells cells = spec.task() == Task.REGRESSION ? null : PairCells.read(spec.weighted(), in);
    double largest = in.readDouble();
    ScoreBins scores = whole ? ScoreBins.read(in) : null;
    PairSums sums =
        new PairSums(spec, challenger, differences, weighted, squares, errors, cells, scores);
    sums.largest = largest;
    return sums;
  }
}
