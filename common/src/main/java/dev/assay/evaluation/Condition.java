package dev.assay.evaluation;

import java.util.List;

/**
 * A part of a verdict's rule, and how it came out.
 *
 * @param what the part, as a person reads it
 * @param metric the figure
 * @param slice the slice
 * @param point the operating point; null for figures of the scores
 * @param observed the figure, or the difference, so that more is better; null where there is none
 * @param low lower end of the interval that was judged; null where there is none
 * @param high upper end
 * @param outcome how it came out
 * @param message the same for a person
 */
public record Condition(
    String what,
    String metric,
    String slice,
    String point,
    Double observed,
    Double low,
    Double high,
    Outcome outcome,
    String message) {

  /** How a part of the rule came out. */
  public enum Outcome {
    /** It holds with certainty at the rule's level. */
    HOLDS,
    /** It is broken with certainty at the rule's level. */
    BROKEN,
    /** The rows do not settle it. */
    UNSETTLED,
    /** The figure or the slice is not there, so the part fails. */
    MISSING
  }

  /** Of two outcomes the one that decides: broken, then missing, then unsettled. */
  static Outcome worst(Outcome a, Outcome b) {
    List<Outcome> order =
        List.of(Outcome.HOLDS, Outcome.UNSETTLED, Outcome.MISSING, Outcome.BROKEN);
    return order.indexOf(a) > order.indexOf(b) ? a : b;
  }
}
