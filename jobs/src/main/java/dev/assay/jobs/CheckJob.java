package dev.assay.jobs;

import dev.assay.config.Substitution;
import dev.assay.error.AssayException;
import dev.assay.jobs.quality.Measured;
import dev.assay.jobs.quality.MetricPlan;
import dev.assay.jobs.quality.MetricScan;
import dev.assay.jobs.read.InputShaper;
import dev.assay.jobs.read.ReadErrors;
import dev.assay.jobs.read.ShapeRequest;
import dev.assay.jobs.read.TableReader;
import dev.assay.jobs.store.MetricPoint;
import dev.assay.jobs.store.QualityRow;
import dev.assay.jobs.store.ResultStore;
import dev.assay.plan.PinnedInput;
import dev.assay.quality.RowPredicate;
import dev.assay.quality.RuleJudge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Checks a table by the rules on the input, without scoring it; writes nothing. */
public final class CheckJob {
  private static final int SAMPLES = 5;

  private final SparkSession spark;

  /** A job that runs in this session. */
  public CheckJob(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Checks.
   *
   * @throws AssayException where table or rules do not fit; a rule that fails is a result
   */
  public CheckResult run(CheckRequest request) {
    TableReader reader = new TableReader(spark);
    PinnedInput pinned = reader.pin(request.table(), request.version(), request.timestamp());
    String filter = Substitution.asOf(request.filter(), request.asOf());
    PlannedChecks checks = plan(request, reader, pinned, filter);
    QualityBook book = new QualityBook(checks.rules().rules());
    QualityGate gate = new QualityGate(
            checks,
            book,
            RuleJudge.withoutScoring(checks.rules()),
            table -> history(request, table));
    Dataset<Row> rows = checks.lookedUp();
    MetricPlan plan = checks.wholePlan();
    Measured measured = MetricScan.measure(plan);
    List<String> sampled = new ArrayList<>();
    gate.judgeRows(measured, rule -> samples(rows, request.key(), rule, sampled));
    OptionalLong counted = gate.judgeInput(measured);
    if (counted.isPresent() && counted.getAsLong() == 0 && !request.allowEmpty()) {
      throw ReadErrors.empty(
          "check",
          pinned,
          filter,
          "Pass --allow-empty, or set input.allow-empty: true, if that is fine.");
    }
    reader.verifyUnchanged(pinned);
    List<String> scans = new ArrayList<>();
    plan.scans().forEach(scan -> scans.add(scan.reason()));
    sampled.forEach(rule -> scans.add("keys of some rows that break '" + rule + "'"));
    return new CheckResult(
        pinned, book.results().stream().map(QualityRow::result).toList(), book.totals(), scans);
  }

  private PlannedChecks plan(
      CheckRequest request, TableReader reader, PinnedInput pinned, String filter) {
    Map<String, String> features = new LinkedHashMap<>();
    request
        .features()
        .forEach((name, sql) -> features.put(name, Substitution.asOf(sql, request.asOf())));
    Dataset<Row> input =
        InputShaper.whole(
            reader.read(pinned),
            new ShapeRequest(
                request.table(), request.key(), List.of(), filter, features, List.of()));
    return new CheckPlanner(spark, reader)
        .plan(request.rules(), request.table(), input, request.asOf(), null, null);
  }

  private Map<String, List<MetricPoint>> history(CheckRequest request, String table) {
    return request.store() == null
        ? Map.of()
        : ResultStore.history(spark, request.store(), request.asOf(), table);
  }

  private static List<String> samples(
      Dataset<Row> rows, List<String> key, RowPredicate rule, List<String> sampled) {
    if (key.isEmpty()) {
      return List.of();
    }
    sampled.add(rule.ruleId());
    Column text =
        functions.concat_ws(
            ", ",
            key.stream()
                .map(name -> functions.col("`" + name.replace("`", "``") + "`").cast("string"))
                .map(part -> functions.coalesce(part, functions.lit("null")))
                .toArray(Column[]::new));
    return rows
        .filter(functions.not(functions.expr(rule.good())))
        .select(text.as("key"))
        .distinct()
        .orderBy(functions.length(functions.col("key")), functions.col("key"))
        .limit(SAMPLES)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
