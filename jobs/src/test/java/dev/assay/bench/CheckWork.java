package dev.assay.bench;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.runners.AnalysisRunner;
import com.amazon.deequ.analyzers.runners.AnalyzerContext;
import dev.assay.jobs.CheckJob;
import dev.assay.jobs.CheckRequest;
import dev.assay.jobs.CheckResult;
import dev.assay.jobs.RunContext;
import dev.assay.jobs.quality.Measured;
import dev.assay.jobs.quality.MetricPlan;
import dev.assay.jobs.quality.MetricScan;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.MetricValue.Failed;
import dev.assay.quality.PlannedRules;
import dev.assay.quality.QualityInput;
import dev.assay.quality.RuleLoader;
import dev.assay.quality.RuleMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import scala.collection.JavaConverters;

/** Ways of checking the {@link CheckedTable} by the {@link CheckedRules}, and their limit. */
final class CheckWork {
  private static final LocalDate AS_OF = LocalDate.parse(CheckedTable.NEWEST);

  private final SparkSession spark;

  CheckWork(SparkSession spark) {
    this.spark = spark;
  }

  /** Writes the table and the rules unless they are there. */
  void prepare(Command command) throws IOException {
    CheckedTable.generate(spark, command.checked(), command.rows());
    Files.writeString(command.rules(), CheckedRules.list());
  }

  /**
   * Checks, in the command's way.
   *
   * @return how many times the table's rows were read, by what Spark's tasks counted
   */
  double run(Command command) {
    Dataset<Row> table = spark.read().parquet(command.checked().toString());
    long read =
        recordsRead(
            () -> {
              switch (command.contender()) {
                case "decode" -> Sink.BATCHES.consume(table, command.output());
                case "read" -> table.write().format("noop").mode("overwrite").save();
                case "scan" -> measure(table);
                case "check" -> check(command);
                case "deequ" -> deequ(table, analyzers(table));
                case "deequ-each" ->
                    analyzers(table).forEach(analyzer -> deequ(table, List.of(analyzer)));
                default -> throw new IllegalArgumentException(command.contender());
              }
            });
    return (double) read / command.rows();
  }

  private static void measure(Dataset<Row> table) {
    Measured measured = MetricScan.measure(MetricPlan.of(table, planned(table).metrics(), AS_OF));
    measured
        .values()
        .forEach(
            (key, value) -> {
              if (value instanceof Failed failed) {
                throw new IllegalStateException(key.text() + ": " + failed.reason());
              }
            });
  }

  private void check(Command command) {
    CheckResult result =
        new CheckJob(
                spark, new RunContext(Clock.systemUTC(), "bench", Map.of(), false, Optional::empty))
            .run(
                new CheckRequest(
                    command.checked().toString(),
                    null,
                    null,
                    null,
                    null,
                    Map.of(),
                    List.of("id"),
                    false,
                    AS_OF,
                    rules(),
                    null,
                    new CheckRequest.Store(null, false, null, null, false)));
    if (result.failed()) {
      throw new IllegalStateException("rules did not hold: " + result.totals());
    }
  }

  private static List<Analyzer<?, ?>> analyzers(Dataset<Row> table) {
    PlannedRules rules = planned(table);
    return Stream.concat(
            rules.rows().stream().map(DeequRules::of),
            rules.rules().batch().stream().map(rule -> DeequRules.of(rule.check(), AS_OF)))
        .toList();
  }

  /** What a VerificationSuite runs before it looks at its constraints. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void deequ(Dataset<Row> table, List<Analyzer<?, ?>> analyzers) {
    AnalyzerContext context =
        AnalysisRunner.onData(table)
            .addAnalyzers((scala.collection.Seq) JavaConverters.asScalaBuffer(analyzers).toSeq())
            .run();
    context
        .allMetrics()
        .foreach(
            metric -> {
              if (metric.value().isFailure()) {
                throw new IllegalStateException(String.valueOf(metric));
              }
              return null;
            });
  }

  private static LoadedRules rules() {
    return RuleLoader.parse("bench.yaml", CheckedRules.file(), name -> null);
  }

  private static PlannedRules planned(Dataset<Row> table) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (StructField field : table.schema().fields()) {
      columns.put(field.name(), field.dataType().catalogString());
    }
    return RuleMatcher.match(
            rules(),
            QualityInput.of(AS_OF, "bench", columns),
            problem -> {
              throw new IllegalStateException(problem);
            })
        .orElseThrow();
  }

  private long recordsRead(Runnable work) {
    AtomicLong records = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            records.addAndGet(end.taskMetrics().inputMetrics().recordsRead());
          }
        };
    spark.sparkContext().addSparkListener(listener);
    try {
      work.run();
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
    return records.get();
  }
}
