package dev.assay.jobs.quality;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Counts rows by the 128-bit hash of a key, in a table of bounded size that its owner empties when
 * it is full. Two keys share a hash with a probability of about 1e-20 among a billion.
 */
final class GroupCounts {
  private static final int SMALLEST = 256;

  private final StateSpec spec;
  private final int capacity;
  private long[] firstHashes;
  private long[] secondHashes;
  private long[] counts;
  private UTF8String[] names;
  private int size;

  GroupCounts(StateSpec spec, int capacity) {
    this.spec = spec;
    this.capacity = capacity;
    allocate(SMALLEST);
  }

  private void allocate(int slots) {
    firstHashes = new long[slots];
    secondHashes = new long[slots];
    counts = new long[slots];
    names = spec.name() < 0 ? null : new UTF8String[slots];
    size = 0;
  }

  /** Takes in rows of a block; the answer says whether the table is full now. */
  boolean add(Block block, int[] rows, int count) {
    long[] first = block.longs(spec.first());
    long[] second = block.longs(spec.second());
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      int slot = slot(first[row], second[row]);
      if (counts[slot]++ == 0) {
        begin(slot, first[row], second[row], block, row);
      }
    }
    return size >= capacity;
  }

  private void begin(int slot, long first, long second, Block block, int row) {
    firstHashes[slot] = first;
    secondHashes[slot] = second;
    if (names != null) {
      boolean[] nulls = block.nulls(spec.name());
      names[slot] = nulls != null && nulls[row] ? null : block.text(spec.name(), row).clone();
    }
    size++;
    if (size * 2 > counts.length) {
      grow();
    }
  }

  private int slot(long first, long second) {
    int mask = counts.length - 1;
    int slot = (int) (first ^ (first >>> 32)) & mask;
    while (counts[slot] != 0 && (firstHashes[slot] != first || secondHashes[slot] != second)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldFirst = firstHashes;
    long[] oldSecond = secondHashes;
    long[] oldCounts = counts;
    UTF8String[] oldNames = names;
    int oldSize = size;
    allocate(oldCounts.length * 2);
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slot(oldFirst[i], oldSecond[i]);
        firstHashes[slot] = oldFirst[i];
        secondHashes[slot] = oldSecond[i];
        counts[slot] = oldCounts[i];
        if (names != null) {
          names[slot] = oldNames[i];
        }
      }
    }
    size = oldSize;
  }

  /** Slots, of which those with rows hold a group. */
  int slots() {
    return counts.length;
  }

  /** The group of a slot as a row of {@link PartialStates}; null where there is none. */
  InternalRow group(int state, int slot) {
    if (counts[slot] == 0) {
      return null;
    }
    byte[] name = names == null || names[slot] == null ? null : names[slot].getBytes();
    return PartialStates.row(state, firstHashes[slot], secondHashes[slot], name, counts[slot]);
  }

  void clear() {
    Arrays.fill(counts, 0);
    if (names != null) {
      Arrays.fill(names, null);
    }
    size = 0;
  }
}
