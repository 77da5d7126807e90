package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.jobs.QualityGate.Scored;
import dev.assay.jobs.quality.Measured;
import dev.assay.jobs.quality.MetricPlan;
import dev.assay.jobs.quality.MetricScan;
import dev.assay.jobs.quality.StateStore;
import dev.assay.jobs.read.ReadErrors;
import dev.assay.jobs.score.RowGate;
import dev.assay.jobs.score.ScoreTotals;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.store.RunHandle;
import dev.assay.jobs.store.Written;
import dev.assay.plan.Column;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.ScorePlan;
import dev.assay.quality.RowPredicate;
import dev.assay.quality.RuleJudge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;

/** The rules in a scoring run: before models are called, and before it is published. */
final class RunChecks {
  private final SparkSession spark;
  private final PreparedScore prepared;
  private final ResultStore store;
  private final RunHandle run;
  private final RunEvidence evidence;
  private final QualityBook book;
  private final QualityGate gate;
  private boolean kept;

  RunChecks(
      SparkSession spark,
      PreparedScore prepared,
      ResultStore store,
      RunHandle run,
      RunEvidence evidence) {
    this.spark = spark;
    this.prepared = prepared;
    this.store = store;
    this.run = run;
    this.evidence = evidence;
    PlannedChecks checks = prepared.checks();
    this.book = checks == null ? null : new QualityBook(checks.rules().rules());
    this.gate =
        checks == null
            ? null
            : new QualityGate(
                checks,
                book,
                new RuleJudge(checks.rules()),
                table -> store.history(checks.asOf(), table, List.of(ScorePlanner.SLOTS)));
  }

  /**
   * Judges the input as a whole.
   *
   * @throws AssayException QUALITY where a rule of severity error did not hold; EMPTY_INPUT
   */
  void ofInput() {
    if (gate == null) {
      return;
    }
    evidence.timed("quality_input", this::judgeInput);
    requireGood("the input", "No model was called.");
  }

  private Void judgeInput() {
    MetricPlan plan = prepared.checks().inputPlan();
    StateStore states = new StateStore(spark, store.states());
    Measured measured =
        plan.scans().isEmpty()
            ? MetricScan.measure(plan)
            : MetricScan.measureAndKeep(plan, states, run.states());
    OptionalLong rows = gate.judgeInput(measured);
    ScorePlan score = prepared.plan();
    if (rows.isPresent() && rows.getAsLong() == 0 && !score.config().input().allowEmpty()) {
      throw ReadErrors.empty(score.input(), score.filter());
    }
    return null;
  }

  private void requireGood(String what, String consequence) {
    book.requireGood(
        what,
        "Nothing of run " + run.runId() + " is visible. " + consequence,
        QualityBook.command(run.runId(), store.root()));
  }

  /** What the operator is given: what models and row rules look at, and no more. */
  Dataset<Row> rows() {
    List<RowPredicate> rules = rowRules();
    if (rules.isEmpty()) {
      return prepared.input().rows();
    }
    Dataset<Row> all = prepared.checks().lookedUp();
    Set<String> names = new LinkedHashSet<>();
    prepared.plan().shape().columns().stream().map(Column::name).forEach(names::add);
    for (RowPredicate rule : rules) {
      names.addAll(columns(all, rule.good()));
      if (rule.about() != null) {
        names.addAll(columns(all, rule.about()));
      }
    }
    return all.select(
        names.stream()
            .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
            .toArray(org.apache.spark.sql.Column[]::new));
  }

  private static List<String> columns(Dataset<Row> table, String sql) {
    List<String> names = new ArrayList<>();
    for (Attribute used :
        JavaConverters.asJavaCollection(
            table.select(functions.expr(sql)).queryExecution().analyzed().references().toSeq())) {
      names.add(used.name());
    }
    return names;
  }

  private List<RowPredicate> rowRules() {
    return prepared.checks() == null ? List.of() : prepared.checks().rules().rows();
  }

  /** The row rules, compiled for the rows that the operator is given. */
  RowGate gate(Dataset<Row> input) {
    return rowRules().isEmpty()
        ? RowGate.none()
        : RowGate.compile(spark, input.schema(), rowRules());
  }

  /**
   * Judges rows and scores by what was counted and written, and keeps all results.
   *
   * @throws AssayException QUALITY where a rule of severity error did not hold
   */
  void ofScores(ScoreTotals.Task totals, Written predictions) {
    if (gate == null) {
      return;
    }
    evidence.timed(
        "quality_output",
        () -> {
          gate.judgeRows(totals.rules());
          gate.judgeOutput(written(predictions), models(totals));
          keep();
          return null;
        });
    requireGood("the input or the scores", "The rows are kept in the store's tables.");
  }

  private Dataset<Row> written(Written predictions) {
    return spark
        .read()
        .format("delta")
        .option("versionAsOf", predictions.output().version())
        .load(predictions.output().path())
        .filter(functions.col("as_of").equalTo(functions.lit(prepared.plan().asOf())))
        .filter(functions.col("run_id").equalTo(run.runId()));
  }

  private List<Scored> models(ScoreTotals.Task totals) {
    List<Scored> models = new ArrayList<>();
    for (int m = 0; m < prepared.plan().models().size(); m++) {
      PlannedModel model = prepared.plan().models().get(m);
      ScoreTotals.Model counted = totals.models().get(m);
      models.add(
          new Scored(
              model.name(),
              model.manifest().cutoff(),
              totals.rowsIn(),
              counted.scored(),
              counted.rejected() - totals.quarantined(),
              totals.quarantined()));
    }
    return models;
  }

  private void keep() {
    kept = true;
    List<Written> written = store.appendQuality(run, book.results(), book.metrics());
    evidence.quality(book.totals(), written);
  }

  /** Keeps what is known of the rules when the run fails, without hiding why it failed. */
  void keepAfter(AssayException error) {
    if (book == null || book.isEmpty() || kept) {
      return;
    }
    try {
      keep(); // where a newer attempt has begun, the store takes nothing of this one
    } catch (RuntimeException second) {
      error.addSuppressed(second);
    }
  }
}
