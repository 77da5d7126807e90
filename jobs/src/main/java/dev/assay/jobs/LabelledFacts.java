package dev.assay.jobs;

import dev.assay.jobs.evaluate.Facts;
import dev.assay.jobs.score.ExecutorConfiguration;
import dev.assay.jobs.score.ScoreColumns;
import dev.assay.jobs.score.ScoreSpec;
import dev.assay.jobs.score.ScoreTotals;
import dev.assay.jobs.score.Scoring;
import dev.assay.jobs.store.StoreTables;
import dev.assay.model.Task;
import dev.assay.plan.PlannedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Brings together what the store, the input, the labels and the attributes say of each row. */
final class LabelledFacts {
  private static final long ROWS_PER_PARTITION = 1_000_000;

  private final SparkSession spark;
  private final PreparedEvaluation prepared;
  private final boolean multiclass;
  private ScoreTotals totals;

  LabelledFacts(SparkSession spark, PreparedEvaluation prepared) {
    this.spark = spark;
    this.prepared = prepared;
    this.multiclass = prepared.join().spec().task() == Task.MULTICLASS;
  }

  /** All facts, key by key. */
  Dataset<Row> byKey() {
    return byKey(partitions());
  }

  /** The same in so many partitions. */
  Dataset<Row> byKey(int partitions) {
    Facts facts = new Facts(prepared.join());
    if (!prepared.scored().isEmpty()) {
      addScored(facts);
    } else if (prepared.scansInputAlone()) {
      facts.addInput(prepared.shaped().all());
    }
    prepared.published().forEach(scores -> addPublished(facts, scores));
    if (prepared.labels() != null) {
      facts.addLabels(prepared.labels().rows(), prepared.labels().key());
    }
    if (prepared.attributes() != null) {
      facts.addAttributes(prepared.attributes().rows(), prepared.attributes().key());
    }
    return facts.byKey(partitions);
  }

  /** What was counted of the models that are scored, once the facts were read; else empty. */
  Optional<ScoreTotals.Task> scored() {
    return Optional.ofNullable(totals).map(ScoreTotals::value);
  }

  /**
   * So many that each sorts its rows in memory and no more, since each also keeps states of all
   * slices.
   */
  private int partitions() {
    int cores = spark.sparkContext().defaultParallelism();
    int configured = spark.sessionState().conf().numShufflePartitions();
    return prepared
        .input()
        .knownRows()
        .map(rows -> (int) Math.max(cores, rows / ROWS_PER_PARTITION))
        .orElse(Math.max(cores, configured));
  }

  /** Scores the models whose predictions are not in the store; nothing of that is published. */
  private void addScored(Facts facts) {
    List<String> key = prepared.shaped().shape().key().stream().map(c -> c.name()).toList();
    List<String> names = new ArrayList<>(key);
    names.addAll(prepared.inputColumns());
    List<String> all = new ArrayList<>(names);
    prepared.shaped().shape().columns().stream()
        .map(column -> column.name())
        .filter(name -> !all.contains(name))
        .forEach(all::add);
    Dataset<Row> input =
        prepared
            .shaped()
            .all()
            .select(all.stream().map(SqlTexts::column).map(functions::col).toArray(Column[]::new));
    Dataset<Row> scored = Scoring.scoreAll(input, spec(key));
    for (String name : List.of(scored.columns()).subList(names.size(), scored.columns().length)) {
      names.add(produced(name)); // columns of the input may have the same names
    }
    scored = scored.toDF(names.toArray(String[]::new));
    List<PlannedModel> models = prepared.scored().stream().map(prepared.models()::get).toList();
    Column model = functions.col(produced(ScoreColumns.MODEL));
    Column version = functions.col(produced(ScoreColumns.VERSION));
    facts.addScores(
        scored,
        place(prepared.scored(), model, version),
        functions.col(produced(ScoreColumns.ACCEPTED)),
        functions.col(produced(ScoreColumns.SCORE)),
        multiclass ? functions.col(produced(ScoreColumns.SCORES)) : null,
        is(models.get(0), model, version));
  }

  private static String produced(String name) {
    return "__assay_produced_" + name;
  }

  private ScoreSpec spec(List<String> key) {
    List<PlannedModel> models = prepared.scored().stream().map(prepared.models()::get).toList();
    totals = new ScoreTotals(models.size());
    spark.sparkContext().register(totals, "assay scoring");
    return new ScoreSpec(
        models,
        key,
        prepared.inputColumns(),
        prepared.loaded().config().score().device(),
        RegistryModelLoader.of(spark),
        totals,
        null,
        ExecutorConfiguration.of(spark));
  }

  private void addPublished(Facts facts, PublishedScores scores) {
    Column model = functions.col(ScoreColumns.MODEL);
    Column version = functions.col(ScoreColumns.VERSION);
    Column place = place(scores.models(), model, version);
    boolean carries = prepared.carriers().filter(scores::equals).isPresent();
    PlannedModel first = prepared.models().get(scores.models().get(0));
    facts.addScores(
        rows(scores, StoreTables.PREDICTIONS),
        place,
        functions.lit(true),
        functions.col(ScoreColumns.SCORE),
        multiclass ? functions.col(ScoreColumns.SCORES) : null,
        carries ? is(first, model, version) : null);
    facts.addScores(
        rows(scores, StoreTables.REJECTED_ROWS),
        place,
        functions.lit(false),
        functions.lit(null),
        multiclass ? functions.lit(null) : null,
        null);
  }

  /** The rows of a published run in one of its tables. */
  private Dataset<Row> rows(PublishedScores scores, String table) {
    String path = new Path(prepared.loaded().config().store(), table).toString();
    Column models = functions.lit(false);
    for (int m : scores.models()) {
      models =
          models.or(
              is(
                  prepared.models().get(m),
                  functions.col(ScoreColumns.MODEL),
                  functions.col(ScoreColumns.VERSION)));
    }
    return spark
        .read()
        .format("delta")
        .load(path)
        .filter(functions.col("as_of").equalTo(functions.lit(scores.run().start().asOf())))
        .filter(functions.col("run_id").equalTo(scores.run().runId()))
        .filter(models);
  }

  private Column place(List<Integer> models, Column model, Column version) {
    Column place = functions.lit(models.get(0));
    for (int m : models.subList(1, models.size())) {
      place = functions.when(is(prepared.models().get(m), model, version), m).otherwise(place);
    }
    return place;
  }

  private static Column is(PlannedModel planned, Column model, Column version) {
    return model.equalTo(planned.name()).and(version.equalTo(planned.version()));
  }
}
