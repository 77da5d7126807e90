package dev.assay.statistics;

/**
 * Whether a challenger is at least as good as the champion but for a margin, and then whether it is
 * better: a fixed sequence, so that both are tested at the full alpha (Morikawa and Yoshida 1995).
 *
 * @param difference challenger minus champion, where more is better
 * @param margin by how much the challenger may be worse, 0 or more
 * @param alpha one-sided
 */
public record NonInferiority(Estimate difference, double margin, double alpha) {
  /** How a comparison came out. */
  public enum Outcome {
    /** Better. */
    SUPERIOR,
    /** Not worse by the margin or more. */
    NON_INFERIOR,
    /** The interval holds both. */
    INCONCLUSIVE,
    /** Worse by more than the margin. */
    INFERIOR
  }

  /** Rejects a negative margin. */
  public NonInferiority {
    if (!(margin >= 0)) {
      throw new IllegalArgumentException("A margin is 0 or more: " + margin);
    }
  }

  /** P-value that the challenger is worse by the margin or more. */
  public double nonInferiorityP() {
    return difference.pValueAbove(-margin);
  }

  /** P-value that the challenger is not better. */
  public double superiorityP() {
    return difference.pValueAbove(0);
  }

  /** The outcome, from the two one-sided bounds. */
  public Outcome outcome() {
    return outcome(difference.lowerBound(alpha), difference.upperBound(alpha), margin);
  }

  /** The outcome by the ends of an interval that may be adjusted for other comparisons. */
  public static Outcome outcome(double low, double high, double margin) {
    if (low > 0) {
      return Outcome.SUPERIOR;
    }
    if (low > -margin) {
      return Outcome.NON_INFERIOR;
    }
    return high < -margin ? Outcome.INFERIOR : Outcome.INCONCLUSIVE;
  }
}
