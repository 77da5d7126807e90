package dev.assay.jobs.cli;

import dev.assay.jobs.store.ResultStore;
import dev.assay.record.CurrentRuns;
import dev.assay.record.RunRecord;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Lists the runs of a store. */
final class RunsAction {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final StructType COLUMNS =
      StructType.fromDDL(
          "started STRING, slot STRING, status STRING, current STRING, attempt INT, rows_in BIGINT,"
              + " rows_scored BIGINT, rows_rejected BIGINT, rows_per_second BIGINT, run_id STRING,"
              + " error_code STRING");
  private static final Comparator<RunRecord> LAST_FIRST =
      Comparator.comparing((RunRecord run) -> run.start().startedAt())
          .reversed()
          .thenComparing(RunRecord::runId);

  private final Shell shell;

  RunsAction(Shell shell) {
    this.shell = shell;
  }

  Outcome run(Options.StoreChoice choice, Options.Spark options, Format format, int limit) {
    String store = ConfigFiles.store(choice, shell);
    try (SparkRun spark = SparkRun.start("runs", options, shell)) {
      try {
        new RowPrinter(shell.out(), format).print(rows(spark.session(), store), limit);
        return Outcome.ok();
      } catch (Exception e) {
        throw spark.explain(e);
      }
    }
  }

  private static Dataset<Row> rows(SparkSession session, String store) {
    String root = StoreQuery.existing(session, store);
    String useCase = ResultStore.useCase(session, root).orElse("");
    List<RunRecord> runs = ResultStore.runs(session, root, useCase);
    Set<String> current =
        CurrentRuns.of(runs).stream().map(RunRecord::runId).collect(Collectors.toSet());
    List<Row> rows =
        runs.stream()
            .sorted(LAST_FIRST)
            .map(run -> row(run, current.contains(run.runId()) ? "yes" : ""))
            .toList();
    return session.createDataFrame(rows, COLUMNS);
  }

  private static Row row(RunRecord run, String current) {
    return RowFactory.create(
        TIME.format(run.start().startedAt()),
        run.slot(),
        run.status().name(),
        current,
        run.attempt(),
        run.outcome().rowsIn(),
        run.outcome().rowsScored(),
        run.outcome().rowsRejected(),
        run.outcome().rowsPerSecond(),
        run.runId(),
        run.errorCode());
  }
}
