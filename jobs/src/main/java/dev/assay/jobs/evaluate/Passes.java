package dev.assay.jobs.evaluate;

import dev.assay.evaluation.EvaluatedRow;
import dev.assay.evaluation.FirstPass;
import dev.assay.evaluation.SecondPass;
import dev.assay.evaluation.SecondPlan;
import dev.assay.statistics.StateFormat;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * The two passes over labelled rows. The facts are shuffled once: the second pass reads what the
 * first pass's shuffle wrote, and neither scans a table nor scores a row again. States travel as
 * bytes, so no setting of Spark's serializer matters, and nothing is counted in accumulators, which
 * a stage that runs again would add up twice.
 */
public final class Passes {
  /** So many states are merged by the driver; more are merged by tasks first. */
  private static final int FEW = 8;

  private final JoinPlan plan;
  private final JavaRDD<InternalRow> facts;

  /** The passes over facts that {@link Facts#byKey} gives. */
  public Passes(JoinPlan plan, Dataset<Row> byKey) {
    this.plan = plan;
    this.facts = byKey.queryExecution().toRdd().toJavaRDD();
  }

  /**
   * What the first pass found.
   *
   * @param states of all rows that are compared
   * @param counts what became of all rows
   */
  public record First(FirstPass states, JoinCounts counts) {}

  /** Goes through the facts for the first time. */
  public First first() {
    return merged(facts.mapPartitions(new FirstTask(plan)), new FirstMerge(plan)).value();
  }

  /** Goes through the facts again. */
  public SecondPass second(SecondPlan second) {
    Broadcast<SecondPlan> shared =
        JavaSparkContext.fromSparkContext(facts.context()).broadcast(second);
    try {
      return merged(facts.mapPartitions(new SecondTask(plan, shared)), new SecondMerge(shared))
          .value();
    } finally {
      shared.destroy();
    }
  }

  /** Merges states that come as bytes. */
  private interface Merge<T> extends Serializable {
    Merged<T> none();

    Merged<T> read(byte[] bytes);
  }

  /** A state that others are merged into. */
  private interface Merged<T> {
    T value();

    void add(T other);

    byte[] toBytes();
  }

  private static <T> Merged<T> merged(JavaRDD<byte[]> states, Merge<T> merge) {
    JavaRDD<byte[]> few = states;
    if (states.getNumPartitions() > FEW) {
      JavaPairRDD<Integer, byte[]> numbered =
          states
              .mapPartitionsWithIndex(
                  (index, bytes) -> {
                    List<Tuple2<Integer, byte[]>> pairs = new java.util.ArrayList<>();
                    bytes.forEachRemaining(one -> pairs.add(new Tuple2<>(index, one)));
                    return pairs.iterator();
                  },
                  true)
              .mapToPair(pair -> pair);
      few =
          numbered
              .partitionBy(new org.apache.spark.HashPartitioner(FEW))
              .values()
              .mapPartitions(bytes -> List.of(all(bytes, merge).toBytes()).iterator());
    }
    return all(few.collect().iterator(), merge);
  }

  private static <T> Merged<T> all(Iterator<byte[]> states, Merge<T> merge) {
    Merged<T> all = states.hasNext() ? merge.read(states.next()) : merge.none();
    while (states.hasNext()) {
      all.add(merge.read(states.next()).value());
    }
    return all;
  }

  private record FirstMerge(JoinPlan plan) implements Merge<First> {
    @Override
    public Merged<First> none() {
      return new MergedFirst(
          new First(new FirstPass(plan.spec()), new JoinCounts(plan.spec().models().size())));
    }

    @Override
    public Merged<First> read(byte[] bytes) {
      return new MergedFirst(
          StateFormat.fromBytes(
              bytes,
              in -> {
                JoinCounts counts = JoinCounts.read(in);
                return new First(FirstPass.read(plan.spec(), in), counts);
              }));
    }
  }

  private record MergedFirst(First value) implements Merged<First> {
    @Override
    public void add(First other) {
      value.states().merge(other.states());
      value.counts().merge(other.counts());
    }

    @Override
    public byte[] toBytes() {
      return StateFormat.toBytes(
          out -> {
            value.counts().write(out);
            value.states().write(out);
          });
    }
  }

  private record SecondMerge(Broadcast<SecondPlan> plan) implements Merge<SecondPass> {
    @Override
    public Merged<SecondPass> none() {
      return new MergedSecond(new SecondPass(plan.value()));
    }

    @Override
    public Merged<SecondPass> read(byte[] bytes) {
      return new MergedSecond(SecondPass.fromBytes(plan.value(), bytes));
    }
  }

  private record MergedSecond(SecondPass value) implements Merged<SecondPass> {
    @Override
    public void add(SecondPass other) {
      value.merge(other);
    }

    @Override
    public byte[] toBytes() {
      return value.toBytes();
    }
  }

  private record FirstTask(JoinPlan plan)
      implements FlatMapFunction<Iterator<InternalRow>, byte[]> {
    @Override
    public Iterator<byte[]> call(Iterator<InternalRow> rows) {
      FirstPass pass = new FirstPass(plan.spec());
      JoinCounts counts = new JoinCounts(plan.spec().models().size());
      RowSink sink =
          new RowSink() {
            @Override
            public int slice(int slicer, String value) {
              return pass.slice(slicer, value);
            }

            @Override
            public int feature(int feature, String value) {
              return pass.feature(feature, value);
            }

            @Override
            public void add(EvaluatedRow row) {
              pass.add(row);
            }
          };
      new LabelledRows(plan, sink, counts).takeAll(rows);
      return List.of(new MergedFirst(new First(pass, counts)).toBytes()).iterator();
    }
  }

  private record SecondTask(JoinPlan plan, Broadcast<SecondPlan> shared)
      implements FlatMapFunction<Iterator<InternalRow>, byte[]> {
    @Override
    public Iterator<byte[]> call(Iterator<InternalRow> rows) {
      SecondPlan second = shared.value();
      SecondPass pass = new SecondPass(second);
      RowSink sink =
          new RowSink() {
            @Override
            public int slice(int slicer, String value) {
              return second.slice(slicer, value);
            }

            @Override
            public int feature(int feature, String value) {
              return second.feature(feature, value);
            }

            @Override
            public void add(EvaluatedRow row) {
              pass.add(row);
            }
          };
      JoinCounts counts = new JoinCounts(plan.spec().models().size());
      new LabelledRows(plan, sink, counts).takeAll(rows);
      return List.of(pass.toBytes()).iterator();
    }
  }
}
