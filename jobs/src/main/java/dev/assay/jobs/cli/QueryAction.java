package dev.assay.jobs.cli;

/** Runs a query over a store and prints its rows. */
final class QueryAction {
  private final Shell shell;

  QueryAction(Shell shell) {
    this.shell = shell;
  }

  Outcome run(
      String command,
      Options.StoreChoice choice,
      Options.Spark options,
      String sql,
      Format format,
      int limit) {
    String store = ConfigFiles.store(choice, shell);
    try (SparkRun spark = SparkRun.start(command, options, shell)) {
      try {
        new RowPrinter(shell.out(), format)
            .print(StoreQuery.run(spark.session(), store, sql), limit);
        return Outcome.ok();
      } catch (Exception e) {
        throw spark.explain(e);
      }
    }
  }
}
