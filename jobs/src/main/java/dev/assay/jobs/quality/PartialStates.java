package dev.assay.jobs.quality;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a task makes of its rows: groups of frequencies, as soon as a table of them is full, and at
 * the end one row for each other state.
 *
 * @param specs the states
 */
record PartialStates(List<StateSpec> specs) implements Serializable {
  /** Index of the state; two hashes; bytes of a state or a value's text; rows of the group. */
  static final StructType SCHEMA =
      new StructType()
          .add("state", DataTypes.IntegerType)
          .add("h1", DataTypes.LongType)
          .add("h2", DataTypes.LongType)
          .add("payload", DataTypes.BinaryType)
          .add("n", DataTypes.LongType);

  private static final int GROUPS_OF_A_TASK = 1 << 20;
  private static final int MOST_GROUPS = 1 << 16;
  private static final int FEWEST_GROUPS = 1 << 12;

  /** States of one kind and index meet in this many tasks at most. */
  private static final int MERGERS = 8;

  static InternalRow row(int state, long h1, long h2, byte[] payload, long count) {
    return new GenericInternalRow(new Object[] {state, h1, h2, payload, count});
  }

  /** What a task gives. */
  Iterator<InternalRow> of(int task, Iterator<Block> blocks) {
    return new Output(task, blocks);
  }

  private final class Output implements Iterator<InternalRow> {
    private final int task;
    private final Iterator<Block> blocks;
    private final Accumulator[] states = new Accumulator[specs.size()];
    private final GroupCounts[] groups = new GroupCounts[specs.size()];
    private final List<Selection> selections = new ArrayList<>();
    private final Deque<InternalRow> ready = new ArrayDeque<>();
    private final Deque<Integer> full = new ArrayDeque<>();
    private int[] picked = new int[0];
    private int emptying = -1;
    private int slot;
    private boolean ended;

    Output(int task, Iterator<Block> blocks) {
      this.task = task;
      this.blocks = blocks;
      long tables = specs.stream().filter(Output::isFrequencies).count();
      int capacity = (int) Math.max(FEWEST_GROUPS, GROUPS_OF_A_TASK / Math.max(1, tables));
      TreeMap<Integer, List<Integer>> byRows = new TreeMap<>();
      for (int i = 0; i < states.length; i++) {
        StateSpec spec = specs.get(i);
        if (isFrequencies(spec)) {
          groups[i] = new GroupCounts(spec, Math.min(MOST_GROUPS, capacity));
        } else {
          states[i] = spec.newAccumulator();
        }
        byRows.computeIfAbsent(spec.rows(), flag -> new ArrayList<>()).add(i);
      }
      byRows.forEach((flag, indexes) -> selections.add(selection(flag, indexes)));
    }

    private static boolean isFrequencies(StateSpec spec) {
      return spec.kind() == Accumulator.Kind.FREQUENCIES;
    }

    private Selection selection(int flag, List<Integer> indexes) {
      return new Selection(
          flag,
          indexes.stream()
              .filter(i -> states[i] != null)
              .map(i -> states[i])
              .toList()
              .toArray(new Accumulator[0]),
          indexes.stream().filter(i -> groups[i] != null).mapToInt(i -> i).toArray());
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty()) {
        if (emptying >= 0 || !full.isEmpty()) {
          emptyTables();
        } else if (blocks.hasNext()) {
          take(blocks.next());
        } else if (!ended) {
          end();
        } else {
          return false;
        }
      }
      return true;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void take(Block block) {
      for (Selection selection : selections) {
        int[] rows = block.taken();
        int count = block.takenCount();
        if (selection.flag >= 0) {
          picked = picked.length < count ? new int[count] : picked;
          rows = picked;
          count = block.pick(block.flags(selection.flag), picked);
        }
        for (Accumulator state : selection.states) {
          state.add(block, rows, count);
        }
        for (int table : selection.tables) {
          if (groups[table].add(block, rows, count)) {
            full.add(table);
          }
        }
      }
    }

    /** Moves on to the next group of the table that is being emptied. */
    private void emptyTables() {
      if (emptying < 0) {
        emptying = full.remove();
        slot = 0;
      }
      GroupCounts table = groups[emptying];
      while (slot < table.slots()) {
        InternalRow group = table.group(emptying, slot++);
        if (group != null) {
          ready.add(group);
          return;
        }
      }
      table.clear();
      emptying = -1;
    }

    private void end() {
      ended = true;
      for (int i = 0; i < states.length; i++) {
        if (groups[i] != null) {
          full.add(i);
          // Says that the state was kept, even if no row fell into it.
          ready.add(row(i, 0, 0, null, 0));
        } else {
          ready.add(row(i, task % MERGERS, task, states[i].toBytes(), 0));
        }
      }
    }
  }

  /** States of the same rows. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Selection(int flag, Accumulator[] states, int[] tables) {}
}
