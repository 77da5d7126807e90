package dev.assay.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunRecordTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123456789Z");

  @Test
  void valuesGoThroughARowUnchanged() {
    RunRecord run = published("a", 1, null);

    assertThat(RunRecord.of(run.values())).isEqualTo(run);
    RunRecord failed =
        started("b").ended(RunStatus.FAILED, "INPUT", "Cannot read.", RunOutcome.at(NOON));
    assertThat(RunRecord.of(failed.values())).isEqualTo(failed);
  }

  @Test
  void aLaterFormatsExtraColumnsArePassedOver() {
    Map<String, Object> row = new LinkedHashMap<>(published("a", 1, null).values());
    row.put("cost", 5L);

    assertThat(RunRecord.of(row)).isEqualTo(published("a", 1, null));
  }

  @Test
  void theHashIsTheSha256OfTheCanonicalJson() throws Exception {
    RunRecord run =
        RunRecord.started(
                new RunStart(
                    "a",
                    "credit",
                    "score",
                    "score/2018-12-31",
                    LocalDate.of(2018, 12, 31),
                    NOON,
                    null,
                    null,
                    null,
                    "k: \"ü\"\n\u0001",
                    null,
                    null,
                    null),
                1,
                2,
                null)
            .published(RunOutcome.at(NOON), 1, null);

    String canonical =
        "{\"as_of\":\"2018-12-31\",\"attempt\":2,\"config\":\"k: \\\"ü\\\"\\n\\u0001\","
            + "\"finished_at\":\"2026-01-31T12:00:00.123456Z\",\"generation\":1,\"job\":\"score\","
            + "\"run_id\":\"a\",\"sequence\":1,\"slot\":\"score/2018-12-31\","
            + "\"started_at\":\"2026-01-31T12:00:00.123456Z\",\"status\":\"PUBLISHED\","
            + "\"use_case\":\"credit\"}";
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
    assertThat(run.hash()).isEqualTo(HexFormat.of().formatHex(digest));
  }

  @Test
  void aChainThatWasNotTouchedHasNoFaults() {
    assertThat(RunRecord.chainFaults(chain())).isEmpty();
    assertThat(RunRecord.chainFaults(List.of(started("z")))).isEmpty();
  }

  @Test
  void aChangedRowIsNamed() {
    List<RunRecord> chain = new ArrayList<>(chain());
    Map<String, Object> row = new LinkedHashMap<>(chain.get(1).values());
    row.put("rows_scored", 99L);
    chain.set(1, RunRecord.of(row));

    assertThat(RunRecord.chainFaults(chain))
        .containsExactly("run b was changed after it was published");
  }

  @Test
  void aRowThatIsGoneIsNoticed() {
    List<RunRecord> chain = new ArrayList<>(chain());
    chain.remove(1);

    assertThat(RunRecord.chainFaults(chain))
        .containsExactly(
            "run c has place 3, expected 2", "run c does not follow the run before it");
  }

  @Test
  void aRowThatWasRewrittenWithANewHashBreaksTheChain() {
    List<RunRecord> chain = new ArrayList<>(chain());
    RunRecord b = chain.get(1);
    chain.set(1, started("b").published(RunOutcome.NONE, b.sequence(), b.previousHash()));

    assertThat(RunRecord.chainFaults(chain))
        .containsExactly("run c does not follow the run before it");
  }

  @Test
  void theModelsAreThoseOfTheOutcomeOnceItKnowsThem() {
    RunOutcome outcome =
        new RunOutcome(NOON, List.of(), "[2]", null, null, null, null, null, null, null);

    assertThat(started("a").values()).containsEntry("models", "[1]");
    assertThat(started("a").published(outcome, 1, null).values()).containsEntry("models", "[2]");
  }

  @Test
  void aRunCannotEndWithoutPublicationByBeingPublished() {
    assertThatThrownBy(() -> started("a").ended(RunStatus.PUBLISHED, null, null, RunOutcome.NONE))
        .hasMessage("PUBLISHED is not an end without publication");
  }

  private static List<RunRecord> chain() {
    RunRecord a = published("a", 1, null);
    RunRecord b = published("b", 2, a.hash());
    return List.of(a, b, published("c", 3, b.hash()));
  }

  private static RunRecord published(String runId, long place, String before) {
    TableOutput scores = new TableOutput("predictions", "file:///s/predictions", 7, 200);
    return started(runId)
        .published(
            new RunOutcome(NOON, List.of(scores), null, 100L, 200L, 0L, "{}", "{}", 50L, null),
            place,
            before);
  }

  private static RunRecord started(String runId) {
    RunStart start =
        new RunStart(
            runId,
            "credit",
            "score",
            "score/2018-12-31",
            LocalDate.of(2018, 12, 31),
            NOON,
            "{}",
            "[1]",
            "c0ffee",
            "store: x\n",
            "{}",
            "{}",
            "0.1.0");
    return RunRecord.started(start, 1, 1, null);
  }
}
