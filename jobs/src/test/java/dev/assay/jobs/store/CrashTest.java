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
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills processes and makes them meet, at every step of the protocol. */
@ExtendWith(SparkExtension.class)
class CrashTest {
  private static final int KILLED = 137;

  @TempDir Path folder;

  private SparkSession session;
  private Path root;
  private ResultStore store;

  @BeforeEach
  void open(SparkSession shared) {
    session = shared;
    root = folder.resolve("store");
    store = ResultStore.open(shared, spec(root));
  }

  @ParameterizedTest
  @EnumSource(value = FaultPoint.class, mode = EnumSource.Mode.EXCLUDE, names = "AFTER_PUBLISH")
  void aCrashLeavesNothingVisibleAndTheRetryOneWholeRun(FaultPoint point) throws Exception {
    Process process = StoreProcess.start(root, "a", Map.of("assay.fault", point.name()));

    assertThat(StoreProcess.status(process)).isEqualTo(KILLED);
    assertThat(current(session, root).count()).isZero();
    retry(point == FaultPoint.BEFORE_BEGIN ? 1 : 2);
    assertOneWholeRun();
  }

  @Test
  void aCrashAfterThePublicationLeavesAWholeRunAndTheRetryNothingToDo() throws Exception {
    Process process = StoreProcess.start(root, "a", Map.of("assay.fault", "AFTER_PUBLISH"));

    assertThat(StoreProcess.status(process)).isEqualTo(KILLED);
    assertThat(store.begin(start("a"), false)).isInstanceOf(Begun.AlreadyPublished.class);
    assertOneWholeRun();
  }

  @Test
  void aCrashBetweenTheFilesAndTheirCommitLeavesNothingVisible() throws Exception {
    Process process = StoreProcess.start(root, "a", Map.of(StoreProcess.BEFORE_COMMIT, "true"));

    assertThat(StoreProcess.status(process)).isEqualTo(KILLED);
    assertThat(dataFiles()).isPositive();
    assertThat(table("predictions").count()).isZero();
    retry(2);
    assertOneWholeRun();
  }

  @Test
  void aKillInTheMiddleOfTheWriteLeavesNothingVisible() throws Exception {
    Process process = StoreProcess.start(root, "a", Map.of(StoreProcess.SLOW, "true"));

    await(() -> dataFiles() > 0);
    process.destroyForcibly(); // SIGKILL

    assertThat(StoreProcess.status(process)).isEqualTo(KILLED);
    assertThat(table("predictions").count()).isZero();
    retry(2);
    assertOneWholeRun();
  }

  @Test
  void aRunThatIsOvertakenWithinItsPublicationIsRefused() throws Exception {
    Path go = folder.resolve("go");
    Process process =
        StoreProcess.start(root, "slow", Map.of("assay.fault", "WITHIN_PUBLISH:wait:" + go));
    await(() -> Files.exists(Path.of(go + ".reached")));

    retryAs("a", 1);
    Files.createFile(go);

    assertThat(StoreProcess.status(process)).isEqualTo(75);
    assertThat(Files.readString(folder.resolve("slow.out")))
        .contains("Cannot publish run 'slow': run 'a' was published in slot 'score/2018-12-31'");
    assertThat(status("slow")).isEqualTo(RunStatus.REFUSED);
    assertThat(current(session, root).count()).isEqualTo(2 * ROWS);
    assertThat(RunRecord.chainFaults(store.runs())).isEmpty();
  }

  @Test
  void aRunThatPublishesFirstWinsThoughItWasSlower() throws Exception {
    Path go = folder.resolve("go");
    Process process =
        StoreProcess.start(root, "slow", Map.of("assay.fault", "BEFORE_PUBLISH:wait:" + go));
    RunHandle other = begin(store, start("a"), false);
    Written scores = store.appendPredictions(other, predictions(session, 7, 0));
    Written lost = store.appendRejected(other, rejected(session, 1));
    await(() -> Files.exists(Path.of(go + ".reached")));

    Files.createFile(go);
    assertThat(StoreProcess.status(process)).isZero();

    assertThatThrownBy(() -> store.publish(other, outcome(scores, lost)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code().exitStatus()).isEqualTo(75))
        .hasMessageContaining("run 'slow' was published in slot 'score/2018-12-31'");
    assertThat(status("slow")).isEqualTo(RunStatus.PUBLISHED);
    assertThat(status("a")).isEqualTo(RunStatus.REFUSED);
    assertThat(current(session, root).count()).isEqualTo(2 * ROWS);
  }

  @Test
  void anAttemptThatHangsAndComesBackCannotWriteOnceItsSuccessorHasBegun() throws Exception {
    Path go = folder.resolve("go");
    Process process =
        StoreProcess.start(root, "a", Map.of("assay.fault", "AFTER_BEGIN:wait:" + go));
    await(() -> Files.exists(Path.of(go + ".reached")));

    RunHandle successor = begin(store, start("a"), false);
    Files.createFile(go);
    assertThat(StoreProcess.status(process)).isEqualTo(75);
    assertThat(Files.readString(folder.resolve("a.out")))
        .contains("a newer attempt of the same run has begun meanwhile");

    finish(successor);
    assertOneWholeRun();
  }

  private void retry(int attempt) {
    retryAs("a", attempt);
  }

  private void retryAs(String runId, int attempt) {
    RunHandle run = begin(store, start(runId), false);
    assertThat(run.attempt()).isEqualTo(attempt);
    finish(run);
  }

  private void finish(RunHandle run) {
    Written scores = store.appendPredictions(run, predictions(session, ROWS, 0));
    Written lost = store.appendRejected(run, rejected(session, ROWS / 10));
    store.appendQuality(run, results(), metrics(ROWS));
    store.publish(run, outcome(scores, lost));
  }

  private void assertOneWholeRun() {
    assertSameRows(current(session, root), predictions(session, ROWS, 0));
    assertSameRows(table("predictions"), predictions(session, ROWS, 0));
    assertSameRows(table("rejected_rows"), rejected(session, ROWS / 10));
    assertThat(table("quality_results").count()).isEqualTo(results().size());
    assertThat(table("quality_metrics").count()).isEqualTo(metrics(ROWS).size());
    assertThat(store.runs())
        .hasSize(1)
        .extracting(RunRecord::status)
        .containsExactly(RunStatus.PUBLISHED);
    assertThat(RunRecord.chainFaults(store.runs())).isEmpty();
  }

  private static void assertSameRows(Dataset<Row> found, Dataset<Row> expected) {
    assertThat(rows(found.selectExpr(expected.columns()))).isEqualTo(rows(expected));
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
    return session.read().format("delta").load(root + "/" + name);
  }

  private long dataFiles() {
    try (Stream<Path> files = Files.walk(root.resolve("predictions"))) {
      return files.filter(f -> f.toString().endsWith(".parquet")).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // a file went away meanwhile
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 15_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(20);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
