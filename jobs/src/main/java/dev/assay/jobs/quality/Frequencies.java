package dev.assay.jobs.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept of how often each value occurs. It takes in whole groups (a value and its rows) and
 * not rows, so those of different tables cannot be merged; their groups can.
 */
final class Frequencies extends Accumulator {
  /** Most distinct values that are kept by name. */
  static final int MOST_VALUES = 1000;

  private long rows;
  private long groups;
  private long single;
  private double rowsByLog;
  private long named;
  private final Map<String, Long> counts = new TreeMap<>();

  /** Takes in a value's rows; its name where names are wanted, else null. */
  void addGroup(String name, long count) {
    rows += count;
    groups++;
    single += count == 1 ? 1 : 0;
    rowsByLog += count * Math.log((double) count);
    if (name != null) {
      named++;
      keep(name, count);
    }
  }

  private void keep(String name, long count) {
    if (counts.size() < MOST_VALUES) {
      counts.merge(name, count, Long::sum);
    }
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /** Distinct values. */
  long groups() {
    return groups;
  }

  /** Distinct values by rows. */
  double distinctness() {
    return (double) groups / rows;
  }

  /** Values that occur once, by rows. */
  double uniqueness() {
    return (double) single / rows;
  }

  /** Entropy in nats: the sum of -p log p, with p = count / rows. */
  double entropy() {
    return Math.max(0, Math.log((double) rows) - rowsByLog / rows);
  }

  /** Whether all values were kept by name. */
  boolean allNamed() {
    return named == counts.size();
  }

  /** Rows by value, the most frequent first. */
  Map<String, Long> counts() {
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  @Override
  Kind kind() {
    return Kind.FREQUENCIES;
  }

  @Override
  void add(Block block, int[] rows, int count) {
    throw new UnsupportedOperationException("frequencies are of groups");
  }

  /** Takes in another's groups, none of which may be among this one's. */
  @Override
  void merge(Accumulator other) {
    Frequencies more = (Frequencies) other;
    rows += more.rows;
    groups += more.groups;
    single += more.single;
    rowsByLog += more.rowsByLog;
    named += more.named;
    more.counts.forEach(this::keep);
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    out.writeLong(rows);
    out.writeLong(groups);
    out.writeLong(single);
    out.writeDouble(rowsByLog);
    out.writeLong(named);
    out.writeInt(counts.size());
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
      out.writeInt(name.length);
      out.write(name);
      out.writeLong(entry.getValue());
    }
  }

  @Override
  void readFields(DataInput in) throws IOException {
    rows = in.readLong();
    groups = in.readLong();
    single = in.readLong();
    rowsByLog = in.readDouble();
    named = in.readLong();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      byte[] name = new byte[in.readInt()];
      in.readFully(name);
      counts.put(new String(name, StandardCharsets.UTF_8), in.readLong());
    }
  }
}
