package dev.assay.jobs.score;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * The rules that tag each row, as one vector for all models; null where none does. Rows that break
 * the same rules share their array, and a batch without such rows is not written at all.
 */
final class RuleTags implements AutoCloseable {
  private final Map<List<String>, Integer> offsets = new HashMap<>();
  private WritableColumnVector vector;
  private int capacity;
  private int elements;
  private boolean empty;

  /** Takes over the verdicts on one batch. */
  void put(GateTask gate, int rows) {
    if (vector == null || capacity < rows) {
      close();
      capacity = rows;
      vector = new OnHeapColumnVector(rows, ScoreColumns.STRINGS);
      vector.putNulls(0, rows);
      empty = true;
    }
    if (!empty) {
      clear();
    }
    if (gate.anyTagged()) {
      fill(gate, rows);
      empty = false;
    }
  }

  private void clear() {
    vector.reset();
    vector.putNulls(0, capacity);
    offsets.clear();
    elements = 0;
    empty = true;
  }

  private void fill(GateTask gate, int rows) {
    int last = -1;
    for (int i = 0; i < rows; i++) {
      if (!gate.tagged(i)) {
        continue;
      }
      vector.putNotNull(i);
      if (last >= 0 && gate.taggedAlike(i, last)) {
        vector.putArray(i, vector.getArrayOffset(last), vector.getArrayLength(last));
      } else {
        List<String> ids = gate.tags(i);
        vector.putArray(i, offsets.computeIfAbsent(ids, this::append), ids.size());
      }
      last = i;
    }
  }

  private int append(List<String> ids) {
    int offset = elements;
    WritableColumnVector texts = vector.arrayData();
    texts.reserve(offset + ids.size());
    for (String id : ids) {
      texts.putByteArray(elements++, id.getBytes(StandardCharsets.UTF_8));
    }
    return offset;
  }

  ColumnVector vector() {
    return vector;
  }

  @Override
  public void close() {
    if (vector != null) {
      vector.close();
      vector = null;
    }
    offsets.clear();
    elements = 0;
  }
}
