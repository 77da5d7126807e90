package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.plan.Column;
import dev.assay.record.RunRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The rows that runs quarantined, by their keys; only reads. */
public final class Quarantine {
  private static final String READ = "read the store";
  private static final String RULES = "rules";

  private final SparkSession session;
  private final StoreSpec spec;
  private final Path root;

  /** The quarantined rows of a store that has runs. */
  public Quarantine(SparkSession session, StoreSpec spec) {
    this.session = session;
    this.spec = spec;
    this.root = ResultStore.qualified(session, spec.root());
  }

  /** The rules by which a run quarantined rows, with the number of rows of each; may be none. */
  public static Map<String, Long> rules(SparkSession session, String root, RunRecord run) {
    return StoreErrors.guard(
        READ, root, () -> rules(session, ResultStore.qualified(session, root), run));
  }

  private static Map<String, Long> rules(SparkSession session, Path root, RunRecord run) {
    Map<String, Long> rules = new TreeMap<>();
    Path table = new Path(root, StoreTables.REJECTED_ROWS);
    if (TableLog.at(Sessions.small(session), table).version() < 0) {
      return rules; // of a store that was made by checks
    }
    Dataset<Row> rejected = read(session, root, StoreTables.REJECTED_ROWS, List.of(run));
    if (!List.of(rejected.columns()).contains(RULES)) {
      return rules; // of an earlier version, which had no rules
    }
    // Each model has rejected them all: those of one are enough.
    rejected
        .select(functions.col("model"), functions.explode(functions.col(RULES)).as("rule"))
        .groupBy("model", "rule")
        .count()
        .groupBy("rule")
        .agg(functions.max("count"))
        .collectAsList()
        .forEach(row -> rules.put(row.getString(0), row.getLong(1)));
    return rules;
  }

  /**
   * Refuses a key that is not the store's.
   *
   * @throws AssayException (STORE) naming both
   */
  public void requireKey() {
    SparkSession small = Sessions.small(session);
    for (TableSpec table :
        List.of(StoreTables.predictions(withoutMore()), StoreTables.rejectedRows(withoutMore()))) {
      Path path = new Path(root, table.name());
      StoreErrors.guard(
          READ,
          spec.root(),
          () -> {
            new TableOpener(small).exists(table, path);
            TableOpener.checkColumns(table, path, TableLog.at(small, path).metadata());
            return null;
          });
    }
  }

  private StoreSpec withoutMore() {
    return new StoreSpec(spec.root(), spec.useCase(), spec.key(), List.of());
  }

  /** The keys of the rows that a run quarantined by any of some rules, each once. */
  public Dataset<Row> keys(RunRecord run, Collection<String> rules) {
    return keysOf(
            read(StoreTables.REJECTED_ROWS, List.of(run))
                .filter(
                    functions.arrays_overlap(
                        functions.col(RULES),
                        functions.array(
                            rules.stream()
                                .map(functions::lit)
                                .toArray(org.apache.spark.sql.Column[]::new)))))
        .distinct();
  }

  /** The keys of the rows that some model scored in any of some runs, perhaps several times. */
  public Dataset<Row> scored(List<RunRecord> runs) {
    return keysOf(read(StoreTables.PREDICTIONS, runs));
  }

  /** How many keys there are. */
  public long count(Dataset<Row> keys) {
    return StoreErrors.guard(READ, spec.root(), keys::count);
  }

  private Dataset<Row> keysOf(Dataset<Row> rows) {
    return rows.select(
        spec.key().stream()
            .map(Column::name)
            .map(name -> functions.col('`' + name.replace("`", "``") + '`').as(name))
            .toArray(org.apache.spark.sql.Column[]::new));
  }

  private Dataset<Row> read(String table, List<RunRecord> runs) {
    return StoreErrors.guard(READ, spec.root(), () -> read(session, root, table, runs));
  }

  private static Dataset<Row> read(
      SparkSession session, Path root, String table, List<RunRecord> runs) {
    return session
        .read()
        .format("delta")
        .load(new Path(root, table).toString())
        .filter(functions.col("as_of").equalTo(functions.lit(runs.get(0).start().asOf())))
        .filter(
            functions.col("run_id").isInCollection(runs.stream().map(RunRecord::runId).toList()));
  }
}
