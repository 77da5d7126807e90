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

  @Test
  void reportsScansAndWhatAScenarioTakesBeyondAnother() {
    Results results = new Results();
    results.add(new Execution("none", 1, 1_000_000, 1, 1, 0, 0, 1));
    results.add(new Execution("ten", 1, 1_000_000, 1.5, 1.2, 0, 0, 3));
    List<Target> targets =
        List.of(
            Target.scans("scans", "ten", 2),
            Target.beyond("ns per row and rule", "ten", "none", 1e9 / 10),
            Target.atMost("times none", "ten", "none", 1.5));

    assertThat(new Report(Map.of(), results, targets).text())
        .contains("| ten | 1,000,000 | 0.833 (0.833–0.833) | 0.667 (0.667–0.667) |  |  | 3 |")
        .contains("| scans | 3.00 (3.00–3.00) |  | ≤ 2.00 | missed |")
        .contains("| ns per row and rule | 20.0 (20.0–20.0) | 50.0 (50.0–50.0) |  |  |")
        .contains("| times none | 1.20 (1.20–1.20) | 1.50 (1.50–1.50) | ≤ 1.50 | met |");
  }

  private static void add(Results results, String scenario, int round, double seconds) {
    results.add(new Execution(scenario, round, 1_000_000, seconds, seconds, 0, 0, 0));
  }
}
