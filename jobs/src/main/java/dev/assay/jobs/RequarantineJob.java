package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.quality.Action;
import dev.assay.quality.RowPredicate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Judges the rows that a run quarantined again, without scoring them; writes nothing. */
public final class RequarantineJob {
  private final SparkSession spark;

  /** A job that runs in this session. */
  public RequarantineJob(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Judges the rows by the rules and the data of today. The run need not have been published.
   *
   * @throws AssayException naming what stands in the way: of the run, of the rows, or of the job
   */
  public Requarantined run(RedriveRequest request) {
    QuarantinedRows rows = QuarantinedRows.of(spark, request, false);
    QuarantinedRows.Found found = rows.find(rows.plan());
    PreparedScore chosen = found.chosen();
    Map<String, String> good = new LinkedHashMap<>();
    Dataset<Row> input = chosen.input().rows();
    if (chosen.checks() != null) {
      chosen.checks().rules().rows().stream()
          .filter(rule -> rule.action() == Action.QUARANTINE)
          .forEach((RowPredicate rule) -> good.put(rule.ruleId(), rule.good()));
      input = chosen.checks().lookedUp();
    }
    KeyMatch match = found.match(input, good);
    chosen.reader().verifyUnchanged(chosen.plan().input());
    return new Requarantined(
        rows.run(),
        rows.rules(),
        chosen.plan().input(),
        found.counts(match),
        match.keeping(),
        match.broken());
  }
}
