package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.jobs.RunLookup;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.store.StoreTables;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import dev.assay.report.EvaluationReport;
import dev.assay.report.QualityFact;
import dev.assay.report.RunFacts;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Writes the report of an evaluation from the tables of a store. */
final class ReportAction {
  static final String LATEST = "latest";

  private static final String EVALUATE = "evaluate";
  private static final String PAGE = ".html";
  private static final int DIGITS = 12;

  private final Shell shell;

  ReportAction(Shell shell) {
    this.shell = shell;
  }

  Outcome run(Options.StoreChoice choice, Options.Spark options, String id, String out) {
    if (out != null && !out.endsWith(PAGE)) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot write the report '"
              + out
              + "': its name does not end with .html. Give such a name; the JSON file gets the same"
              + " with .json.");
    }
    String store = ConfigFiles.store(choice, shell);
    try (SparkRun spark = SparkRun.start("report", options, shell)) {
      try {
        Outcome outcome = write(spark.session(), store, id, out);
        tell(outcome.details());
        return outcome;
      } catch (Exception e) {
        throw spark.explain(e);
      }
    }
  }

  private void tell(Map<String, Object> details) {
    shell
        .out()
        .println(
            "Report of run " + details.get("run_id") + ", as of " + details.get("as_of") + ":");
    shell.out().println("  " + details.get("report") + "  open it in a browser");
    shell
        .out()
        .println("  " + details.get("figures") + "  the same figures, with all their digits");
    shell.out().flush();
  }

  /** Writes the report of an evaluation of a store. */
  Outcome write(SparkSession session, String store, String id, String out) {
    String root = StoreQuery.existing(session, store);
    RunRecord run = evaluation(runs(session, root), id, store);
    EvaluationReport report = report(session, store, root, run);
    String page = out == null ? name(run) : out;
    String twin = page.substring(0, page.length() - PAGE.length()) + ".json";
    // The page last: who sees it finds its figures beside it.
    ResultFile.write("figures of the report", twin, report.json());
    ResultFile.write("report", page, report.html());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("run_id", run.runId());
    details.put("as_of", run.start().asOf().toString());
    details.put("report", page);
    details.put("figures", twin);
    return Outcome.of("OK", "The report is in " + page + ".", details);
  }

  private static String name(RunRecord run) {
    String id = run.runId();
    String digits = id.substring(0, Math.min(DIGITS, id.length()));
    return "evaluation-" + run.start().asOf() + "-" + digits + PAGE;
  }

  private static List<RunRecord> runs(SparkSession session, String root) {
    return ResultStore.useCase(session, root)
        .map(useCase -> ResultStore.runs(session, root, useCase))
        .orElseThrow(
            () ->
                new AssayException(
                    ErrorCode.STORE,
                    "Cannot read the store '"
                        + root
                        + "': its table of runs is not one of Assay's. Check the path."));
  }

  /** The one run that is meant, if a report can be made of it. */
  private static RunRecord evaluation(List<RunRecord> runs, String id, String store) {
    RunRecord run =
        id.strip().equalsIgnoreCase(LATEST) ? latest(runs, store) : named(runs, id, store);
    if (!run.start().job().equals(EVALUATE)) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot report on run '"
              + run.runId()
              + "': it is a run of assay "
              + run.start().job()
              + ", and reports are about evaluations. assay runs lists the runs; the slot of an"
              + " evaluation begins with evaluate/.");
    }
    if (run.status() != RunStatus.PUBLISHED) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot report on run '"
              + run.runId()
              + "': it is "
              + run.status()
              + ", and only the rows of published runs count. Run assay evaluate again.");
    }
    return run;
  }

  private static RunRecord latest(List<RunRecord> runs, String store) {
    return runs.stream()
        .filter(run -> run.start().job().equals(EVALUATE) && run.status() == RunStatus.PUBLISHED)
        .max(Comparator.comparing(RunRecord::sequence))
        .orElseThrow(
            () ->
                new AssayException(
                    ErrorCode.STORE,
                    "Cannot report on the store '"
                        + store
                        + "': no evaluation is published there. Run assay evaluate first."));
  }

  private static RunRecord named(List<RunRecord> runs, String id, String store) {
    Map<String, String> slots = new LinkedHashMap<>();
    Map<String, RunRecord> byId = new LinkedHashMap<>();
    runs.stream()
        .sorted(Comparator.comparing((RunRecord run) -> run.start().startedAt()).reversed())
        .forEach(
            run -> {
              slots.put(run.runId(), run.slot());
              byId.put(run.runId(), run);
            });
    return byId.get(RunLookup.find(slots, id, store));
  }

  private static EvaluationReport report(
      SparkSession session, String store, String root, RunRecord run) {
    EvaluationResult result = ResultStore.evaluation(session, root, run.runId());
    RunFacts facts = RunFacts.of(store, run);
    return new EvaluationReport(facts, result, quality(session, root, facts.scoredBy()));
  }

  /** How the rules of the runs that scored came out; stores without rules have no table of them. */
  private static List<QualityFact> quality(
      SparkSession session, String root, List<String> scoredBy) {
    Path table = new Path(root, StoreTables.QUALITY_RESULTS);
    if (!exists(session, new Path(table, "_delta_log"))) {
      return List.of();
    }
    List<Row> rows =
        session
            .read()
            .format("delta")
            .load(table.toString())
            .filter(functions.col("run_id").isin(scoredBy.toArray()))
            .select("rule_id", "severity", "status", "rows_failed", "message", "model")
            .distinct()
            .collectAsList();
    return rows.stream()
        .map(ReportAction::fact)
        .sorted(Comparator.comparing(QualityFact::rule))
        .collect(Collectors.toList());
  }

  private static QualityFact fact(Row row) {
    String model = row.getString(5);
    return new QualityFact(
        row.getString(0) + (model == null ? "" : " (" + model + ")"),
        row.getString(1),
        row.getString(2),
        row.isNullAt(3) ? null : row.getLong(3),
        row.getString(4));
  }

  private static boolean exists(SparkSession session, Path path) {
    try {
      return path.getFileSystem(session.sessionState().newHadoopConf()).exists(path);
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot read '" + path + "': " + Failures.reason(e) + ". Check the path.",
          e);
    }
  }
}
