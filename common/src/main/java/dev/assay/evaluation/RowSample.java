package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Of the rows that it is offered those with the least lots, up to a number, and how many there
 * were.
 */
final class RowSample {
  private final int most;
  private final PriorityQueue<SampledRow> rows = new PriorityQueue<>(Comparator.reverseOrder());
  private long all;

  /**
   * No rows yet.
   *
   * @param most so many are kept, 1 or more
   */
  RowSample(int most) {
    this.most = most;
  }

  /** Counts a row; whether it may be among those kept, by its lot. */
  boolean count(long lot) {
    all++;
    return rows.size() < most || lot <= rows.element().lot();
  }

  /** Keeps a row that was counted, if it is among those with the least lots. */
  void keep(SampledRow row) {
    rows.add(row);
    if (rows.size() > most) {
      rows.remove();
    }
  }

  void merge(RowSample other) {
    all += other.all;
    other.rows.forEach(this::keep);
  }

  /** Number of rows that were counted. */
  long all() {
    return all;
  }

  /** The rows that are kept, the least lot first. */
  List<SampledRow> rows() {
    return rows.stream().sorted().toList();
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(all);
    out.writeInt(rows.size());
    for (SampledRow row : rows()) {
      row.write(out);
    }
  }

  static RowSample read(int most, DataInput in) throws IOException {
    RowSample sample = new RowSample(most);
    sample.all = in.readLong();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      sample.rows.add(SampledRow.read(in));
    }
    return sample;
  }
}
