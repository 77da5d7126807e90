package dev.assay.report;

import dev.assay.evaluation.Direction;
import dev.assay.evaluation.Runtimes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a figure is called and what it says, in words of every day.
 *
 * @param name its name in the tables
 * @param title its name on the page
 * @param meaning what it says, as part of a sentence; empty for a figure that is not known here
 * @param unit what it is counted in
 */
record Measure(String name, String title, String meaning, Unit unit) {

  /** What figures are counted in: those of one unit share an axis. */
  enum Unit {
    /** A pure number, mostly from 0 to 1. */
    NUMBER(""),
    /** The unit of what is predicted. */
    LABEL("in the unit of the label"),
    /** Its square. */
    SQUARED_LABEL("in the squared unit of the label"),
    /** What costs are counted in. */
    COST("in the unit of the costs"),
    /** Time for a million rows. */
    SECONDS("in seconds for a million rows");

    private final String text;

    Unit(String text) {
      this.text = text;
    }

    /** What is written at an axis; empty for pure numbers. */
    String text() {
      return text;
    }
  }

  /** Those that a page shows first; the others are variations of them. */
  private static final Set<String> MAIN =
      Set.of(
          "auc",
          "average_precision",
          "kolmogorov_smirnov",
          "macro_auc",
          "log_loss",
          "brier",
          "r2",
          "rmse",
          "mae",
          "median_absolute_error",
          "absolute_error_p90",
          "mape",
          "accuracy",
          "balanced_accuracy",
          "precision",
          "recall",
          "f1",
          "macro_f1",
          "mean_cost",
          "ece");

  private static final Map<String, Measure> KNOWN = new HashMap<>();
  private static final Map<String, String> CHANGES =
      Map.ofEntries(
          Map.entry("flip_rate", "Share of rows that are decided differently"),
          Map.entry("only_one_selects_positives", "Positives that only this model selects"),
          Map.entry("only_one_selects_negatives", "Negatives that only this model selects"),
          Map.entry("both_select_positives", "Positives that both select"),
          Map.entry("both_select_negatives", "Negatives that both select"),
          Map.entry("neither_selects_positives", "Positives that neither selects"),
          Map.entry("neither_selects_negatives", "Negatives that neither selects"),
          Map.entry("only_one_selects_positives_amount", "Amount of these positives"),
          Map.entry("only_one_selects_negatives_amount", "Amount of these negatives"),
          Map.entry("swap_cost", "Cost of the rows that change sides"),
          Map.entry("mean_score_difference", "Mean difference of the scores"),
          Map.entry("largest_score_difference", "Largest difference of the scores"),
          Map.entry("score_difference_p999", "Difference that 99.9\u00A0% of the scores keep"));

  /** In the order in which a reader wants them. */
  private static final List<Measure> ORDER =
      List.of(
          number("auc", "AUC", "the chance that a random positive scores above a random negative"),
          number("gini", "Gini", "twice the AUC minus one"),
          number(
              "average_precision",
              "Average precision",
              "the mean precision over all cutoffs, weighted by recall"),
          number("precision_recall_area", "Precision-recall area", "area under that curve"),
          number(
              "kolmogorov_smirnov",
              "Kolmogorov-Smirnov",
              "the largest gap between the score distributions of both classes"),
          number("macro_auc", "AUC, mean of classes", "each class against the rest"),
          number("weighted_auc", "AUC, weighted by class", "each class against the rest"),
          number("log_loss", "Log loss", "how surprised the probabilities are by the outcomes"),
          number("brier", "Brier score", "the mean squared error of the probability"),
          number("brier_skill", "Brier skill", "gain over always predicting the overall rate"),
          number(
              "log_loss_skill", "Log-loss skill", "gain over always predicting the overall rate"),
          number("r2", "R²", "the share of the label's variance that is explained"),
          number("explained_variance", "Explained variance", "the same with the bias left out"),
          label("rmse", "RMSE", "the root of the mean squared error"),
          label("mae", "MAE", "the mean absolute error"),
          label("median_absolute_error", "Median absolute error", "half of the errors are smaller"),
          label("absolute_error_p90", "90 % absolute error", "nine of ten errors are smaller"),
          label("max_error", "Largest error", "the largest absolute error"),
          label("bias", "Bias", "the mean of prediction minus label"),
          new Measure("mse", "MSE", "the mean squared error", Unit.SQUARED_LABEL),
          number("mape", "MAPE", "the mean error as a share of the label"),
          number("accuracy", "Accuracy", "the share of right decisions"),
          number("balanced_accuracy", "Balanced accuracy", "the mean recall of the classes"),
          number("precision", "Precision", "of the selected, the share that are positive"),
          number("recall", "Recall", "of the positives, the share that are selected"),
          number("specificity", "Specificity", "of the negatives, the share not selected"),
          number("f1", "F1", "the harmonic mean of precision and recall"),
          number("f2", "F2", "the same, but recall counts twice"),
          number("f_half", "F0.5", "the same, but recall counts half"),
          number("macro_precision", "Precision, mean of classes", ""),
          number("macro_recall", "Recall, mean of classes", ""),
          number("macro_f1", "F1, mean of classes", ""),
          number("weighted_precision", "Precision, weighted by class", ""),
          number("weighted_recall", "Recall, weighted by class", ""),
          number("weighted_f1", "F1, weighted by class", ""),
          number("false_positive_rate", "False positive rate", "of the negatives, those selected"),
          number("false_negative_rate", "False negative rate", "of the positives, those missed"),
          number("false_discovery_rate", "False discovery rate", "of the selected, the negatives"),
          number("false_omission_rate", "False omission rate", "of those not selected, positives"),
          number(
              "negative_predictive_value",
              "Negative predictive value",
              "of those not selected, the negatives"),
          number("selection_rate", "Selection rate", "the share of rows that are selected"),
          number("prevalence", "Prevalence", "the share of rows that are positive"),
          number("jaccard", "Jaccard", "true positives by all positive or selected"),
          number("youden_j", "Youden's J", "recall plus specificity minus one"),
          number("matthews_correlation", "Matthews correlation", "of prediction and outcome"),
          number("cohen_kappa", "Cohen's kappa", "agreement beyond chance"),
          new Measure("mean_cost", "Mean cost", "of a row, by what its outcome costs", Unit.COST),
          new Measure("total_cost", "Total cost", "of all rows, likewise", Unit.COST),
          number("ece", "Calibration error", "the mean gap between score and rate, equal widths"),
          number(
              "ece_equal_mass", "Calibration error, equal mass", "the same, groups of equal size"),
          number(
              "ace", "Adaptive calibration error", "unweighted mean of the groups of equal size"),
          number("mce", "Largest calibration error", "the largest gap of a group"),
          number("rms_calibration_error", "RMS calibration error", "debiased"),
          number("calibration_slope", "Calibration slope", "1 is right; below: scores too extreme"),
          number("calibration_intercept", "Calibration intercept", "0 is right"),
          number("calibration_in_the_large", "Calibration in the large", "0 is right"),
          number("observed_to_expected", "Observed to expected", "1 is right"),
          number("spiegelhalter_z", "Spiegelhalter's z", "beyond ±1.96: not calibrated"),
          number("mean_score", "Mean score", ""),
          new Measure(
              Runtimes.SECONDS,
              "Runtime",
              "seconds in the model's runtime for a million rows, on the machine that scored",
              Unit.SECONDS));

  static {
    ORDER.forEach(measure -> KNOWN.put(measure.name(), measure));
  }

  private static Measure number(String name, String title, String meaning) {
    return new Measure(name, title, meaning, Unit.NUMBER);
  }

  private static Measure label(String name, String title, String meaning) {
    return new Measure(name, title, meaning, Unit.LABEL);
  }

  /** The measure of a name in the tables. */
  static Measure of(String name) {
    Measure known = KNOWN.get(name);
    return known == null ? number(name, words(name), "") : known;
  }

  /** Where it stands among others: known ones first, in their order. */
  static int rank(String name) {
    Measure known = KNOWN.get(name);
    return known == null ? ORDER.size() : ORDER.indexOf(known);
  }

  /** A name in the tables as words: {@code Swap set in}. */
  static String words(String name) {
    String words =
        name.replace('_', ' ').replace('-', ' ').strip().toLowerCase(java.util.Locale.ROOT);
    return words.isEmpty() ? name : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** What comes after a figure's name for its operating point; empty for figures of scores. */
  static String at(String point) {
    if (point == null) {
      return "";
    }
    if (point.equals("cutoff")) {
      return "at the model's cutoff";
    }
    if (point.equals("least_cost")) {
      return "at the cutoff of least cost";
    }
    int equals = point.indexOf('=');
    try {
      double value = Double.parseDouble(point.substring(equals + 1));
      return "at "
          + words(point.substring(0, Math.max(0, equals))).toLowerCase(java.util.Locale.ROOT)
          + " "
          + Numerals.share(value);
    } catch (NumberFormatException e) {
      return "at " + point;
    }
  }

  /** Whether rows of this name say what a change of models would change. */
  static boolean isChange(String name) {
    return !KNOWN.containsKey(name);
  }

  /** What such a row says, in words. */
  static String change(String name) {
    return CHANGES.getOrDefault(name, words(name));
  }

  /** Whether a page shows it first. */
  static boolean isMain(String name) {
    return MAIN.contains(name);
  }

  /** 1 where more is better, -1 where less is, 0 where neither is. */
  int sign() {
    if (unit == Unit.COST) {
      return -1;
    }
    return KNOWN.containsKey(name) ? Direction.of(name).sign() : 0;
  }

  /** Which way is better, in words. */
  String better() {
    return sign() > 0 ? "higher is better" : sign() < 0 ? "lower is better" : "";
  }
}
