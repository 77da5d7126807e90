package dev.assay.jobs.score;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Option;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * The physical operator. It takes and gives columnar batches: where the child has rows only, Spark
 * puts {@code RowToColumnar} under it, and {@code ColumnarToRow} above it, so there is one scoring
 * path. For each input batch it gives one output batch for each model; key and pass-through vectors
 * are the child's own, untouched.
 */
public final class ScoreExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final SparkPlan child;
  private final Seq<Attribute> input;
  private final Seq<Attribute> passed;
  private final Seq<Attribute> produced;
  private final transient ScoreSpec spec;
  private transient ScoreMetrics metrics;

  /** Public because Catalyst copies nodes through their constructor. */
  public ScoreExec(
      SparkPlan child,
      Seq<Attribute> input,
      Seq<Attribute> passed,
      Seq<Attribute> produced,
      ScoreSpec spec) {
    this.child = child;
    this.input = input;
    this.passed = passed;
    this.produced = produced;
    this.spec = spec;
  }

  @Override
  public boolean supportsColumnar() {
    return true;
  }

  @Override
  public Seq<Attribute> output() {
    List<Attribute> all = new ArrayList<>(Scalas.list(passed));
    all.addAll(Scalas.list(produced));
    return Scalas.seq(all);
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet.apply(Scalas.<Expression>seq(Scalas.list(produced)));
  }

  @Override
  public Partitioning outputPartitioning() {
    return new UnknownPartitioning(child.outputPartitioning().numPartitions());
  }

  @Override
  public Seq<SparkPlan> children() {
    return Scalas.seq(List.of(child));
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new ScoreExec(children.apply(0), input, passed, produced, spec);
  }

  SparkPlan child() {
    return child;
  }

  /** The child may have more columns, in another order. */
  @Override
  public AttributeSet references() {
    return AttributeSet.apply(Scalas.<Expression>seq(Scalas.list(input)));
  }

  /**
   * Tells code generation above us the classes of our vectors, so that it can call them directly.
   */
  @Override
  public Option<Seq<String>> vectorTypes() {
    Option<Seq<String>> below = child.vectorTypes();
    if (below.isEmpty()) {
      return Option.empty();
    }
    List<String> childTypes = Scalas.list(below.get());
    List<String> types = new ArrayList<>();
    for (int ordinal : ordinals(passed, child.output())) {
      types.add(childTypes.get(ordinal));
    }
    for (Attribute attribute : Scalas.list(produced)) {
      boolean constant =
          attribute.name().equals(ScoreColumns.MODEL)
              || attribute.name().equals(ScoreColumns.VERSION);
      types.add(
          constant ? ConstantColumnVector.class.getName() : OnHeapColumnVector.class.getName());
    }
    return Option.apply(Scalas.seq(types));
  }

  private static int[] ordinals(Seq<Attribute> wanted, Seq<Attribute> among) {
    List<Attribute> columns = Scalas.list(among);
    return Scalas.list(wanted).stream().mapToInt(column -> ordinal(columns, column)).toArray();
  }

  private static int ordinal(List<Attribute> columns, Attribute wanted) {
    for (int j = 0; j < columns.size(); j++) {
      if (columns.get(j).exprId().equals(wanted.exprId())) {
        return j;
      }
    }
    throw new IllegalStateException("no " + wanted + " in " + columns);
  }

  @Override
  public scala.collection.immutable.Map<String, SQLMetric> metrics() {
    return scoreMetrics().asScala();
  }

  private synchronized ScoreMetrics scoreMetrics() {
    if (metrics == null) {
      metrics = ScoreMetrics.create(sparkContext(), spec.models());
    }
    return metrics;
  }

  @Override
  public RDD<ColumnarBatch> doExecuteColumnar() {
    BatchFunction function =
        new BatchFunction(
            spec,
            InputSchema.of(input),
            ordinals(input, child.output()),
            ordinals(passed, input),
            scoreMetrics());
    return child.executeColumnar().toJavaRDD().mapPartitions(function).rdd();
  }

  @Override
  public RDD<InternalRow> doExecute() {
    return new ColumnarToRowExec(this).execute();
  }

  private record BatchFunction(
      ScoreSpec spec,
      InputSchema schema,
      @SuppressWarnings("ArrayRecordComponent") int[] columns,
      @SuppressWarnings("ArrayRecordComponent") int[] passed,
      ScoreMetrics metrics)
      implements FlatMapFunction<Iterator<ColumnarBatch>, ColumnarBatch> {
    @Override
    public Iterator<ColumnarBatch> call(Iterator<ColumnarBatch> batches) {
      return ScoringTask.open(batches, spec, schema, columns, passed, metrics);
    }
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> child;
      case 1 -> input;
      case 2 -> passed;
      case 3 -> produced;
      case 4 -> spec;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ScoreExec;
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof ScoreExec that
            && child.equals(that.child)
            && input.equals(that.input)
            && passed.equals(that.passed)
            && produced.equals(that.produced)
            && java.util.Objects.equals(spec, that.spec));
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(child, input, passed, produced);
  }
}
