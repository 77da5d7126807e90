package dev.assay.jobs.score;

import dev.assay.model.Decision;
import dev.assay.model.Manifest;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;

/** One model's output columns, in the order of {@link ScoreColumns}; reused from batch to batch. */
final class ScoreVectors implements AutoCloseable {
  private final Decision decision;
  private final ClassNames classNames;
  private final int outputs;
  private final int capacity;
  private final WritableColumnVector score;
  private final WritableColumnVector label;
  private final WritableColumnVector scores;
  private final WritableColumnVector hash;
  private final ConstantColumnVector model;
  private final ConstantColumnVector version;
  private final WritableColumnVector accepted;
  private final WritableColumnVector labelIds;
  private float[] floats = new float[0];
  private boolean allAccepted;
  private boolean anyUndecided;

  ScoreVectors(Manifest manifest, Decision decision, int outputs, int capacity) {
    this.decision = decision;
    this.outputs = outputs;
    this.capacity = capacity;
    this.classNames = new ClassNames(classNames(manifest));
    this.score = new OnHeapColumnVector(capacity, DataTypes.DoubleType);
    this.label = new OnHeapColumnVector(capacity, DataTypes.StringType);
    this.scores = new OnHeapColumnVector(capacity, ScoreColumns.FLOATS);
    this.hash = new OnHeapColumnVector(capacity, DataTypes.LongType);
    this.model = constant(manifest.name());
    this.version = constant(manifest.version());
    this.accepted = new OnHeapColumnVector(capacity, DataTypes.BooleanType);
    if (!decision.hasScore()) {
      score.putNulls(0, capacity);
    }
    if (!decision.hasScores()) {
      scores.putNulls(0, capacity);
    }
    if (decision.hasLabel()) {
      this.labelIds = label.reserveDictionaryIds(capacity);
      label.setDictionary(classNames);
    } else {
      this.labelIds = null;
      label.putNulls(0, capacity);
    }
    acceptAll();
  }

  private static List<String> classNames(Manifest manifest) {
    return manifest.classes().isEmpty() ? List.of("0", "1") : manifest.classes();
  }

  private ConstantColumnVector constant(String text) {
    ConstantColumnVector vector = new ConstantColumnVector(capacity, DataTypes.StringType);
    vector.setUtf8String(UTF8String.fromString(text));
    return vector;
  }

  int capacity() {
    return capacity;
  }

  private void acceptAll() {
    for (int i = 0; i < capacity; i++) {
      accepted.putBoolean(i, true);
    }
    allAccepted = true;
  }

  /** Takes over one batch's results; {@code rejected} is looked at only when any row is. */
  void put(
      int rows,
      double[] raw,
      double[] rowScores,
      int[] classes,
      long[] hashes,
      boolean[] rejected,
      boolean anyRejected) {
    hash.putLongs(0, rows, hashes, 0);
    if (decision.hasScore()) {
      score.putDoubles(0, rows, rowScores, 0);
    }
    if (decision.hasLabel()) {
      putLabels(rows, classes);
    }
    if (decision.hasScores()) {
      putScores(rows, raw);
    }
    if (anyRejected) {
      for (int i = 0; i < rows; i++) {
        accepted.putBoolean(i, !rejected[i]);
      }
      allAccepted = false;
    } else if (!allAccepted) {
      acceptAll();
    }
  }

  /** A row whose score is not a number has no label. */
  private void putLabels(int rows, int[] classes) {
    labelIds.putInts(0, rows, classes, 0);
    if (anyUndecided) {
      label.putNotNulls(0, capacity);
    }
    int sign = 0;
    for (int i = 0; i < rows; i++) {
      sign |= classes[i];
    }
    anyUndecided = sign < 0;
    if (anyUndecided) {
      for (int i = 0; i < rows; i++) {
        if (classes[i] == Decision.UNDECIDED) {
          label.putNull(i);
        }
      }
    }
  }

  private void putScores(int rows, double[] raw) {
    int elements = rows * outputs;
    if (floats.length < elements) {
      floats = new float[capacity * outputs];
    }
    for (int i = 0; i < elements; i++) {
      floats[i] = (float) raw[i];
    }
    WritableColumnVector data = scores.arrayData();
    data.reserve(elements);
    data.putFloats(0, elements, floats, 0);
    for (int i = 0; i < rows; i++) {
      scores.putArray(i, i * outputs, outputs);
    }
  }

  /** Puts the columns behind the pass-through ones. */
  void appendTo(ColumnVector[] columns, int from) {
    columns[from] = score;
    columns[from + 1] = label;
    columns[from + 2] = scores;
    columns[from + 3] = hash;
    columns[from + 4] = model;
    columns[from + 5] = version;
    columns[from + 6] = accepted;
  }

  @Override
  public void close() {
    score.close();
    label.close();
    scores.close();
    hash.close();
    model.close();
    version.close();
    accepted.close();
  }
}
