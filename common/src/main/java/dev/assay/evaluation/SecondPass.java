package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What the second pass keeps of some rows. */
public final class SecondPass {
  private static final String NAME = "SecondPass";
  private static final int FORMAT = 3;

  private final SecondPlan plan;
  private final SliceTotals[] slices;
  private final SearchTotals search;
  private final DifferenceSamples differences;
  private final boolean binary;
  private final UnitNumbers units;
  private RowBlock block;

  /** No rows yet. */
  public SecondPass(SecondPlan plan) {
    this(
        plan,
        new SearchTotals(plan.spec(), plan.candidates()),
        new DifferenceSamples(plan.spec(), plan.far()));
  }

  private SecondPass(SecondPlan plan, SearchTotals search, DifferenceSamples differences) {
    this.plan = plan;
    this.search = search;
    this.differences = differences;
    this.slices = new SliceTotals[plan.slices()];
    this.binary = plan.spec().task() == Task.BINARY;
    this.units = plan.clustered() ? new UnitNumbers(plan) : null;
  }

  /** Adds a row whose codes the plan gave. */
  public void add(EvaluatedRow row) {
    search.add(row);
    differences.add(row);
    int[] codes = null;
    if (binary) {
      block = block == null ? new RowBlock(plan) : block;
      codes = block.add(row);
    }
    if (units != null) {
      addUnit(row, codes);
    }
    if (binary && block.full()) {
      flush();
    }
  }

  private void addUnit(EvaluatedRow row, int[] codes) {
    row.derive(plan.spec());
    units.set(row, codes);
    addUnit(0, row, codes);
    for (int slicer = 0; slicer < row.slices().length; slicer++) {
      if (row.slices()[slicer] != EvaluatedRow.NONE) {
        addUnit(plan.place(slicer, row.slices()[slicer]), row, codes);
      }
    }
  }

  private void addUnit(int place, EvaluatedRow row, int[] codes) {
    if (plan.shown(place)) {
      totals(place).addUnit(row, units, codes);
    }
  }

  private SliceTotals totals(int place) {
    if (slices[place] == null) {
      slices[place] = new SliceTotals(plan, place);
    }
    return slices[place];
  }

  private void flush() {
    if (block != null) {
      block.flush(
          (place, rows, size) -> {
            if (plan.shown(place)) {
              totals(place).add(block, rows, size);
            }
          });
    }
  }

  /** Adds the rows of another state of the same plan. */
  public void merge(SecondPass other) {
    flush();
    other.flush();
    search.merge(other.search);
    differences.merge(other.differences);
    for (int place = 0; place < slices.length; place++) {
      if (other.slices[place] != null) {
        totals(place).merge(other.slices[place]);
      }
    }
  }

  SecondPlan plan() {
    return plan;
  }

  /** What is kept of a slice by its place in the plan; null where it has no rows. */
  SliceTotals slice(int place) {
    flush();
    return slices[place];
  }

  /** Rows in which models differ. */
  DifferenceSamples differences() {
    return differences;
  }

  /** The totals of the search. */
  SearchTotals search() {
    return search;
  }

  /** Writes the state; equal states have equal bytes. */
  public void write(DataOutput out) throws IOException {
    flush();
    StateFormat.begin(out, NAME, FORMAT);
    search.write(out);
    differences.write(out);
    for (SliceTotals totals : slices) {
      out.writeBoolean(totals != null);
      if (totals != null) {
        totals.write(out);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static SecondPass read(SecondPlan plan, DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    SearchTotals search = SearchTotals.read(plan.spec(), plan.candidates(), in);
    SecondPass pass =
        new SecondPass(plan, search, DifferenceSamples.read(plan.spec(), plan.far(), in));
    for (int place = 0; place < pass.slices.length; place++) {
      if (in.readBoolean()) {
        pass.slices[place] = SliceTotals.read(plan, place, in);
      }
    }
    return pass;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static SecondPass fromBytes(SecondPlan plan, byte[] bytes) {
    return StateFormat.fromBytes(bytes, in -> read(plan, in));
  }
}
