package dev.assay.jobs;

import dev.assay.config.JobConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.read.InputShaper;
import dev.assay.jobs.read.ReadErrors;
import dev.assay.jobs.read.ShapeRequest;
import dev.assay.jobs.read.ShapedInput;
import dev.assay.jobs.read.TableReader;
import dev.assay.jobs.registry.ModelAdmin;
import dev.assay.jobs.registry.ResolvedModel;
import dev.assay.jobs.score.ExecutorConfiguration;
import dev.assay.jobs.score.ScoreColumns;
import dev.assay.jobs.score.ScoreSpec;
import dev.assay.jobs.score.ScoreTotals;
import dev.assay.jobs.score.Scoring;
import dev.assay.model.Manifest;
import dev.assay.model.Sample;
import dev.assay.model.Task;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.Recalibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;

/**
 * Fits a calibration map on one half of a labelled table, judges it on the other, and registers the
 * model with the map in its graph as a new version. The table is scored once.
 */
public final class RecalibrateJob {
  private static final String LABEL = "assay_label";
  private static final int SAMPLE_ROWS = 512;
  private static final String UNIT_SEPARATOR = "\u001f";

  private final SparkSession spark;

  /** A job that runs in this session. */
  public RecalibrateJob(SparkSession spark) {
    this.spark = spark;
  }

  /** The tables of a request, pinned. */
  private record Tables(TableReader reader, PinnedInput rows, PinnedInput labels) {
    void verifyUnchanged() {
      reader.verifyUnchanged(rows);
      if (labels != null) {
        reader.verifyUnchanged(labels);
      }
    }
  }

  /**
   * Recalibrates.
   *
   * @return what was found; nothing is saved in a dry run, or where the log loss grew and that was
   *     not forced
   * @throws AssayException where the model is no binary one, the version is there, or the table or
   *     its labels do not allow it
   */
  public RecalibrateResult run(RecalibrateRequest request) {
    ModelAdmin admin = new ModelAdmin(spark.sessionState().newHadoopConf(), request.registry());
    ResolvedModel model = admin.resolve(request.model());
    requireBinary(model.manifest());
    admin.requireNew(model.manifest().name(), request.newVersion());
    TableReader reader = new TableReader(spark);
    Tables tables =
        new Tables(
            reader,
            reader.pin(request.table(), request.tableVersion(), null),
            request.labels() == null ? null : reader.pin(request.labels(), null, null));
    PlannedModel planned =
        new PlannedModel(
            PlannedModel.Role.CHAMPION,
            request.model(),
            model.uri(),
            model.packageDigest(),
            model.manifest());
    Scoring.verify(List.of(planned), RegistryModelLoader.of(spark));
    return recalibrate(request, admin, model, planned, tables);
  }

  private static void requireBinary(Manifest manifest) {
    if (manifest.task() != Task.BINARY) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot recalibrate model '%s': it is a %s model, and only binary ones have a score that is a probability. Choose another model."
              .formatted(
                  manifest.reference(),
                  manifest.task().name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
  }

  private RecalibrateResult recalibrate(
      RecalibrateRequest request,
      ModelAdmin admin,
      ResolvedModel model,
      PlannedModel planned,
      Tables tables) {
    ShapedInput input = shape(request, planned, labelled(request, tables), List.of(LABEL));
    ScoreTotals totals = new ScoreTotals(1);
    LabelledHalves halves = gather(request, planned, tables, input, totals);
    ScoreTotals.Task counted = totals.value();
    requireRows(request, tables, input, counted);
    tables.verifyUnchanged();
    LabelledHalves.Counts counts =
        halves.counts(counted.rowsIn(), counted.models().get(0).rejected());
    boolean doubles = admin.givesDoubles(model);
    double cutoff = model.manifest().cutoff();
    Recalibration found =
        Recalibration.of(
            request.method(),
            halves.fit(),
            halves.judge(),
            cutoff,
            doubles ? score -> score : score -> (float) score);
    long fitted = halves.fit().table().rows();
    ModelAdmin.AddResult added = null;
    if (!request.dryRun() && (!found.worse() || request.force())) {
      Manifest manifest =
          model
              .manifest()
              .recalibrated(
                  request.newVersion(),
                  model.manifest().output(),
                  found.cutoff(),
                  how(request, model, tables, found, fitted));
      added = admin.recalibrate(model, manifest, found.map(), sample(request, planned, tables));
    }
    return new RecalibrateResult(
        model.manifest().reference(), counts, fitted, cutoff, found, added);
  }

  private static void requireRows(
      RecalibrateRequest request, Tables tables, ShapedInput input, ScoreTotals.Task counted) {
    if (counted.rowsIn() == 0) {
      throw ReadErrors.empty(
          "recalibrate by", tables.rows, request.filter(), "Name a table or rows that are there.");
    }
    if (counted.nullKeys() > 0) {
      throw ReadErrors.nullKeys(tables.rows, input.shape().key(), counted.nullKeys());
    }
  }

  private static Manifest.Recalibration how(
      RecalibrateRequest request,
      ResolvedModel model,
      Tables tables,
      Recalibration found,
      long fitted) {
    return new Manifest.Recalibration(
        model.manifest().reference(),
        model.packageDigest(),
        request.method().name().toLowerCase(Locale.ROOT),
        found.map().describe(),
        request.table(),
        pin(tables.rows),
        request.labels(),
        tables.labels == null ? null : pin(tables.labels),
        request.label(),
        request.filter(),
        request.key(),
        request.seed(),
        fitted,
        found.before().rows(),
        BinaryMetric.LOG_LOSS.of(found.before()).value(),
        BinaryMetric.LOG_LOSS.of(found.after()).value(),
        found.worse());
  }

  private static String pin(PinnedInput input) {
    return input.version().map(version -> "version " + version).orElse(input.digest());
  }

  // ---- the rows ------------------------------------------------------------------------------

  /** The table with its label in a column of doubles. */
  private static Dataset<Row> labelled(RecalibrateRequest request, Tables tables) {
    Dataset<Row> rows = tables.reader.read(tables.rows);
    if (tables.labels == null) {
      return rows.withColumn(LABEL, label(rows, request.table(), request.label()));
    }
    Dataset<Row> labels = tables.reader.read(tables.labels);
    for (String key : request.key()) {
      requireColumn(labels, request.labels(), key);
    }
    List<Column> columns =
        new ArrayList<>(request.key().stream().map(RecalibrateJob::column).toList());
    columns.add(label(labels, request.labels(), request.label()).as(LABEL));
    Dataset<Row> chosen = labels.select(columns.toArray(Column[]::new));
    requireUnique(chosen, request);
    return rows.join(chosen, request.key().toArray(String[]::new), "left");
  }

  private static void requireUnique(Dataset<Row> labels, RecalibrateRequest request) {
    List<Row> twice =
        labels
            .groupBy(request.key().stream().map(RecalibrateJob::column).toArray(Column[]::new))
            .count()
            .filter("count > 1")
            .takeAsList(1);
    if (!twice.isEmpty()) {
      Row row = twice.get(0);
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot join labels '%s': they have %s rows with %s %s. Give one label for each key."
              .formatted(
                  request.labels(),
                  row.get(row.length() - 1),
                  String.join(", ", request.key()),
                  row.toSeq().init().mkString(", ")));
    }
  }

  private static Column label(Dataset<Row> table, String name, String label) {
    requireColumn(table, name, label);
    Column column = column(label);
    DataType type = table.select(column).schema().fields()[0].dataType();
    if (type.equals(DataTypes.BooleanType)) {
      return column.cast(DataTypes.IntegerType).cast(DataTypes.DoubleType);
    }
    if (!(type instanceof NumericType)) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot recalibrate by labels in '%s': the column holds %s, and labels must be 0 or 1. Name a column of numbers or booleans."
              .formatted(label, type.catalogString()));
    }
    return column.cast(DataTypes.DoubleType);
  }

  private static void requireColumn(Dataset<Row> table, String name, String column) {
    List<String> columns = Arrays.asList(table.columns());
    if (columns.stream().noneMatch(column::equalsIgnoreCase)) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot find column '%s': '%s' has none of that name. Its columns are %s."
              .formatted(column, name, String.join(", ", columns)));
    }
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  private static ShapedInput shape(
      RecalibrateRequest request, PlannedModel model, Dataset<Row> rows, List<String> passThrough) {
    return InputShaper.shape(
        rows,
        new ShapeRequest(
            request.table(),
            request.key(),
            passThrough,
            request.filter(),
            "--filter",
            request.features(),
            List.of(model)));
  }

  private LabelledHalves gather(
      RecalibrateRequest request,
      PlannedModel model,
      Tables tables,
      ShapedInput input,
      ScoreTotals totals) {
    spark.sparkContext().register(totals, "assay scoring");
    String run =
        ScorePlanner.key(
            "recalibrate\n" + model.packageDigest() + "\n" + tables.rows.digest() + "\n" + request);
    RejectStaging staging = new RejectStaging(spark, request.registry(), run, 1);
    ScoreSpec spec =
        new ScoreSpec(
            List.of(model),
            input.shape().key().stream().map(dev.assay.plan.Column::name).toList(),
            List.of(LABEL),
            JobConfig.Device.CPU,
            RegistryModelLoader.of(spark),
            totals,
            staging.directory().toString(),
            ExecutorConfiguration.of(spark));
    try {
      Dataset<Row> scored =
          Scoring.score(input.rows(), spec)
              .select(unit(input, spec.key()), column(ScoreColumns.SCORE), column(LABEL));
      return LabelledHalves.gather(
          scored, model.manifest().cutoff(), request.seed(), request.label());
    } catch (RuntimeException e) {
      throw RunFailures.own(e)
          .or(() -> tables.reader.explain(tables.rows, e))
          .or(() -> RunFailures.known(e))
          .orElseGet(() -> RunFailures.unknown(e));
    } finally {
      staging.delete();
    }
  }

  /** What is hashed: one integer key as it is, others as text. */
  private static Column unit(ShapedInput input, List<String> key) {
    boolean integer =
        key.size() == 1
            && List.of("tinyint", "smallint", "int", "bigint")
                .contains(input.shape().key().get(0).type());
    return integer
        ? column(key.get(0)).cast(DataTypes.LongType)
        : functions.concat_ws(
            UNIT_SEPARATOR,
            key.stream()
                .map(name -> column(name).cast(DataTypes.StringType))
                .toArray(Column[]::new));
  }

  /** Rows to try the new version on: those whose hashes are the smallest. */
  private static Sample sample(RecalibrateRequest request, PlannedModel model, Tables tables) {
    Dataset<Row> rows = shape(request, model, tables.reader.read(tables.rows), List.of()).rows();
    List<String> features =
        model.manifest().tensors().stream()
            .flatMap(tensor -> tensor.features().stream())
            .map(feature -> feature.column())
            .distinct()
            .toList();
    Column[] key = request.key().stream().map(RecalibrateJob::column).toArray(Column[]::new);
    List<Row> chosen =
        rows.orderBy(functions.xxhash64(key))
            .limit(SAMPLE_ROWS)
            .select(features.stream().map(name -> column(name).as(name)).toArray(Column[]::new))
            .collectAsList();
    return new Sample(features, chosen.stream().map(RecalibrateJob::values).toList());
  }

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>(row.length());
    for (int i = 0; i < row.length(); i++) {
      boolean array = row.get(i) instanceof scala.collection.Seq;
      values.add(array ? row.getList(i) : row.get(i));
    }
    return values;
  }
}
