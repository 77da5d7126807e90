package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.CalibrationGroups;
import dev.assay.statistics.ExactSum;
import dev.assay.statistics.MulticlassState;
import dev.assay.statistics.OperatingPoint;
import dev.assay.statistics.RegressionState;
import dev.assay.statistics.ScoreBins;
import dev.assay.statistics.ScoreEdges;
import dev.assay.statistics.ScoreTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What is kept of the rows of a slice for each model: the state of the models' task. */
final class ModelStates {
  /** Bins of the whole; of so many, the bounds of most figures are below 0.001. */
  private static final int WHOLE_CAPACITY = 16_384;

  private static final int SLICE_CAPACITY = ScoreBins.LEAST_CAPACITY;

  private final EvaluationSpec spec;
  private final boolean whole;
  private final ScoreBins[] bins;
  private final MulticlassState[] classes;
  private final RegressionState[] regressions;
  private final ExactSum weight;
  private final ExactSum absoluteAmount; // of the whole, where costs depend on amounts
  private final ScoreEdges[] edges;
  private Waiting waiting;
  private long rows;
  private long positives;
  private Cache cache;

  /** What figures ask for again, until a row is added. */
  private static final class Cache {
    private final Map<Integer, ScoreTable> tables = new HashMap<>();
    private final Map<PointKey, OperatingPoint> points = new HashMap<>();
  }

  /**
   * Rows of binary models that are not yet in the bins. All bins together are larger than the
   * processor's nearer caches, so that adding many rows to one model's bins in one slice is several
   * times as fast as adding each row everywhere.
   */
  private static final class Waiting {
    private static final int LEAST_ROOM = 64;
    private static final int MOST_ROOM = 1024;

    private final ScoreEdges.Batch[] batches;
    private final boolean weighted;
    private final boolean valued;
    private double[] weights = new double[0];
    private double[] amounts = new double[0];
    private int room = LEAST_ROOM;
    private int size;

    Waiting(ScoreEdges[] edges, boolean weighted, boolean valued) {
      this.weighted = weighted;
      this.valued = valued;
      batches = new ScoreEdges.Batch[edges.length];
      for (int model = 0; model < edges.length; model++) {
        batches[model] = new ScoreEdges.Batch(edges[model]);
      }
    }

    void add(EvaluatedRow row) {
      if (weighted) {
        if (size == weights.length) {
          weights = Arrays.copyOf(weights, room);
        }
        weights[size] = row.weight();
      }
      if (valued) {
        if (size == amounts.length) {
          amounts = Arrays.copyOf(amounts, room);
        }
        amounts[size] = row.weight() * row.amount();
      }
      boolean positive = row.positive();
      for (int model = 0; model < batches.length; model++) {
        batches[model].add(row.place(model), positive);
      }
      size++;
    }

    boolean full() {
      return size == room;
    }

    void settle(ScoreBins[] bins) {
      for (int model = 0; model < bins.length; model++) {
        if (valued) {
          bins[model].add(batches[model], weighted ? weights : null, amounts);
        } else if (weighted) {
          bins[model].add(batches[model], weights);
        } else {
          bins[model].add(batches[model]);
        }
        batches[model].clear();
      }
      room = Math.min(MOST_ROOM, size == room ? 2 * room : room);
      size = 0;
    }
  }

  private record PointKey(int model, double cutoff) {}

  /** No rows yet. */
  ModelStates(EvaluationSpec spec, boolean whole) {
    this.spec = spec;
    this.whole = whole;
    int models = spec.models().size();
    bins = new ScoreBins[spec.task() == Task.BINARY ? models : 0];
    classes = new MulticlassState[spec.task() == Task.MULTICLASS ? models : 0];
    regressions = new RegressionState[spec.task() == Task.REGRESSION ? models : 0];
    weight = spec.weighted() ? new ExactSum() : null;
    boolean valued = whole && spec.points().costsOfAmounts();
    absoluteAmount = valued ? new ExactSum() : null;
    edges = new ScoreEdges[bins.length];
    int capacity = whole ? WHOLE_CAPACITY : SLICE_CAPACITY;
    for (int model = 0; model < models; model++) {
      switch (spec.task()) {
        case BINARY -> {
          edges[model] = edges(spec, model);
          bins[model] = new ScoreBins(capacity, spec.weighted(), valued, edges[model]);
        }
        case MULTICLASS ->
            classes[model] = new MulticlassState(spec.classes().size(), capacity, spec.weighted());
        case REGRESSION -> regressions[model] = new RegressionState(capacity, spec.weighted());
        case MULTI_OUTPUT, EMBEDDING ->
            throw new IllegalArgumentException("There are no figures of " + spec.task());
      }
    }
  }

  /** The cutoffs at which the counts of a binary model are exact. */
  static ScoreEdges edges(EvaluationSpec spec, int model) {
    double[] edges =
        Stream.of(
                CalibrationGroups.equalWidthEdges(CalibrationGroups.USUAL),
                CalibrationGroups.equalWidthEdges(spec.calibration().groups()),
                spec.calibration().grades().stream().mapToDouble(Double::doubleValue).toArray(),
                new double[] {spec.models().get(model).cutoff()})
            .flatMapToDouble(DoubleStream::of)
            .toArray();
    return new ScoreEdges(edges);
  }

  /** Adds a row. */
  void add(EvaluatedRow row) {
    rows++;
    cache = null;
    if (weight != null) {
      ScoreBins.checkWeight(row.weight());
      weight.add(row.weight());
    }
    switch (spec.task()) {
      case BINARY -> addBinary(row);
      case MULTICLASS -> addMulticlass(row);
      default -> addRegression(row);
    }
  }

  private void addBinary(EvaluatedRow row) {
    positives += row.positive() ? 1 : 0;
    if (absoluteAmount != null) {
      absoluteAmount.add(Math.abs(row.weight() * row.amount()));
    }
    if (waiting == null) {
      waiting = new Waiting(edges, weight != null, absoluteAmount != null);
    }
    waiting.add(row);
    if (waiting.full()) {
      waiting.settle(bins);
    }
  }

  private void settle() {
    if (waiting != null) {
      waiting.settle(bins);
      waiting = null;
    }
  }

  private void addMulticlass(EvaluatedRow row) {
    int label = (int) row.label();
    for (int model = 0; model < classes.length; model++) {
      classes[model].add(row.probabilities()[model], 0, label, row.weight());
    }
  }

  private void addRegression(EvaluatedRow row) {
    for (int model = 0; model < regressions.length; model++) {
      if (weight == null) {
        regressions[model].add(row.label(), row.scores()[model]);
      } else {
        regressions[model].add(row.label(), row.scores()[model], row.weight());
      }
    }
  }

  /** Adds the rows of another state of the same evaluation. */
  void merge(ModelStates other) {
    settle();
    other.settle();
    rows += other.rows;
    positives += other.positives;
    cache = null;
    if (weight != null) {
      weight.merge(other.weight);
    }
    if (absoluteAmount != null) {
      absoluteAmount.merge(other.absoluteAmount);
    }
    for (int model = 0; model < bins.length; model++) {
      bins[model].merge(other.bins[model]);
    }
    for (int model = 0; model < classes.length; model++) {
      classes[model].merge(other.classes[model]);
    }
    for (int model = 0; model < regressions.length; model++) {
      regressions[model].merge(other.regressions[model]);
    }
  }

  /** Number of rows. */
  long rows() {
    return rows;
  }

  /** Sum of their weights; their number without weights. */
  double weight() {
    return weight == null ? rows : weight.toDouble();
  }

  /** Sum of the amounts without their signs, each times its weight; of the whole. */
  double absoluteAmount() {
    return absoluteAmount.toDouble();
  }

  /** Number of rows with label 1, of binary models. */
  long positives() {
    return positives;
  }

  /**
   * The scores of a binary model by class. Kept for the whole; made for slices each time, since
   * there may be many.
   */
  ScoreTable table(int model) {
    settle();
    if (!whole) {
      return bins[model].table();
    }
    return cache().tables.computeIfAbsent(model, m -> bins[m].table());
  }

  /** What happens at a cutoff of a binary model; kept until a row is added. */
  OperatingPoint at(int model, double cutoff) {
    return at(model, cutoff, null);
  }

  /** The same by a table that the caller has already. */
  OperatingPoint at(int model, double cutoff, ScoreTable table) {
    return cache()
        .points
        .computeIfAbsent(
            new PointKey(model, cutoff),
            key -> OperatingPoint.atCutoff(table == null ? table(model) : table, cutoff));
  }

  private Cache cache() {
    cache = cache == null ? new Cache() : cache;
    return cache;
  }

  /** The state of a multiclass model. */
  MulticlassState multiclass(int model) {
    return classes[model];
  }

  /** The state of a regression model. */
  RegressionState regression(int model) {
    return regressions[model];
  }

  /** Writes the state; equal states have equal bytes. */
  void write(DataOutput out) throws IOException {
    settle();
    out.writeLong(rows);
    out.writeLong(positives);
    if (weight != null) {
      weight.write(out);
    }
    if (absoluteAmount != null) {
      absoluteAmount.write(out);
    }
    for (ScoreBins state : bins) {
      state.write(out);
    }
    for (MulticlassState state : classes) {
      state.write(out);
    }
    for (RegressionState state : regressions) {
      state.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  static ModelStates read(EvaluationSpec spec, boolean whole, DataInput in) throws IOException {
    ModelStates states = new ModelStates(spec, whole);
    states.rows = in.readLong();
    states.positives = in.readLong();
    if (states.weight != null) {
      states.weight.merge(ExactSum.read(in));
    }
    if (states.absoluteAmount != null) {
      states.absoluteAmount.merge(ExactSum.read(in));
    }
    for (int model = 0; model < states.bins.length; model++) {
      states.bins[model] = ScoreBins.read(in);
    }
    for (int model = 0; model < states.classes.length; model++) {
      states.classes[model] = MulticlassState.read(in);
    }
    for (int model = 0; model < states.regressions.length; model++) {
      states.regressions[model] = RegressionState.read(in);
    }
    return states;
  }
}
