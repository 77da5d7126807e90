package dev.assay.jobs.score;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ExecutionDevice;
import dev.assay.plan.PlannedModel;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Scores a Dataset with several models in one pass. */
public final class Scoring {
  private Scoring() {}

  /**
   * The scored rows: for each input row and each model that can score it one row of key columns,
   * score, label, scores, features_hash, pass-through columns, model and version. Rows that a model
   * cannot score are left out, kept in files under the spec's reject directory, and counted in its
   * totals, which must be registered with the Spark context. Where a row rule tags, each row also
   * has the ids of those that it breaks in a column failed_rules.
   *
   * @param input key, pass-through and feature columns, those that row rules look at, and no others
   * @throws AssayException CONFIG when the session does not know the operator
   */
  public static Dataset<Row> score(Dataset<Row> input, ScoreSpec spec) {
    return scoreAll(input, spec)
        .filter(functions.col(ScoreColumns.ACCEPTED))
        .drop(ScoreColumns.ACCEPTED);
  }

  /**
   * The same with the rows that a model cannot score, which {@link ScoreColumns#ACCEPTED} tells
   * apart: for each input row one row of each model. What stands in the other columns of such rows
   * means nothing.
   */
  public static Dataset<Row> scoreAll(Dataset<Row> input, ScoreSpec spec) {
    SparkSession session = input.sparkSession();
    requireExtension(session);
    LogicalPlan child = input.queryExecution().analyzed();
    InputSchema schema = InputSchema.of(child.output());
    requireFit(spec, schema.columns());
    List<Attribute> columns = Scalas.list(child.output());
    List<Attribute> passed = new ArrayList<>();
    for (String name : passedNames(spec)) {
      passed.add(columns.get(schema.ordinal(name)));
    }
    List<Attribute> produced = new ArrayList<>();
    for (StructField field : ScoreColumns.produced(spec.gate().tags())) {
      produced.add(
          new AttributeReference(
              field.name(),
              field.dataType(),
              field.nullable(),
              field.metadata(),
              NamedExpression$.MODULE$.newExprId(),
              Scalas.seq(List.<String>of())));
    }
    ScoreNode node = new ScoreNode(child, Scalas.seq(passed), Scalas.seq(produced), spec);
    return Dataset.ofRows(session, node);
  }

  /**
   * Loads and verifies models in this JVM, before a job is started: a damaged model is found here
   * and not by every executor. On a local master the tasks use the same sessions.
   */
  public static void verify(List<PlannedModel> models, ModelLoader loader) {
    for (PlannedModel model : models) {
      ExecutorModels.prepare(model, ExecutionDevice.CPU, loader);
    }
  }

  private static List<String> passedNames(ScoreSpec spec) {
    List<String> names = new ArrayList<>(spec.key());
    names.addAll(spec.passThrough());
    return names;
  }

  /** The columns of the reject files of a run over such an input. */
  public static StructType rejectSchema(ScoreSpec spec, StructType input) {
    return RejectFile.lineSchema(spec.key(), input);
  }

  /** Rules find their columns by ordinal, and report into totals that know them. */
  private static void requireFit(ScoreSpec spec, StructType columns) {
    if (!spec.gate().fits(columns) || !spec.gate().ids().equals(spec.totals().rules())) {
      throw new IllegalArgumentException(
          "the row rules " + spec.gate() + " were compiled for other columns or totals");
    }
  }

  private static void requireExtension(SparkSession session) {
    String extensions = session.conf().get("spark.sql.extensions", "");
    if (!extensions.contains(AssayExtensions.class.getName())) {
      throw new AssayException(
          ErrorCode.CONFIG,
          "Cannot plan the scoring operator: the Spark session does not know it. Start it with --conf spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension,"
              + AssayExtensions.class.getName()
              + ".");
    }
  }
}
