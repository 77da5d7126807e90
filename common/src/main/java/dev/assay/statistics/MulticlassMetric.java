package dev.assay.statistics;

import java.util.function.Function;

/** Figures of multiclass models; definitions as in scikit-learn, but undefined is NaN. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are lambdas that hold nothing
public enum MulticlassMetric {
  /** Share of rows with the right class; equals precision, recall and F1 by micro average. */
  ACCURACY(state -> Figure.ratio(state.right(), state.total(), "no rows")),
  /** Mean of the classes' recalls. */
  BALANCED_ACCURACY(state -> average(state, ConfusionMetric.RECALL, false)),
  /** Mean of the classes' precisions. */
  MACRO_PRECISION(state -> average(state, ConfusionMetric.PRECISION, false)),
  /** Mean of the classes' recalls. */
  MACRO_RECALL(state -> average(state, ConfusionMetric.RECALL, false)),
  /** Mean of the classes' F1. */
  MACRO_F1(state -> average(state, ConfusionMetric.F1, false)),
  /** Mean of the classes' precisions, weighted by their rows. */
  WEIGHTED_PRECISION(state -> average(state, ConfusionMetric.PRECISION, true)),
  /** Mean of the classes' recalls, weighted by their rows. */
  WEIGHTED_RECALL(state -> average(state, ConfusionMetric.RECALL, true)),
  /** Mean of the classes' F1, weighted by their rows. */
  WEIGHTED_F1(state -> average(state, ConfusionMetric.F1, true)),
  /** Mean negative log of the true class's probability, held 2^-23 away from 0 and 1. */
  LOG_LOSS(MulticlassMetric::logLoss),
  /** Mean over rows of the sum over classes of squared errors (Brier 1950). */
  BRIER(MulticlassMetric::brier),
  /** Mean of the AUCs of each class against the rest. */
  MACRO_AUC(state -> auc(state, false)),
  /** Mean of the AUCs of each class against the rest, weighted by their rows. */
  WEIGHTED_AUC(state -> auc(state, true)),
  /** Correlation of predicted and true classes (Gorodkin 2004). */
  MATTHEWS_CORRELATION(MulticlassMetric::matthews),
  /** Agreement beyond chance (Cohen 1960). */
  COHEN_KAPPA(MulticlassMetric::kappa),
  /** Accuracy of the most frequent class. */
  CONSTANT_ACCURACY(state -> BestConstant.accuracy(weights(state))),
  /** Log loss of the classes' shares. */
  CONSTANT_LOG_LOSS(state -> BestConstant.logLoss(weights(state)));

  private final Function<MulticlassState, Figure> formula;

  MulticlassMetric(Function<MulticlassState, Figure> formula) {
    this.formula = formula;
  }

  /** The figure. */
  public Figure of(MulticlassState state) {
    return state.rows() == 0 ? Figure.undefined("no rows") : formula.apply(state);
  }

  /** The figure, with an interval where one follows from the state. */
  public Figure of(MulticlassState state, double level) {
    Figure figure = of(state);
    if (!figure.defined()) {
      return figure;
    }
    return switch (this) {
      case ACCURACY -> figure.within(state.wilson(figure.value(), level));
      case BALANCED_ACCURACY, MACRO_RECALL ->
          within(figure, Math.sqrt(varianceOfRecalls(state)), level);
      case LOG_LOSS -> logLoss(state, figure, level);
      default -> figure;
    };
  }

  private static Figure within(Figure figure, double error, double level) {
    return figure.within(new Estimate(figure.value(), error).interval(level, IntervalMethod.DELTA));
  }

  /** The classes' recalls are independent proportions, given the rows of each class. */
  private static double varianceOfRecalls(MulticlassState state) {
    double share = state.effectiveRows() / state.total();
    double sum = 0;
    for (int k = 0; k < state.classes(); k++) {
      double recall = state.count(k, k) / state.ofLabel(k);
      sum += recall * (1 - recall) / (state.ofLabel(k) * share);
    }
    return sum / state.classes() / state.classes();
  }

  private static Figure logLoss(MulticlassState state, Figure mean, double level) {
    double rows = state.effectiveRows();
    if (!(rows > 1)) {
      return mean;
    }
    double squares = 0;
    for (int k = 0; k < state.classes(); k++) {
      squares += RowFunction.SQUARED_LOG.sum(state.table(k), true, false).value();
    }
    double variance = squares / state.total() - mean.value() * mean.value();
    return within(mean, Math.sqrt(Math.max(0, variance) / (rows - 1)), level);
  }

  private static double[] weights(MulticlassState state) {
    double[] weights = new double[state.classes()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = state.ofLabel(k);
    }
    return weights;
  }

  private static Figure average(MulticlassState state, ConfusionMetric metric, boolean weighted) {
    return average(state, k -> metric.of(state.oneAgainstRest(k)), weighted);
  }

  private static Figure auc(MulticlassState state, boolean weighted) {
    return average(state, k -> RankMetrics.auc(state.table(k)), weighted);
  }

  private static Figure average(
      MulticlassState state, Function<Integer, Figure> ofClass, boolean weighted) {
    double sum = 0;
    double bound = 0;
    double total = 0;
    for (int k = 0; k < state.classes(); k++) {
      Figure figure = ofClass.apply(k);
      double weight = weighted ? state.ofLabel(k) : 1;
      if (!figure.defined()) {
        return Figure.undefined("class " + k + ": " + figure.reason().orElseThrow());
      }
      sum += weight * figure.value();
      bound += weight * figure.bound();
      total += weight;
    }
    return Figure.bounded(sum / total, bound / total);
  }

  private static Figure logLoss(MulticlassState state) {
    RowFunction.Sum sum = new RowFunction.Sum(0, 0);
    for (int k = 0; k < state.classes(); k++) {
      ScoreTable table = state.table(k);
      String problem = ProbabilityMetrics.problem(table);
      if (problem != null) {
        return Figure.undefined("class " + k + ": " + problem);
      }
      sum = sum.plus(RowFunction.MINUS_LOG.sum(table, true, false));
    }
    return Figure.bounded(sum.value() / state.total(), sum.bound() / state.total());
  }

  private static Figure brier(MulticlassState state) {
    double sum = 0;
    double bound = 0;
    for (int k = 0; k < state.classes(); k++) {
      Figure ofClass = ProbabilityMetrics.brier(state.table(k));
      if (!ofClass.defined()) {
        return Figure.undefined("class " + k + ": " + ofClass.reason().orElseThrow());
      }
      sum += ofClass.value();
      bound += ofClass.bound();
    }
    return Figure.bounded(sum, bound);
  }

  private static Figure matthews(MulticlassState state) {
    double n = state.total();
    double covariance = state.right() * n;
    double labels = n * n;
    double predictions = n * n;
    for (int k = 0; k < state.classes(); k++) {
      double label = state.ofLabel(k);
      double predicted = state.predictedAs(k);
      covariance -= label * predicted;
      labels -= label * label;
      predictions -= predicted * predicted;
    }
    return Figure.ratio(
        covariance,
        Math.sqrt(labels) * Math.sqrt(predictions),
        "only one class is predicted or true");
  }

  private static Figure kappa(MulticlassState state) {
    double n = state.total();
    double chance = 0;
    for (int k = 0; k < state.classes(); k++) {
      chance += state.ofLabel(k) / n * (state.predictedAs(k) / n);
    }
    return Figure.ratio(
        state.right() / n - chance, 1 - chance, "only one class is predicted and true");
  }
}
