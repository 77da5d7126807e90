package dev.assay.record;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Function;

/**
 * A column of the table {@code runs}: values are {@code String}, {@code Long}, {@code Integer},
 * {@code LocalDate} or {@code Instant}.
 *
 * @param name its name
 * @param type its type in Spark SQL's notation
 * @param comment what it holds
 * @param of takes its value from a record
 */
public record RunColumn(String name, String type, String comment, Function<RunRecord, Object> of) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** All columns, in the table's order. */
  public static final List<RunColumn> ALL =
      List.of(
          text("run_id", "Run key: names the run and its partitions.", r -> r.start().runId()),
          text("use_case", "The decision problem.", r -> r.start().useCase()),
          text("job", "Which job ran, such as score.", r -> r.start().job()),
          text("slot", "What at most one current run can fill.", r -> r.start().slot()),
          number("generation", "Place among the published runs of the slot.", r -> r.generation()),
          new RunColumn(
              "attempt", "int", "How often the run was begun, from 1.", RunRecord::attempt),
          text("supersedes", "The run that held the slot before.", RunRecord::supersedes),
          text(
              "status",
              "STARTED, PUBLISHED, FAILED, CANCELLED or REFUSED.",
              r -> r.status().name()),
          new RunColumn("as_of", "date", "The date the run is for.", r -> r.start().asOf()),
          time("started_at", "When the last attempt began.", r -> r.start().startedAt()),
          time("finished_at", "When it ended.", r -> r.outcome().finishedAt()),
          text("input", "JSON: the pinned input.", r -> r.start().input()),
          text("outputs", "JSON: tables written, with versions and rows.", RunColumn::outputs),
          text("predictions_path", "Where predictions lies.", r -> path(r, "predictions")),
          number(
              "predictions_version",
              "Delta version of predictions that holds the run.",
              r -> version(r, "predictions")),
          text("rejected_rows_path", "Where rejected_rows lies.", r -> path(r, "rejected_rows")),
          number(
              "rejected_rows_version",
              "Delta version of rejected_rows that holds the run.",
              r -> version(r, "rejected_rows")),
          text(
              "models",
              "JSON: each model, its digest, device and counts.",
              r -> r.start().models()),
          number("rows_in", "Rows read, once for each model.", r -> r.outcome().rowsIn()),
          number("rows_scored", "Rows scored, over all models.", r -> r.outcome().rowsScored()),
          number(
              "rows_rejected", "Rows rejected, over all models.", r -> r.outcome().rowsRejected()),
          text("rejected_reasons", "JSON: rows by reason.", r -> r.outcome().rejectedReasons()),
          text(
              "config_digest", "SHA-256 of what shapes the result.", r -> r.start().configDigest()),
          text("config", "The effective settings.", r -> r.start().config()),
          text("environment", "JSON: versions, host, cores.", r -> r.start().environment()),
          text("timings", "JSON: seconds by stage.", r -> r.outcome().timings()),
          number(
              "rows_per_second",
              "Rows scored per second of wall time.",
              r -> r.outcome().rowsPerSecond()),
          new RunColumn(
              "quality",
              "string",
              "JSON: rules by status, of runs that had rules.",
              r -> r.outcome().quality()),
          text("error_code", "Why the run did not end well.", RunRecord::errorCode),
          text("message", "The same for a person.", RunRecord::message),
          text("orchestrator", "JSON: ids of the orchestrator.", r -> r.start().orchestrator()),
          text("assay_version", "Version of Assay.", r -> r.start().assayVersion()),
          number("sequence", "Place in the chain of published runs.", RunRecord::sequence),
          text("previous_hash", "Hash of the run published before.", RunRecord::previousHash),
          text("hash", "SHA-256 of this row and the chain before it.", RunRecord::hash));

  /** Whether stores were made without it: opening one for writing adds it. */
  public boolean added() {
    return name.equals("quality");
  }

  /** The column's value in a record. */
  public Object value(RunRecord run) {
    return of.apply(run);
  }

  /** The value as the hash sees it. */
  Object canonical(RunRecord run) {
    Object value = value(run);
    return value instanceof Instant instant ? TIME.format(instant) : value;
  }

  private static RunColumn text(String name, String comment, Function<RunRecord, Object> of) {
    return new RunColumn(name, "string", comment, of);
  }

  private static RunColumn number(String name, String comment, Function<RunRecord, Object> of) {
    return new RunColumn(name, "bigint", comment, of);
  }

  private static RunColumn time(String name, String comment, Function<RunRecord, Object> of) {
    return new RunColumn(name, "timestamp", comment, of);
  }

  private static Object outputs(RunRecord run) {
    List<TableOutput> outputs = run.outcome().outputs();
    return outputs.isEmpty() ? null : Json.write(outputs);
  }

  private static Object path(RunRecord run, String table) {
    return run.output(table).map(TableOutput::path).orElse(null);
  }

  private static Object version(RunRecord run, String table) {
    return run.output(table).map(TableOutput::version).orElse(null);
  }
}
