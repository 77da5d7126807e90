package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.evaluation.CalibrationRow;
import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.CurveRow;
import dev.assay.evaluation.DifferenceRow;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.evaluation.FairnessRow;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.SliceRow;
import dev.assay.evaluation.VerdictRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** The tables of an evaluation; what a row of each is, a record says. */
public final class EvaluationTables {
  /** Model × slice × figure × run. */
  public static final String METRICS = "evaluation_metrics";

  /** Challenger × slice × figure × test × run. */
  public static final String COMPARISONS = "evaluation_comparisons";

  /** Slice × model × run. */
  public static final String SLICES = "slices";

  /** Group of scores × model × slice × run. */
  public static final String CALIBRATION = "calibration";

  /** Group × measure × model × run. */
  public static final String FAIRNESS = "fairness";

  /** Row that is drawn × kind × challenger × run. */
  public static final String DIFFERENCES = "evaluation_differences";

  /** Point of a curve × model × slice × run. */
  public static final String CURVES = "evaluation_curves";

  /** Challenger × run. */
  public static final String VERDICTS = "verdicts";

  private static final List<RecordTable<?>> ALL =
      List.of(
          new RecordTable<>(METRICS, MetricRow.class, "model,slice,metric"),
          new RecordTable<>(COMPARISONS, ComparisonRow.class, "challenger,slice,metric,test"),
          new RecordTable<>(SLICES, SliceRow.class, "slice,model"),
          new RecordTable<>(CALIBRATION, CalibrationRow.class, "model,slice"),
          new RecordTable<>(FAIRNESS, FairnessRow.class, "attribute,measure"),
          new RecordTable<>(DIFFERENCES, DifferenceRow.class, "challenger,kind,key"),
          new RecordTable<>(CURVES, CurveRow.class, "model,slice,curve"),
          new RecordTable<>(VERDICTS, VerdictRow.class, "challenger,verdict"));

  private static final int WRITERS = 4;

  /** Rows travel with their tasks, and Spark bounds the size of a task. */
  private static final int ROWS_PER_TASK = 50_000;

  private EvaluationTables() {}

  /** Names of all of them, in the order in which they are written. */
  public static List<String> names() {
    return ALL.stream().map(RecordTable::name).toList();
  }

  /** How they are created. */
  static List<TableSpec> specs(String useCase) {
    return ALL.stream().map(table -> table.spec(useCase)).toList();
  }

  /**
   * Writes all tables at a time: they are small and independent, so nearly all of it is waiting for
   * Delta's commits.
   */
  static List<Written> append(
      SparkSession small, RunTables tables, RunHandle run, EvaluationResult result) {
    Map<String, List<? extends Record>> rows = rows(result);
    // Threads made here inherit the caller's job group, by which a signal cancels their jobs.
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<Written>> appends = new ArrayList<>();
      for (RecordTable<?> table : ALL) {
        appends.add(
            threads.submit(() -> append(small, tables, run, table, rows.get(table.name()))));
      }
      List<Written> written = new ArrayList<>();
      for (Future<Written> append : appends) {
        written.add(result(append));
      }
      return written;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Written append(
      SparkSession small,
      RunTables tables,
      RunHandle run,
      RecordTable<?> table,
      List<? extends Record> records) {
    List<Row> rows = records.stream().map(RecordTable::row).toList();
    Written written = tables.of(table.name()).append(run, dataset(small, rows, table.columns()));
    Faults.reach(FaultPoint.WITHIN_EVALUATION);
    return written;
  }

  private static Dataset<Row> dataset(SparkSession small, List<Row> rows, StructType columns) {
    if (rows.size() <= ROWS_PER_TASK) {
      return small.createDataFrame(rows, columns).coalesce(1);
    }
    int tasks = (rows.size() - 1) / ROWS_PER_TASK + 1;
    JavaSparkContext context = JavaSparkContext.fromSparkContext(small.sparkContext());
    return small.createDataFrame(context.parallelize(rows, tasks), columns);
  }

  private static Written result(Future<Written> append) {
    try {
      return append.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssayException(
          ErrorCode.INTERRUPTED, "Cannot write the evaluation: interrupted.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Map<String, List<? extends Record>> rows(EvaluationResult result) {
    Map<String, List<? extends Record>> rows = new LinkedHashMap<>();
    rows.put(METRICS, result.metrics());
    rows.put(COMPARISONS, result.comparisons());
    rows.put(SLICES, result.slices());
    rows.put(CALIBRATION, result.calibration());
    rows.put(FAIRNESS, result.fairness());
    rows.put(DIFFERENCES, result.differences());
    rows.put(CURVES, result.curves());
    rows.put(VERDICTS, result.verdicts());
    return rows;
  }

  /** What a run wrote; no rows of tables that the store lacks. */
  static EvaluationResult read(SparkSession small, Path root, String runId) {
    return new EvaluationResult(
        read(small, root, METRICS, MetricRow.class, runId),
        read(small, root, COMPARISONS, ComparisonRow.class, runId),
        read(small, root, SLICES, SliceRow.class, runId),
        read(small, root, CALIBRATION, CalibrationRow.class, runId),
        read(small, root, FAIRNESS, FairnessRow.class, runId),
        read(small, root, DIFFERENCES, DifferenceRow.class, runId),
        read(small, root, CURVES, CurveRow.class, runId),
        read(small, root, VERDICTS, VerdictRow.class, runId));
  }

  /** The rows of a run in one table, in the order in which they were written. */
  static <T extends Record> List<T> read(
      SparkSession small, Path root, String name, Class<T> type, String runId) {
    Path path = new Path(root, name);
    TableLog log = TableLog.at(small, path);
    if (log.version() < 0) {
      return List.of();
    }
    TableOpener.checkReadable(path, log.metadata());
    RecordTable<T> table = new RecordTable<>(name, type, "");
    Column[] columns = table.selection(log.metadata().schema());
    return Sessions.within(
        small,
        () -> {
          Dataset<Row> rows =
              small
                  .read()
                  .format("delta")
                  .load(path.toString())
                  .filter(functions.col("run_id").equalTo(runId))
                  .select(columns);
          return rows.collectAsList().stream().map(table::record).toList();
        });
  }
}
