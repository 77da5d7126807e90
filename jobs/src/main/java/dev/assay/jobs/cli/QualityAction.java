package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.RunLookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Shows how the rules of one run came out. */
final class QualityAction {
  private static final String ID = "[A-Za-z0-9]+";
  private static final int MOST = 10_000;
  private static final String RUNS =
      "SELECT run_id, slot, status, error_code, quality FROM runs ORDER BY started_at DESC";
  private static final String RESULTS =
      "SELECT status, severity, rule_id AS rule, model, observed, bound, rows_failed, message,"
          + " array_join(sample_keys, '; ') AS keys, owner FROM quality_results"
          + " WHERE run_id = '%s' ORDER BY CASE WHEN status IN ('FAIL', 'ERROR') THEN 0"
          + " WHEN status = 'PASS' THEN 2 ELSE 1 END, severity, rule_group, rule_id, model";
  private static final List<String> NUMBERS = List.of("observed", "rows_failed");

  private final Shell shell;

  QualityAction(Shell shell) {
    this.shell = shell;
  }

  Outcome run(Options.StoreChoice choice, Options.Spark options, String id, Format format) {
    if (!id.matches(ID)) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot look up run '"
              + id
              + "': an id has letters and digits only. assay runs lists the runs.");
    }
    String store = ConfigFiles.store(choice, shell);
    try (SparkRun spark = SparkRun.start("quality", options, shell)) {
      try {
        show(spark.session(), store, id, format);
        return Outcome.ok();
      } catch (Exception e) {
        throw spark.explain(e);
      }
    }
  }

  private void show(SparkSession session, String store, String id, Format format) {
    Row run = only(store, id, StoreQuery.run(session, store, RUNS).collectAsList());
    Dataset<Row> results =
        StoreQuery.run(session, store, RESULTS.formatted(run.<String>getAs("run_id")));
    if (format != Format.TABLE) {
      new RowPrinter(shell.out(), format).print(results, MOST);
      return;
    }
    List<Row> rows = results.collectAsList();
    shell
        .out()
        .println("Run " + run.getAs("run_id") + ", slot " + run.getAs("slot") + ", " + end(run));
    shell.out().println();
    if (rows.isEmpty()) {
      shell.out().println(nothing(run));
    } else {
      table(rows).lines().forEach(shell.out()::println);
      shell.out().println();
      shell.out().println(totals(rows));
    }
    shell.out().flush();
  }

  private static Row only(String store, String id, List<Row> runs) {
    Map<String, Row> byId = new LinkedHashMap<>();
    Map<String, String> slots = new LinkedHashMap<>();
    runs.forEach(
        run -> {
          byId.put(id(run), run);
          slots.put(id(run), run.getAs("slot"));
        });
    return byId.get(RunLookup.find(slots, id, store));
  }

  private static String id(Row run) {
    return run.getAs("run_id");
  }

  private static String end(Row run) {
    String code = run.getAs("error_code");
    return run.getAs("status") + (code == null ? "" : " (" + code + ")");
  }

  private static String nothing(Row run) {
    return "PUBLISHED".equals(run.getAs("status"))
        ? "The run has no rules: its configuration names no rule file by the key quality."
        : "No rule of the run came out: it has none, or ended before one was judged.";
  }

  private static TextTable table(List<Row> rows) {
    List<String> names = List.of(rows.get(0).schema().fieldNames());
    TextTable table = new TextTable(names, names.stream().map(NUMBERS::contains).toList());
    rows.forEach(row -> table.add(cells(row)));
    return table;
  }

  private static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      if (value == null) {
        cells.add("·");
      } else if (value instanceof Double observed) {
        cells.add(Quantities.number(observed));
      } else {
        cells.add(value instanceof Long count ? Quantities.count(count) : Cell.text(value));
      }
    }
    return cells;
  }

  private static String totals(List<Row> rows) {
    Map<String, Long> byStatus =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.<String>getAs("status"), TreeMap::new, Collectors.counting()));
    return (rows.size() == 1 ? "1 result: " : rows.size() + " results: ")
        + byStatus.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
  }
}
