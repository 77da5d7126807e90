package dev.assay.evaluation;

import java.util.List;

/**
 * The rule that gives the verdict.
 *
 * @param primary what the challenger must not be worse in
 * @param alpha one-sided level of its tests, such as 0.05; divided among challengers (Holm)
 * @param equivalence whether the question is if both are the same: within the margin on both sides
 * @param guardrails what must hold beside it
 * @param least fewest rows of each class, or rows of a regression, with which anything is decided
 * @param clustered whether several rows may be of one unit, so that only the bootstrap over units
 *     tells how sure a difference is
 * @param repeated whether the models are looked at again and again, so that confidence sequences
 *     decide from the first look on
 */
public record Decision(
    Criterion primary,
    double alpha,
    boolean equivalence,
    List<Guardrail> guardrails,
    long least,
    boolean clustered,
    boolean repeated) {
  /** Chance of finding a difference that is there, in all statements of sizes. */
  public static final double POWER = 0.8;

  public Decision {
    guardrails = List.copyOf(guardrails);
  }

  /**
   * A figure that may not get worse by more than a margin.
   *
   * @param metric the figure, as {@code evaluation_comparisons} names it
   * @param margin how much worse is accepted, at least 0, in the figure's unit
   * @param slice the slice, as a person reads it; null for the whole
   * @param point the operating point; null for figures of the scores, and the cutoff of others
   */
  public record Criterion(String metric, double margin, String slice, String point) {}

  /** What must hold beside the primary figure. */
  public sealed interface Guardrail {}

  /** Another figure that may not get worse by more than its margin. */
  public record NotWorse(Criterion criterion) implements Guardrail {}

  /**
   * A figure of the challenger that must be within bounds.
   *
   * @param metric the figure, as {@code evaluation_metrics} names it
   * @param slice the slice; null for the whole
   * @param point the operating point; null likewise
   * @param least the smallest accepted value; null for none
   * @param most the largest accepted value; null for none
   */
  public record Within(String metric, String slice, String point, Double least, Double most)
      implements Guardrail {}

  /**
   * A figure of the challenger that may be so many times the champion's.
   *
   * @param metric the figure, without sampling error, as {@code evaluation_metrics} names it
   * @param most the largest accepted multiple
   */
  public record Times(String metric, double most) implements Guardrail {}

  /**
   * The fairness of the challenger: each group's ratio must be within tau to 1/tau.
   *
   * @param attribute the attribute; null for all
   * @param measure the measure, such as selection_rate
   */
  public record Fair(String attribute, String measure) implements Guardrail {}
}
