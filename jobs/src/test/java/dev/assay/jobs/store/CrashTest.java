package dev.assay.jobs.store;

import static dev.assay.jobs.store.StoreFixture.begin;
import static dev.assay.jobs.store.StoreFixture.current;
import static dev.assay.jobs.store.StoreFixture.metrics;
import static dev.assay.jobs.store.StoreFixture.outcome;
import static dev.assay.jobs.store.StoreFixture.predictions;
import static dev.assay.jobs.store.StoreFixture.rejected;
import static dev.assay.jobs.store.StoreFixture.results;
import static dev.assay.jobs.store.StoreFixture.spec;
import static dev.assay.jobs.store.StoreFixture.start;
import static dev.assay.jobs.store.StoreProcess.ROWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.jobs.store.StoreProcess.Hold;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kills a process and makes two meet, at every step of the protocol. */
@ExtendWith(SparkExtension.class)
class CrashTest {
  @TempDir private static Path folder;
  private static SparkSession session;
  private static SparkSession reader;
  private static List<String> scores;
  private static List<String> lost;

  private Path root;
  private ResultStore store;

  /** At every step, in the middle of the write, and between the files and their commit. */
  static List<Hold> everywhere() {
    List<Hold> holds = new ArrayList<>();
    for (FaultPoint point : FaultPoint.values()) {
      if (point != FaultPoint.WITHIN_EVALUATION) { // these runs score
        holds.add(new Hold.At(point));
      }
    }
    holds.add(new Hold.BeforeCommit());
    holds.add(new Hold.Writing());
    return holds;
  }

  @BeforeAll
  static void killARunAtEveryStep(SparkSession shared) throws Exception {
    session = shared;
    reader = Sessions.small(shared);
    scores = rows(predictions(reader, ROWS, 0));
    lost = rows(rejected(reader, ROWS / 10));
    try (StoreProcess process = StoreProcess.holding(folder.resolve("killed"), "a", everywhere())) {
      process.kill();
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aCrashLeavesNothingVisibleOrAWholeRunAndTheRetryOneWholeRun(Hold hold) {
    open(folder.resolve("killed").resolve(hold.name()));

    if (hold.equals(new Hold.At(FaultPoint.AFTER_PUBLISH))) {
      assertOneWholeRun();
      assertThat(store.begin(start("a"), false)).isInstanceOf(Begun.AlreadyPublished.class);
    } else {
      assertThat(current(reader, root).count()).isZero();
      if (hold instanceof Hold.BeforeCommit || hold instanceof Hold.Writing) {
        assertThat(root.resolve("predictions")).isDirectoryRecursivelyContaining("glob:**.parquet");
        assertThat(table("predictions").count()).isZero();
      }
      retryAs("a", hold.equals(new Hold.At(FaultPoint.BEFORE_BEGIN)) ? 1 : 2);
    }
    assertOneWholeRun();
  }

  @Test
  void aHeldRunThatComesBackDoesNoHarm() throws Exception {
    Hold within = new Hold.At(FaultPoint.WITHIN_PUBLISH);
    Hold before = new Hold.At(FaultPoint.BEFORE_PUBLISH);
    Hold begun = new Hold.At(FaultPoint.AFTER_BEGIN);
    try (StoreProcess process =
        StoreProcess.holding(folder.resolve("held"), "a", List.of(within, before, begun))) {
      overtaken(process, within);
      slowerButFirst(process, before);
      comesBackAfterItsSuccessor(process, begun);
    }
  }

  private void overtaken(StoreProcess process, Hold hold) throws Exception {
    open(process.store(hold));
    retryAs("b", 1);

    assertThat(process.release(hold))
        .startsWith("75 Cannot publish run 'a': run 'b' was published in slot 'score/2018-12-31'");
    assertThat(status("a")).isEqualTo(RunStatus.REFUSED);
    assertThat(current(reader, root).count()).isEqualTo(2 * ROWS);
    assertThat(RunRecord.chainFaults(store.runs())).isEmpty();
  }

  private void slowerButFirst(StoreProcess process, Hold hold) throws Exception {
    open(process.store(hold));
    RunHandle other = begin(store, start("b"), false);
    Written some = store.appendPredictions(other, predictions(session, 7, 0));
    Written others = store.appendRejected(other, rejected(session, 1));

    assertThat(process.release(hold)).isEqualTo("published");

    assertThatThrownBy(() -> store.publish(other, outcome(some, others)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code().exitStatus()).isEqualTo(75))
        .hasMessageContaining("run 'a' was published in slot 'score/2018-12-31'");
    assertThat(status("a")).isEqualTo(RunStatus.PUBLISHED);
    assertThat(status("b")).isEqualTo(RunStatus.REFUSED);
    assertThat(current(reader, root).count()).isEqualTo(2 * ROWS);
  }

  private void comesBackAfterItsSuccessor(StoreProcess process, Hold hold) throws Exception {
    open(process.store(hold));
    RunHandle successor = begin(store, start("a"), false);

    assertThat(process.release(hold))
        .startsWith("75 ")
        .contains("a newer attempt of the same run has begun meanwhile");
    finish(successor);
    assertOneWholeRun();
  }

  private void open(Path directory) {
    root = directory;
    store = ResultStore.open(session, spec(root));
  }

  private void retryAs(String runId, int attempt) {
    RunHandle run = begin(store, start(runId), false);
    assertThat(run.attempt()).isEqualTo(attempt);
    finish(run);
  }

  private void finish(RunHandle run) {
    Written written = store.appendPredictions(run, predictions(session, ROWS, 0));
    Written others = store.appendRejected(run, rejected(session, ROWS / 10));
    store.appendQuality(run, results(), metrics(ROWS));
    store.publish(run, outcome(written, others));
  }

  private void assertOneWholeRun() {
    assertThat(rows(current(reader, root), predictions(reader, 0, 0))).isEqualTo(scores);
    assertThat(rows(table("predictions"), predictions(reader, 0, 0))).isEqualTo(scores);
    assertThat(rows(table("rejected_rows"), rejected(reader, 0))).isEqualTo(lost);
    assertThat(table("quality_results").count()).isEqualTo(results().size());
    assertThat(table("quality_metrics").count()).isEqualTo(metrics(ROWS).size());
    List<RunRecord> runs = store.runs();
    assertThat(runs).extracting(RunRecord::status).containsExactly(RunStatus.PUBLISHED);
    assertThat(RunRecord.chainFaults(runs)).isEmpty();
  }

  /** Rows with the columns of others. */
  private static List<String> rows(Dataset<Row> found, Dataset<Row> like) {
    return rows(found.selectExpr(like.columns()));
  }

  private static List<String> rows(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private RunStatus status(String runId) {
    return store.runs().stream()
        .filter(run -> run.runId().equals(runId))
        .map(RunRecord::status)
        .findFirst()
        .orElseThrow();
  }

  private Dataset<Row> table(String name) {
    return reader.read().format("delta").load(root + "/" + name);
  }
}
