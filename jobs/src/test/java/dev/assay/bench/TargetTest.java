package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTest {

  @Test
  void takesRatiosWithinARoundAndReportsTheirMedianAndRange() {
    Results results = new Results();
    add(results, "read", 1, 2.0);
    add(results, "runtime", 1, 1.0);
    add(results, "operator", 1, 4.0);
    add(results, "read", 2, 8.0);
    add(results, "runtime", 2, 1.0);
    add(results, "operator", 2, 9.0);
    Target target = Target.times("share", List.of("read", "runtime"), "operator", 0.9);

    assertThat(target.evaluate(results, Measure.CPU)).contains(new Stat(0.875, 0.75, 1.0));
  }

  @Test
  void leavesOutRoundsWhereAScenarioIsMissing() {
    Results results = new Results();
    add(results, "peer", 1, 8.0);
    add(results, "operator", 1, 2.0);
    add(results, "operator", 2, 3.0);
    Target target = Target.times("times", List.of("peer"), "operator", 4.5);

    assertThat(target.evaluate(results, Measure.CPU)).contains(new Stat(4, 4, 4));
    assertThat(
            Target.times("times", List.of("absent"), "operator", 1.0)
                .evaluate(results, Measure.CPU))
        .isEmpty();
  }

  @Test
  void reportsWhatIsMetMissedAndOnlyShown() {
    Results results = new Results();
    add(results, "peer", 1, 8.0);
    add(results, "operator", 1, 2.0);
    List<Target> targets =
        List.of(
            Target.times("four times", List.of("peer"), "operator", 4.0),
            Target.within("the same", "peer", "operator", 0.9, 1.1),
            Target.times("shown", List.of("peer"), "operator", null));

    assertThat(new Report(Map.of("processor", "test"), results, targets).text())
        .contains("processor: test")
        .contains("| peer | 1,000,000 | 0.125 (0.125–0.125) |")
        .contains("| four times | 4.00 (4.00–4.00) | 4.00 (4.00–4.00) | ≥ 4.00 | met |")
        .contains("| the same | 4.00 (4.00–4.00) | 4.00 (4.00–4.00) | ≥ 0.900 ≤ 1.10 | missed |")
        .contains("| shown | 4.00 (4.00–4.00) | 4.00 (4.00–4.00) |  |  |");
  }

  private static void add(Results results, String scenario, int round, double seconds) {
    results.add(new Execution(scenario, round, 1_000_000, seconds, seconds, 0, 0, 0));
  }
}
