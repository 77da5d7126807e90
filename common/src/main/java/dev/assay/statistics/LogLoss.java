package dev.assay.statistics;

/** The log loss of a row. */
public final class LogLoss {
  private LogLoss() {}

  /** Minus the logarithm of a probability of what happened, which is held 2^-23 off 0 and 1. */
  public static double of(double probability) {
    return RowFunction.MINUS_LOG.value(probability, 1 - probability);
  }

  /** The loss of a probability of the positive class. */
  public static double of(double probability, boolean positive) {
    return positive
        ? RowFunction.MINUS_LOG.value(probability, 1 - probability)
        : RowFunction.MINUS_LOG.value(1 - probability, probability);
  }
}
