package dev.assay.jobs.quality;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Merges what tasks made of their rows, once every group stands in one row only: one state for each
 * index that occurs.
 */
record SummarizeStates() implements FlatMapFunction<Iterator<InternalRow>, SummarizeStates.State> {

  /**
   * A merged state.
   *
   * @param index which
   * @param bytes the accumulator; null if its parts are of different kinds
   */
  @SuppressWarnings("ArrayRecordComponent")
  record State(int index, byte[] bytes) implements Serializable {}

  @Override
  public Iterator<State> call(Iterator<InternalRow> rows) {
    Map<Integer, Frequencies> frequencies = new TreeMap<>();
    // By task, so that the same input gives the same bits in whatever order its parts arrive.
    Map<Integer, Map<Long, byte[]>> parts = new TreeMap<>();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      byte[] payload = row.isNullAt(3) ? null : row.getBinary(3);
      long count = row.getLong(4);
      if (count == 0 && payload != null) {
        parts.computeIfAbsent(row.getInt(0), i -> new TreeMap<>()).put(row.getLong(2), payload);
      } else {
        Frequencies groups = frequencies.computeIfAbsent(row.getInt(0), i -> new Frequencies());
        if (count > 0) {
          groups.addGroup(text(payload), count);
        }
      }
    }
    List<State> states = new ArrayList<>();
    frequencies.forEach((index, groups) -> states.add(new State(index, groups.toBytes())));
    parts.forEach((index, bytes) -> states.add(state(index, bytes.values())));
    return states.iterator();
  }

  private static String text(byte[] payload) {
    return payload == null ? null : new String(payload, StandardCharsets.UTF_8);
  }

  private static State state(int index, Collection<byte[]> parts) {
    return new State(index, merge(parts).map(Accumulator::toBytes).orElse(null));
  }

  /** The merged accumulator; empty if one is null or they are of different kinds. */
  static Optional<Accumulator> merge(Collection<byte[]> parts) {
    Accumulator merged = null;
    for (byte[] part : parts) {
      Accumulator next = part == null ? null : Accumulator.fromBytes(part);
      if (next == null || (merged != null && !merged.accepts(next))) {
        return Optional.empty();
      }
      if (merged == null) {
        merged = next;
      } else {
        merged.merge(next);
      }
    }
    return Optional.ofNullable(merged);
  }
}
