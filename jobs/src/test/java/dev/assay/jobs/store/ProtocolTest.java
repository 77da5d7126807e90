package dev.assay.jobs.store;

import static dev.assay.jobs.store.StoreFixture.AS_OF;
import static dev.assay.jobs.store.StoreFixture.START;
import static dev.assay.jobs.store.StoreFixture.begin;
import static dev.assay.jobs.store.StoreFixture.current;
import static dev.assay.jobs.store.StoreFixture.outcome;
import static dev.assay.jobs.store.StoreFixture.predictions;
import static dev.assay.jobs.store.StoreFixture.rejected;
import static dev.assay.jobs.store.StoreFixture.run;
import static dev.assay.jobs.store.StoreFixture.spec;
import static dev.assay.jobs.store.StoreFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class ProtocolTest {
  @TempDir Path root;

  private SparkSession session;
  private SparkSession reader;
  private ResultStore store;

  @BeforeEach
  void open(SparkSession shared) {
    session = shared;
    reader = Sessions.small(shared);
    store = StoreFixture.open(shared, root);
  }

  @Test
  void aRunIsVisibleOnceItIsPublishedAndNotBefore() {
    RunHandle handle = begin(store, start("a"), false);
    Written scores = store.appendPredictions(handle, predictions(session, 100, 0));
    Written lost = store.appendRejected(handle, rejected(session, 7));

    assertThat(scores.rows("logistic", "1")).isEqualTo(100);
    assertThat(scores.rows("trees", "1")).isEqualTo(100);
    assertThat(scores.output().rows()).isEqualTo(200);
    assertThat(lost.output().rows()).isEqualTo(7);
    assertThat(current(reader, root).count()).isZero();

    RunRecord record = store.publish(handle, outcome(scores, lost));

    assertThat(current(reader, root).count()).isEqualTo(200);
    assertThat(store.runs()).containsExactly(record);
    assertThat(record.generation()).isEqualTo(1);
    assertThat(record.output("predictions")).contains(scores.output());
    assertThat(scores.output().path()).startsWith("file:///").endsWith("/predictions");
  }

  @Test
  void theSameRunAgainIsAlreadyPublished() {
    RunRecord first = run(session, store, start("a"), 50, 0);

    Begun again = store.begin(start("a"), false);

    assertThat(again).isEqualTo(new Begun.AlreadyPublished(first, null));
  }

  @Test
  void anotherRunOfTheSlotIsRefusedUnlessItSupersedes() {
    run(session, store, start("a"), 50, 0);

    assertThatThrownBy(() -> store.begin(start("b"), false))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY))
        .hasMessage(
            "Cannot begin run 'b': run 'a' is published in slot 'score/2018-12-31' (generation 1),"
                + " and this is another one: its input, models or settings differ. Run again with"
                + " --supersede to replace it (its rows are kept), or choose another --as-of.");
    assertThat(store.runs()).hasSize(1);

    RunRecord second = run(session, store, start("b"), 60, 1);

    assertThat(second.generation()).isEqualTo(2);
    assertThat(second.supersedes()).isEqualTo("a");
    assertThat(current(reader, root).count()).isEqualTo(120);
    assertThat(
            current(reader, root)
                .select("run_id")
                .distinct()
                .as(org.apache.spark.sql.Encoders.STRING())
                .collectAsList())
        .containsExactly("b");
    Begun.AlreadyPublished old = (Begun.AlreadyPublished) store.begin(start("a"), true);
    assertThat(old.successor()).contains("b");
  }

  @Test
  void aRetryDeletesWhatTheCrashedAttemptLeft() {
    RunHandle crashed = begin(store, start("a"), false);
    store.appendPredictions(crashed, predictions(session, 100, 0));
    store.appendRejected(crashed, rejected(session, 9));

    RunHandle retry = begin(store, start("a"), false);
    assertThat(retry.attempt()).isEqualTo(2);
    assertThat(rows("predictions")).isZero();
    assertThat(rows("rejected_rows")).isZero();

    Written scores = store.appendPredictions(retry, predictions(session, 40, 0));
    Written lost = store.appendRejected(retry, rejected(session, 2));
    RunRecord record = store.publish(retry, outcome(scores, lost));

    assertThat(record.attempt()).isEqualTo(2);
    assertThat(current(reader, root).count()).isEqualTo(80);
    assertThat(rows("predictions")).isEqualTo(80);
    assertThat(rows("rejected_rows")).isEqualTo(2);
  }

  @Test
  void anAttemptThatWasTakenOverCanNeitherWriteNorPublishNorEnd() {
    RunHandle old = begin(store, start("a"), false);
    Written scores = store.appendPredictions(old, predictions(session, 10, 0));
    RunHandle young = begin(store, start("a"), false);

    assertThatThrownBy(() -> store.appendRejected(old, rejected(session, 9)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageMatching(
            "Cannot write attempt 1 of run 'a' to 'file:.*/rejected_rows': a newer attempt of the"
                + " same run has begun meanwhile. Let that one finish.");
    assertThatThrownBy(() -> store.publish(old, outcome(scores, scores)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessage(
            "Cannot publish attempt 1 of run 'a': attempt 2 of the same run has begun meanwhile (it"
                + " is STARTED). Nothing of this attempt is visible; let that one finish.");
    assertThat(end(old, RunStatus.FAILED)).isEmpty();

    Written whole = store.appendPredictions(young, predictions(session, 10, 0));
    Written lost = store.appendRejected(young, rejected(session, 1));
    store.publish(young, outcome(whole, lost));
    assertThat(current(reader, root).count()).isEqualTo(20);
    assertThat(rows("rejected_rows")).isEqualTo(1);
  }

  @Test
  void ofTwoRunsAtOnceTheFirstToPublishWins() {
    RunHandle a = begin(store, start("a"), false);
    RunHandle b = begin(store, start("b"), false);
    Written scoresOfA = store.appendPredictions(a, predictions(session, 10, 0));
    Written scoresOfB = store.appendPredictions(b, predictions(session, 20, 1));

    store.publish(b, outcome(scoresOfB, scoresOfB));

    assertThatThrownBy(() -> store.publish(a, outcome(scoresOfA, scoresOfA)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code().exitStatus()).isEqualTo(75))
        .hasMessage(
            "Cannot publish run 'a': run 'b' was published in slot 'score/2018-12-31' (generation"
                + " 1) while this one worked. Nothing of it is visible; run again with --supersede"
                + " to replace that run.");
    RunRecord loser = record("a");
    assertThat(loser.status()).isEqualTo(RunStatus.REFUSED);
    assertThat(loser.errorCode()).isEqualTo("CONFLICT");
    assertThat(loser.message()).contains("run 'b' was published");
    assertThat(current(reader, root).count()).isEqualTo(40);

    // Refused again as it is, whole if it is asked to supersede.
    assertThatThrownBy(() -> store.begin(start("a"), false)).hasMessageContaining("--supersede");
    assertThat(run(session, store, start("a"), 10, 0).generation()).isEqualTo(2);
    assertThat(current(reader, root).count()).isEqualTo(20);
  }

  @Test
  void ofTwoChecksAtOnceTheOtherIsToBeRunAgain() {
    RunHandle a = begin(store, StoreFixture.check("a"), true);
    store.publish(begin(store, StoreFixture.check("b"), true), RunOutcome.at(START));

    assertThatThrownBy(() -> store.publish(a, RunOutcome.at(START)))
        .hasMessageEndingWith("Nothing of it is visible; run the check again to replace that run.");
  }

  @Test
  void ofTwoRunsThatSupersedeTheSameRunOneIsPublished() {
    run(session, store, start("first"), 5, 0);
    RunHandle a = begin(store, start("a"), true);
    RunHandle b = begin(store, start("b"), true);

    store.publish(a, RunOutcome.at(START));

    assertThatThrownBy(() -> store.publish(b, RunOutcome.at(START)))
        .hasMessageContaining("run 'a' was published in slot 'score/2018-12-31' (generation 2)");
  }

  @Test
  void publicationsOfOneSlotAtTheSameMomentLeaveOneRun() throws Exception {
    List<RunHandle> handles = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      handles.add(begin(store, start("run" + i), false));
    }
    List<Throwable> failures = atOnce(handles, h -> store.publish(h, RunOutcome.at(START)));

    assertThat(failures).hasSize(5);
    assertThat(failures)
        .allSatisfy(e -> assertThat(((AssayException) e).code()).isEqualTo(ErrorCode.CONFLICT))
        .allSatisfy(e -> assertThat(e).hasMessageContaining("while this one worked"));
    assertThat(store.runs()).filteredOn(r -> r.status() == RunStatus.PUBLISHED).hasSize(1);
    assertThat(store.runs()).filteredOn(r -> r.status() == RunStatus.REFUSED).hasSize(5);
  }

  @Test
  void runsOfDifferentSlotsAtTheSameMomentAreAllPublishedInOneChain() throws Exception {
    List<Integer> days = List.of(1, 2, 3, 4, 5, 6);
    List<Throwable> failures =
        atOnce(
            days,
            day -> {
              ResultStore own = ResultStore.open(session, spec(root));
              run(session, own, start("day" + day, AS_OF.plusDays(day)), 10 * day, day);
            });

    assertThat(failures).isEmpty();
    List<RunRecord> runs = store.runs();
    assertThat(runs)
        .extracting(RunRecord::sequence)
        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(RunRecord.chainFaults(runs)).isEmpty();
    assertThat(current(reader, root).count()).isEqualTo(2 * 10 * 21);
  }

  @Test
  void attemptsOfOneRunAtTheSameMomentGetNumbersOfTheirOwn() throws Exception {
    List<RunHandle> handles = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Throwable> failures =
        atOnce(List.of(1, 2, 3, 4), i -> handles.add(begin(store, start("a"), false)));

    // One that is overtaken between the ledger and the tables is told so.
    assertThat(failures).allSatisfy(e -> assertThat(e).hasMessageContaining("a newer attempt"));
    assertThat(handles).extracting(RunHandle::attempt).doesNotHaveDuplicates().contains(4);
  }

  @Test
  void aRunThatFailedOrWasCancelledSaysWhyAndCanBeRunAgain() {
    RunHandle handle = begin(store, start("a"), false);

    RunRecord ended = end(handle, RunStatus.CANCELLED).orElseThrow();

    assertThat(record("a")).isEqualTo(ended);
    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ended.message()).isEqualTo("because");
    assertThat(ended.outcome().finishedAt()).isEqualTo(START.plusSeconds(5));
    assertThat(end(handle, RunStatus.FAILED)).isEmpty();
    assertThatThrownBy(() -> store.publish(handle, RunOutcome.NONE))
        .hasMessage("Cannot publish run 'a': it is CANCELLED already.");
    assertThat(run(session, store, start("a"), 10, 0).attempt()).isEqualTo(2);
  }

  @Test
  void aPublicationThatTheFileSystemDidNotConfirmIsNotTakenForAConflict() {
    RunHandle handle = begin(store, start("a"), false);
    RunRecord first = store.publish(handle, RunOutcome.at(START));

    assertThat(store.publish(handle, RunOutcome.at(START))).isEqualTo(first);
    assertThat(store.runs()).containsExactly(first);
  }

  @Test
  void theLedgerFoldsItsSmallFilesAndKeepsEveryRow() {
    store.publish(begin(store, start("first"), false), RunOutcome.at(START));
    for (int i = 1; i < 22; i++) {
      begin(store, start("run" + i, AS_OF.plusDays(i)), false);
    }
    store.publish(begin(store, start("last", AS_OF.plusDays(22)), false), RunOutcome.at(START));

    assertThat(store.runs()).hasSize(23);
    assertThat(RunRecord.chainFaults(store.runs())).isEmpty();
    assertThat(reader.read().format("delta").load(root + "/runs").inputFiles().length)
        .isLessThan(5);
  }

  private Optional<RunRecord> end(RunHandle handle, RunStatus status) {
    return store.end(
        handle, status, ErrorCode.TERMINATED, "because", RunOutcome.at(START.plusSeconds(5)));
  }

  private RunRecord record(String runId) {
    return store.runs().stream().filter(r -> r.runId().equals(runId)).findFirst().orElseThrow();
  }

  private long rows(String table) {
    return reader.read().format("delta").load(root + "/" + table).count();
  }

  private interface Step<T> {
    void take(T value) throws Exception;
  }

  private static <T> List<Throwable> atOnce(List<T> values, Step<T> step) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(values.size());
    try {
      List<Future<Throwable>> ends = new ArrayList<>();
      for (T value : values) {
        ends.add(threads.submit(() -> failure(step, value)));
      }
      List<Throwable> failures = new ArrayList<>();
      for (Future<Throwable> end : ends) {
        Optional.ofNullable(end.get()).ifPresent(failures::add);
      }
      return failures;
    } finally {
      threads.shutdown();
    }
  }

  private static <T> Throwable failure(Step<T> step, T value) {
    try {
      step.take(value);
      return null;
    } catch (Exception e) {
      return e;
    }
  }
}
