package dev.assay.jobs.store;

import static dev.assay.jobs.store.StoreFixture.AS_OF;
import static dev.assay.jobs.store.StoreFixture.redrive;
import static dev.assay.jobs.store.StoreFixture.run;
import static dev.assay.jobs.store.StoreFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.record.CurrentRuns;
import dev.assay.record.RedriveSlot;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStart;
import dev.assay.record.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

@ExtendWith(SparkExtension.class)
class StoreViewsTest {
  @TempDir static Path root;

  @BeforeAll
  static void threeRuns(SparkSession session) {
    ResultStore store = StoreFixture.open(session, root);
    run(session, store, start("old"), 10, 0);
    run(session, store, start("new"), 20, 1);
    run(session, store, start("tomorrow", AS_OF.plusDays(1)), 30, 2);
  }

  @Test
  void currentPredictionsAreThoseOfTheLatestRunOfEachSlot(SparkSession session) {
    SparkSession reader = session.newSession();
    StoreViews.registerTemporary(reader, root.toString());

    assertThat(
            reader
                .sql("SELECT run_id, count(*) FROM predictions_current GROUP BY 1 ORDER BY 1")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly("[new,40]", "[tomorrow,60]");
    assertThat(reader.table("predictions_current").columns())
        .containsExactly(reader.table("predictions").columns());
    assertThat(reader.table("runs").count()).isEqualTo(3);
    assertThat(reader.table("rejected_rows").count()).isEqualTo(6);
  }

  @Test
  void aRedriveIsShownAsLongAsItsRunIs(SparkSession session, @TempDir Path own) {
    ResultStore store = StoreFixture.open(session, own);
    run(session, store, start("old"), 10, 0);
    run(session, store, redrive("one", "old", 1), 3, 0);
    run(session, store, redrive("two", "old", 2), 4, 0);
    assertThat(runsShown(session, own)).containsExactly("old", "one", "two");

    run(session, store, start("new"), 20, 1);
    run(session, store, redrive("three", "new", 1), 5, 0);

    assertThat(runsShown(session, own)).containsExactly("new", "three");
    assertThat(filesRead(StoreFixture.current(session, own))).isEqualTo(8);
  }

  @Test
  void theQueryShowsTheRunsThatCurrentRunsPicks(SparkSession session) {
    List<RunRecord> ledger = ledger(new Random(11));
    List<Row> runs =
        ledger.stream()
            .map(
                run ->
                    RowFactory.create(
                        run.runId(), run.slot(), run.generation(), run.status().name(), AS_OF))
            .toList();
    List<Row> scores = ledger.stream().map(run -> RowFactory.create(run.runId(), AS_OF)).toList();
    SparkSession reader = session.newSession();
    reader
        .createDataFrame(
            runs,
            StructType.fromDDL(
                "run_id STRING, slot STRING, generation BIGINT, status STRING, as_of DATE"))
        .createOrReplaceTempView("runs");
    reader
        .createDataFrame(scores, StructType.fromDDL("run_id STRING, as_of DATE"))
        .createOrReplaceTempView("scores");

    List<String> shown =
        reader.sql(StoreViews.predictionsCurrent("scores", "runs")).collectAsList().stream()
            .map(row -> row.<String>getAs("run_id"))
            .toList();

    List<String> current = CurrentRuns.of(ledger).stream().map(RunRecord::runId).toList();
    assertThat(shown).containsExactlyInAnyOrderElementsOf(current);
    assertThat(current).filteredOn(run -> run.startsWith("redrive")).hasSizeBetween(5, 60);
    assertThat(current).filteredOn(run -> run.startsWith("score")).hasSizeBetween(20, 40);
  }

  /**
   * Forty slots with up to five runs each, published or not, and redrives of any of them, of which
   * some supersede each other.
   */
  private static List<RunRecord> ledger(Random random) {
    List<RunRecord> ledger = new ArrayList<>();
    for (int slot = 0; slot < 40; slot++) {
      for (int generation = 1; generation <= 1 + random.nextInt(5); generation++) {
        String id = "score-" + slot + "-" + generation;
        ledger.add(ended(id, "score/" + slot, generation, random));
        for (int place = 1; place <= random.nextInt(3); place++) {
          String redrive = new RedriveSlot(AS_OF, id, place).text();
          for (int again = 1; again <= 1 + random.nextInt(2); again++) {
            String name = "redrive-" + id + "-" + place + "-" + again;
            ledger.add(ended(name, redrive, again, random));
          }
        }
      }
    }
    String last = ledger.get(ledger.size() - 1).runId();
    ledger.add(ended("redrive-last", new RedriveSlot(AS_OF, last, 1).text(), 9, random));
    ledger.add(ended("redrive-twice", new RedriveSlot(AS_OF, "redrive-last", 1).text(), 1, random));
    Collections.shuffle(ledger, random);
    return ledger;
  }

  private static RunRecord ended(String id, String slot, long generation, Random random) {
    RunStart start = start(id);
    RunRecord run =
        RunRecord.started(
            new RunStart(
                id,
                start.useCase(),
                start.job(),
                slot,
                start.asOf(),
                start.startedAt(),
                start.input(),
                start.models(),
                start.configDigest(),
                start.config(),
                start.environment(),
                start.orchestrator(),
                start.assayVersion()),
            generation,
            1,
            null);
    return switch (random.nextInt(5)) {
      case 0 -> run.ended(RunStatus.FAILED, "QUALITY", "bad", RunOutcome.NONE);
      case 1 -> run;
      default -> run.published(RunOutcome.NONE, random.nextInt(1000), null);
    };
  }

  private static List<String> runsShown(SparkSession session, Path store) {
    return StoreFixture.current(session, store)
        .select("run_id")
        .distinct()
        .orderBy("run_id")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void ofTwoRedrivesAtATimeOneIsPublished(SparkSession session, @TempDir Path own) {
    ResultStore store = StoreFixture.open(session, own);
    run(session, store, start("day"), 10, 0);
    RunHandle slow = StoreFixture.begin(store, redrive("slow", "day", 1), false);
    run(session, store, redrive("quick", "day", 1), 3, 0);

    assertThatThrownBy(() -> store.publish(slow, RunOutcome.NONE))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessage(
            "Cannot publish redrive 'slow': another redrive of the same run, 'quick', was published"
                + " meanwhile, and may have scored some of its rows. Nothing of this one is"
                + " visible; run the command again, and it takes the rows that are left.");
    assertThatThrownBy(() -> store.begin(redrive("late", "day", 1), false))
        .hasMessageContaining("Cannot begin redrive 'late': another redrive of the same run");
    assertThat(runsShown(session, own)).containsExactly("day", "quick");
  }

  @Test
  void aRedriveOfARunThatIsSupersededMeanwhileIsRefused(SparkSession session, @TempDir Path own) {
    ResultStore store = StoreFixture.open(session, own);
    run(session, store, start("day"), 10, 0);
    RunHandle late = StoreFixture.begin(store, redrive("late", "day", 1), false);
    RunHandle lost = StoreFixture.begin(store, redrive("lost", "none", 1), false);
    store.publish(StoreFixture.begin(store, start("again"), true), RunOutcome.NONE);

    assertThatThrownBy(() -> store.publish(late, RunOutcome.NONE))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessage(
            "Cannot publish redrive 'late': run 'day', whose rows it scored, was superseded by run"
                + " 'again' meanwhile, which scored or quarantined them itself. Nothing of this one"
                + " is visible; redrive that run.");
    assertThatThrownBy(() -> store.publish(lost, RunOutcome.NONE))
        .hasMessageContaining("run 'none', whose rows it scored, is not published.");
    assertThat(store.runs())
        .filteredOn(run -> run.runId().equals("late"))
        .allSatisfy(run -> assertThat(run.status()).isEqualTo(RunStatus.REFUSED));
  }

  @Test
  void onlyFilesOfTheRunsThatCountAreOpened(SparkSession session) {
    SparkSession reader = session.newSession();
    StoreViews.registerTemporary(reader, root.toString());

    assertThat(filesRead(reader.sql("SELECT * FROM predictions_current"))).isEqualTo(8);
    assertThat(
            filesRead(
                reader.sql(
                    "SELECT sum(score) FROM predictions_current"
                        + " WHERE as_of = '2018-12-31' AND model = 'trees'")))
        .isEqualTo(2);
  }

  @Test
  void aViewThatIsRegisteredSeesLaterRuns(SparkSession session, @TempDir Path later) {
    SparkSession reader = session.newSession();
    ResultStore store = StoreFixture.open(session, later);
    StoreViews.registerInCatalog(reader, "credit_scores", later.toString());
    StoreViews.registerInCatalog(reader, "credit_scores", later.toString());
    try {
      assertThat(reader.table("credit_scores.predictions_current").count()).isZero();

      run(session, store, start("a"), 10, 0);

      assertThat(reader.table("credit_scores.predictions_current").count()).isEqualTo(20);
      assertThat(reader.table("credit_scores.runs").count()).isEqualTo(1);
      assertThatThrownBy(
              () -> StoreViews.registerInCatalog(reader, "credit_scores", root.toString()))
          .hasMessageContaining("as credit_scores.runs: the schema has that table at 'file:");
    } finally {
      reader.sql("DROP SCHEMA credit_scores CASCADE");
    }
  }

  /** Files that the scan of the predictions opened. */
  private static long filesRead(Dataset<Row> query) {
    query.collectAsList();
    List<FileSourceScanExec> scans = new ArrayList<>();
    collect(query.queryExecution().executedPlan(), scans);
    return scans.stream()
        .filter(scan -> scan.relation().partitionSchema().length() > 0)
        .mapToLong(scan -> scan.metrics().get("numFiles").get().value())
        .sum();
  }

  private static void collect(SparkPlan plan, List<FileSourceScanExec> scans) {
    if (plan instanceof FileSourceScanExec scan) {
      scans.add(scan);
    } else if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      collect(adaptive.executedPlan(), scans);
    } else if (plan instanceof QueryStageExec stage) {
      collect(stage.plan(), scans);
    } else {
      JavaConverters.seqAsJavaListConverter(plan.children())
          .asJava()
          .forEach(child -> collect(child, scans));
    }
  }
}
