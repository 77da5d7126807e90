package dev.assay.statistics;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;

/**
 * Platt's calibration: probability = logistic(intercept + slope x), where x is the score or its log
 * odds, fitted to targets that are held off 0 and 1 (Platt 1999; Lin, Lin and Weng 2007).
 *
 * @param ofLogOdds whether x is the log odds of the score
 */
public record PlattMap(double intercept, double slope, boolean ofLogOdds)
    implements CalibrationMap {
  /** Probabilities are held this far from 0 and 1 before their log odds are taken. */
  public static final double LEAST = RowFunction.LEAST;

  /**
   * Fits the map by bins: exact where each bin holds one score.
   *
   * @throws AssayException if there is only one class, or the scores do not allow a fit
   */
  public static PlattMap fit(ScoreTable table, boolean ofLogOdds) {
    if (table.positives() == 0 || table.negatives() == 0) {
      throw cannot(table.positives() == 0 ? "there are no positives" : "there are no negatives");
    }
    if (ofLogOdds && !table.probabilities()) {
      throw cannot("scores are outside 0..1 and have no log odds");
    }
    double high = (table.positives() + 1) / (table.positives() + 2);
    double low = 1 / (table.negatives() + 2);
    double[] x = new double[table.bins()];
    double[] positives = new double[x.length];
    double[] negatives = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = ofLogOdds ? CoxCalibration.logOdds(table.mean(i), table.complement(i)) : table.mean(i);
      positives[i] = table.positives(i) * high + table.negatives(i) * low;
      negatives[i] = table.weight(i) - positives[i];
    }
    Logistic fit = Logistic.fit(x, positives, negatives);
    if (fit == null) {
      throw cannot("all scores are equal");
    }
    return new PlattMap(fit.intercept(), fit.slope(), ofLogOdds);
  }

  private static AssayException cannot(String reason) {
    return new AssayException(
        ErrorCode.INPUT, "Cannot fit a calibration 'platt': " + reason + ". Fit it on other rows.");
  }

  @Override
  public String describe() {
    return "logistic(%s + %s * %s)".formatted(intercept, slope, ofLogOdds ? "log odds" : "score");
  }

  @Override
  public double apply(double score) {
    double x = ofLogOdds ? CoxCalibration.logOdds(score, 1 - score) : score;
    return Logistic.of(intercept + slope * x);
  }
}
