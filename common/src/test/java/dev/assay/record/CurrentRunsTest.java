package dev.assay.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurrentRunsTest {
  private static final LocalDate DAY = LocalDate.of(2018, 12, 31);

  private static RunRecord run(String id, String slot, long generation, long sequence) {
    RunStart start =
        new RunStart(
            id,
            "credit",
            "score",
            slot,
            DAY,
            Instant.EPOCH,
            "{}",
            "[]",
            "c",
            "{}",
            "{}",
            null,
            "1");
    return RunRecord.started(start, generation, 1, null)
        .published(RunOutcome.NONE, sequence, "before");
  }

  private static String redrive(String run, int place) {
    return new RedriveSlot(DAY, run, place).text();
  }

  @Test
  void redrivesCountBesideTheRunThatHoldsItsSlot() {
    RunRecord day = run("a", "score/2018-12-31", 1, 1);
    RunRecord first = run("b", redrive("a", 1), 1, 2);
    RunRecord second = run("c", redrive("a", 2), 1, 3);

    assertThat(CurrentRuns.of(List.of(second, first, day))).containsExactly(day, first, second);
    assertThat(CurrentRuns.whole(List.of(second, first, day))).containsExactly(day);
  }

  @Test
  void redrivesOfASupersededRunDoNotCount() {
    RunRecord old = run("a", "score/2018-12-31", 1, 1);
    RunRecord redriven = run("b", redrive("a", 1), 1, 2);
    RunRecord latest = run("c", "score/2018-12-31", 2, 3);
    RunRecord again = run("d", redrive("c", 1), 1, 4);

    assertThat(CurrentRuns.of(List.of(old, redriven, latest, again)))
        .containsExactly(latest, again);
  }

  @Test
  void runsThatWereNotPublishedDoNotCount() {
    RunRecord day = run("a", "score/2018-12-31", 1, 1);
    RunRecord working = RunRecord.started(run("b", "score/2018-12-31", 2, 2).start(), 2, 1, "a");

    assertThat(CurrentRuns.of(List.of(day, working))).containsExactly(day);
    assertThat(CurrentRuns.holder(List.of(day, working), "score/2018-12-31")).contains(day);
    assertThat(CurrentRuns.holder(List.of(day), "score/2018-12-30")).isEmpty();
  }

  @Test
  void theSlotOfARedriveIsReadBack() {
    RedriveSlot slot = new RedriveSlot(DAY, "1f0c", 12);

    assertThat(slot.text()).isEqualTo("redrive/2018-12-31/1f0c/12");
    assertThat(RedriveSlot.of(slot.text())).contains(slot);
    assertThat(RedriveSlot.of("score/2018-12-31")).isEmpty();
    assertThat(RedriveSlot.of("redrive/2018-12-31/1f0c")).isEmpty();
  }
}
