package dev.assay.jobs.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What became of the rows and labels of an evaluation; merges to the same in any order. */
@SuppressWarnings("EnumOrdinal") // the same code writes and reads within one run
public final class JoinCounts {
  private static final int EXAMPLES = 10;

  private final long[] excluded = new long[Exclusion.values().length];
  private final long[] rejected;
  private final TreeSet<String> oddLabels = new TreeSet<>();
  private long rows;
  private long labels;
  private long compared;
  private long oddLabelRows;
  private long badWeights;
  private String badWeightKey;
  private long badAmounts;
  private String badAmountKey;

  /** No rows yet. */
  public JoinCounts(int models) {
    rejected = new long[models];
  }

  void row(long count) {
    rows += count;
  }

  void label(long count) {
    labels += count;
  }

  void exclude(Exclusion why, long count) {
    excluded[why.ordinal()] += count;
  }

  void reject(int model, long count) {
    rejected[model] += count;
  }

  void compare() {
    compared++;
  }

  void oddLabel(String text) {
    oddLabelRows++;
    oddLabels.add(text);
    if (oddLabels.size() > EXAMPLES) {
      oddLabels.pollLast();
    }
  }

  void badWeight(String key) {
    badWeights++;
    badWeightKey = first(key, badWeightKey);
  }

  void badAmount(String key) {
    badAmounts++;
    badAmountKey = first(key, badAmountKey);
  }

  /** The first of two keys in their order, of which one or both may be null. */
  private static String first(String one, String other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Rows of the input. */
  public long rows() {
    return rows;
  }

  /** Rows of the labels. */
  public long labels() {
    return labels;
  }

  /** Rows that are compared. */
  public long compared() {
    return compared;
  }

  /** Rows or labels of a reason. */
  public long of(Exclusion why) {
    return excluded[why.ordinal()];
  }

  /** Rows that each model rejected, champion first. */
  public List<Long> rejected() {
    return Arrays.stream(rejected).boxed().toList();
  }

  /** Rows whose label is none of the classes. */
  public long oddLabelRows() {
    return oddLabelRows;
  }

  /** Some of those labels, in their order. */
  public List<String> oddLabels() {
    return new ArrayList<>(oddLabels);
  }

  /** Rows whose weight is not above 0. */
  public long badWeights() {
    return badWeights;
  }

  /** The key of one of them; null for none. */
  public String badWeightKey() {
    return badWeightKey;
  }

  /** Rows whose amount is not a number, or too large. */
  public long badAmounts() {
    return badAmounts;
  }

  /** The key of one of them; null for none. */
  public String badAmountKey() {
    return badAmountKey;
  }

  /** Whether rows are those compared and those of all reasons about rows. */
  public boolean reconciled() {
    long accounted = compared + oddLabelRows + badWeights + badAmounts;
    for (Exclusion why : Exclusion.values()) {
      accounted += why.excludesRows() ? of(why) : 0;
    }
    return accounted == rows;
  }

  /** All counts by name, those of reasons that occur only. */
  public Map<String, Long> byName() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("rows", rows);
    counts.put("labels", labels);
    counts.put("rows_compared", compared);
    for (Exclusion why : Exclusion.values()) {
      if (of(why) > 0) {
        counts.put(why.column(), of(why));
      }
    }
    return counts;
  }

  void merge(JoinCounts other) {
    for (int i = 0; i < excluded.length; i++) {
      excluded[i] += other.excluded[i];
    }
    for (int m = 0; m < rejected.length; m++) {
      rejected[m] += other.rejected[m];
    }
    rows += other.rows;
    labels += other.labels;
    compared += other.compared;
    long odd = oddLabelRows + other.oddLabelRows;
    other.oddLabels.forEach(this::oddLabel);
    oddLabelRows = odd;
    badWeights += other.badWeights;
    badWeightKey = first(badWeightKey, other.badWeightKey);
    badAmounts += other.badAmounts;
    badAmountKey = first(badAmountKey, other.badAmountKey);
  }

  void write(DataOutput out) throws IOException {
    for (long count : excluded) {
      out.writeLong(count);
    }
    out.writeInt(rejected.length);
    for (long count : rejected) {
      out.writeLong(count);
    }
    out.writeLong(rows);
    out.writeLong(labels);
    out.writeLong(compared);
    out.writeLong(oddLabelRows);
    out.writeInt(oddLabels.size());
    for (String label : oddLabels) {
      out.writeUTF(label);
    }
    writeBad(out, badWeights, badWeightKey);
    writeBad(out, badAmounts, badAmountKey);
  }

  private static void writeBad(DataOutput out, long rows, String key) throws IOException {
    out.writeLong(rows);
    if (rows > 0) {
      out.writeUTF(key);
    }
  }

  static JoinCounts read(DataInput in) throws IOException {
    long[] excluded = new long[Exclusion.values().length];
    for (int i = 0; i < excluded.length; i++) {
      excluded[i] = in.readLong();
    }
    JoinCounts counts = new JoinCounts(in.readInt());
    System.arraycopy(excluded, 0, counts.excluded, 0, excluded.length);
    for (int m = 0; m < counts.rejected.length; m++) {
      counts.rejected[m] = in.readLong();
    }
    counts.rows = in.readLong();
    counts.labels = in.readLong();
    counts.compared = in.readLong();
    counts.oddLabelRows = in.readLong();
    int odd = in.readInt();
    for (int i = 0; i < odd; i++) {
      counts.oddLabels.add(in.readUTF());
    }
    counts.badWeights = in.readLong();
    counts.badWeightKey = counts.badWeights > 0 ? in.readUTF() : null;
    counts.badAmounts = in.readLong();
    counts.badAmountKey = counts.badAmounts > 0 ? in.readUTF() : null;
    return counts;
  }
}
