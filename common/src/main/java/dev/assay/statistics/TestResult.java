package dev.assay.statistics;

import java.util.Optional;

/**
 * The outcome of a test of a hypothesis.
 *
 * @param statistic the test's statistic
 * @param pValue probability of such a statistic, or one further out, under the hypothesis
 * @param undefined why there is no outcome, or null
 */
public record TestResult(double statistic, double pValue, String undefined) {
  /** An outcome. */
  public static TestResult of(double statistic, double pValue) {
    return new TestResult(statistic, pValue, null);
  }

  /** No outcome, and why. */
  public static TestResult undefined(String reason) {
    return new TestResult(Double.NaN, Double.NaN, reason);
  }

  /** Whether there is an outcome. */
  public boolean defined() {
    return undefined == null;
  }

  /** Why there is none. */
  public Optional<String> reason() {
    return Optional.ofNullable(undefined);
  }
}
