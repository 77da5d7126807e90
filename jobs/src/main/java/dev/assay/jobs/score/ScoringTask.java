package dev.assay.jobs.score;

import dev.assay.model.ExecutionDevice;
import dev.assay.model.Feature;
import dev.assay.model.RejectReason;
import dev.assay.model.TensorSpec;
import dev.assay.plan.PlannedModel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;
import org.apache.spark.util.TaskFailureListener;

/**
 * Scores the batches of one task. The output batches are never closed: key and pass-through vectors
 * belong to the reader below, the others are reused.
 */
final class ScoringTask implements Iterator<ColumnarBatch>, AutoCloseable {
  private final Iterator<ColumnarBatch> batches;
  private final TaskContext task;
  private final ScoreSpec spec;
  private final int[] columns;
  private final int[] passed;
  private final int[] keys;
  private final ScoreMetrics metrics;
  private final Map<Feature, FeatureReader> readers = new LinkedHashMap<>();
  private final Map<FeatureReader, Integer> ordinals = new LinkedHashMap<>();
  private final Map<List<TensorSpec>, FeatureGroup> groups = new LinkedHashMap<>();
  private final List<ExecutorModels.Lease> leases = new ArrayList<>();
  private final List<ExecutorModels.Lease> reported = new ArrayList<>();
  private final ModelTask[] models;
  private final FeatureGroup[] groupOfModel;
  private final RejectFile rejects;
  private final ScoreTotals.Task totals;
  private final GateTask gate;
  private final RuleTags tags;
  private ColumnarBatch current;
  private int nextModel;
  private boolean finished;

  private ScoringTask(
      Iterator<ColumnarBatch> batches,
      ScoreSpec spec,
      InputSchema schema,
      int[] columns,
      int[] passed,
      ScoreMetrics metrics,
      TaskContext task) {
    this.batches = batches;
    this.task = task;
    this.columns = columns;
    this.spec = spec;
    this.passed = passed;
    this.keys = spec.key().stream().mapToInt(schema::ordinal).toArray();
    this.metrics = metrics;
    this.models = new ModelTask[spec.models().size()];
    this.groupOfModel = new FeatureGroup[models.length];
    this.nextModel = models.length;
    this.rejects = new RejectFile(spec, schema, task);
    this.totals = new ScoreTotals.Task(models.length, spec.gate().ids());
    this.gate = spec.gate().isEmpty() ? null : gate(schema);
    this.tags = spec.gate().tags() ? new RuleTags() : null;
  }

  private GateTask gate(InputSchema schema) {
    return new GateTask(spec.gate(), schema.keyText(spec.key()), totals.ruleTotals());
  }

  /**
   * Opens the models and returns the scored batches; everything is freed when the task ends.
   *
   * @param columns where each column of the schema stands in the batches
   * @param passed which columns of the schema go to the output
   */
  static Iterator<ColumnarBatch> open(
      Iterator<ColumnarBatch> batches,
      ScoreSpec spec,
      InputSchema schema,
      int[] columns,
      int[] passed,
      ScoreMetrics metrics) {
    TaskContext task = TaskContext.get();
    ScoringTask scoring = new ScoringTask(batches, spec, schema, columns, passed, metrics, task);
    task.addTaskCompletionListener((TaskCompletionListener) context -> scoring.close());
    task.addTaskFailureListener((TaskFailureListener) (context, error) -> scoring.failed());
    scoring.openModels(schema, task);
    return scoring;
  }

  private void openModels(InputSchema schema, TaskContext task) {
    ExecutionDevice device = Devices.of(spec.device(), task);
    for (int m = 0; m < models.length; m++) {
      PlannedModel planned = spec.models().get(m);
      ExecutorModels.Lease lease = ExecutorModels.acquire(planned, device, spec.loader());
      leases.add(lease);
      List<TensorSpec> tensors = planned.manifest().tensors();
      FeatureGroup group = groups.computeIfAbsent(tensors, key -> group(key, schema));
      models[m] = new ModelTask(planned, lease.ready().model().newScorer(group.scratch()));
      group.add(models[m]);
      groupOfModel[m] = group;
    }
  }

  private FeatureGroup group(List<TensorSpec> tensors, InputSchema schema) {
    List<FeatureReader> list = new ArrayList<>();
    for (Feature feature : FeatureGroup.features(tensors)) {
      list.add(readers.computeIfAbsent(feature, f -> reader(f, schema)));
    }
    return new FeatureGroup(tensors, list);
  }

  private FeatureReader reader(Feature feature, InputSchema schema) {
    int ordinal = schema.ordinal(feature.column());
    FeatureReader reader = FeatureReader.of(feature, schema.columns().fields()[ordinal].dataType());
    ordinals.put(reader, ordinal);
    return reader;
  }

  @Override
  public boolean hasNext() {
    while (nextModel == models.length) {
      task.killTaskIfInterrupted(); // not every child looks
      if (!batches.hasNext()) {
        finish();
        return false;
      }
      current = inOrder(batches.next());
      if (current.numRows() > 0) {
        score(current);
        nextModel = 0;
      }
    }
    return true;
  }

  @Override
  public ColumnarBatch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int own = passed.length + ScoreColumns.PRODUCED;
    ColumnVector[] vectors = new ColumnVector[tags == null ? own : own + 1];
    for (int i = 0; i < passed.length; i++) {
      vectors[i] = current.column(passed[i]);
    }
    models[nextModel++].appendTo(vectors, passed.length);
    if (tags != null) {
      vectors[own] = tags.vector();
    }
    return new ColumnarBatch(vectors, current.numRows());
  }

  private ColumnarBatch inOrder(ColumnarBatch batch) {
    ColumnVector[] vectors = new ColumnVector[columns.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = batch.column(columns[i]);
    }
    return new ColumnarBatch(vectors, batch.numRows());
  }

  private void score(ColumnarBatch batch) {
    int rows = batch.numRows();
    totals.rows(rows);
    metrics.rowsIn().add(rows);
    metrics.batches().add(1);
    countNullKeys(batch, rows);
    ordinals.forEach((reader, ordinal) -> reader.read(batch.column(ordinal), rows));
    boolean[] held = judged(batch);
    for (FeatureGroup group : groups.values()) {
      group.score(rows, held);
    }
    for (int m = 0; m < models.length; m++) {
      long rejected = groupOfModel[m].anyRejected() ? keepRejected(batch, m) : 0;
      totals.model(m).rows(rows - rejected, rejected);
      metrics.models().get(m).scored().add(rows - rejected);
      metrics.models().get(m).rejected().add(rejected);
    }
  }

  /** The rows that rules keep from all models; null for none. */
  private boolean[] judged(ColumnarBatch batch) {
    if (gate == null) {
      return null;
    }
    gate.judge(batch);
    if (tags != null) {
      tags.put(gate, batch.numRows());
    }
    return gate.held();
  }

  private void countNullKeys(ColumnarBatch batch, int rows) {
    boolean any = false;
    for (int key : keys) {
      any |= batch.column(key).hasNull();
    }
    for (int i = 0; any && i < rows; i++) {
      for (int k = 0; k < keys.length; k++) {
        if (batch.column(keys[k]).isNullAt(i)) {
          totals.nullKey(spec.key().get(k), 1);
          break;
        }
      }
    }
  }

  private long keepRejected(ColumnarBatch batch, int m) {
    FeatureGroup group = groupOfModel[m];
    long rejected = 0;
    for (int i = 0; i < batch.numRows(); i++) {
      if (group.rejected(i)) {
        rejected++;
        boolean held = gate != null && gate.held(i);
        List<String> rules = held ? gate.holding(i) : List.of();
        if (spec.rejectDirectory() != null) {
          rejects.write(batch.getRow(i), spec.models().get(m), group.readers(), i, rules);
        }
        int bits = held ? RejectReason.QUALITY_RULE.bit() : 0;
        for (FeatureReader reader : group.readers()) {
          bits |= reader.reasons(i);
        }
        for (RejectReason reason : RejectReason.of(bits)) {
          totals.model(m).reason(reason, 1);
        }
      }
    }
    return rejected;
  }

  /** The task has seen all its rows: its counts and its reject file count. */
  private void finish() {
    if (finished) {
      return;
    }
    finished = true;
    for (int m = 0; m < models.length; m++) {
      ExecutorModels.Lease lease = leases.get(m);
      boolean reportsBuild = lease.reportsBuild();
      if (reportsBuild) {
        reported.add(lease);
      }
      totals.model(m).ready(lease.ready(), reportsBuild);
      totals.model(m).runtime(models[m].runtimeNanos());
      metrics.models().get(m).runtime().add(models[m].runtimeNanos());
      if (reportsBuild) {
        metrics.models().get(m).build().add(lease.ready().model().buildNanos());
      }
    }
    if (gate != null) {
      totals.quarantined(gate.finish());
    }
    totals.finished(rejects.finish());
    spec.totals().add(totals);
  }

  private void failed() {
    reported.forEach(ExecutorModels.Lease::takeBackReport);
    reported.clear();
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>();
    all.add(rejects);
    all.addAll(groups.values());
    all.addAll(leases);
    if (tags != null) {
      all.add(tags);
    }
    Closing.all(all);
  }
}
