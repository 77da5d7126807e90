package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.CoverageSimulation.Coverage;
import dev.assay.statistics.CoverageSimulation.Method;
import dev.assay.statistics.CoverageSimulation.Scenario;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fewer tables than docs/coverage.md has, from the same seed. */
class CoverageTest {
  private static final int RUNS = 500;
  private static final double THREE_ERRORS = 3 * Math.sqrt(0.95 * 0.05 / RUNS);
  private static final List<Method> USED =
      List.of(
          Method.AUC_STUDENT,
          Method.ACCURACY_SCORE,
          Method.RMSE_STUDENT,
          Method.REGRESSION_STUDENT);

  @Test
  void intervalsOfDifferencesHoldTheTrueValueAsOftenAsTheySay() {
    Map<Method, Coverage> found = CoverageSimulation.run(Scenario.drawn(200, 0.5), RUNS, false);
    for (Method method : USED) {
      assertThat(found.get(method).with()).as(method.name()).isEqualTo(RUNS);
      assertThat(found.get(method).share()).as(method.name()).isCloseTo(0.95, within(THREE_ERRORS));
    }
  }

  @Test
  void studentsIntervalsAreTheBetterOnesWherePositivesAreFew() {
    Map<Method, Coverage> found = CoverageSimulation.run(Scenario.drawn(200, 0.02), RUNS, false);
    assertThat(found.get(Method.AUC_NORMAL).share()).isLessThan(0.88);
    assertThat(found.get(Method.AUC_STUDENT).share()).isGreaterThan(0.90);
    assertThat(found.get(Method.AUC_STUDENT).without()).isPositive();
    assertThat(found.get(Method.RMSE_NORMAL).share()).isLessThan(0.90);
    assertThat(found.get(Method.RMSE_STUDENT).share()).isGreaterThan(0.90);
    assertThat(found.get(Method.ACCURACY_ADJUSTED_WALD).share()).isGreaterThan(0.97);
    assertThat(found.get(Method.ACCURACY_SCORE).share()).isCloseTo(0.95, within(THREE_ERRORS));
  }

  @Test
  void thirtyPositivesAreEnoughForGoodModels() {
    Map<Method, Coverage> found =
        CoverageSimulation.run(Scenario.fixed(200, 30, 0.90, 0.95), RUNS, true);
    assertThat(found.get(Method.AUC_STUDENT).share()).isCloseTo(0.95, within(THREE_ERRORS));
  }
}
