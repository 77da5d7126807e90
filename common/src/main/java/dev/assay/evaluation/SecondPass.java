package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What the second pass keeps of some rows. To be written. */
public final class SecondPass {
  private final SecondPlan plan;
  private final SearchTotals search;

  /** No rows yet. */
  public SecondPass(SecondPlan plan) {
    this.plan = plan;
    search = new SearchTotals(plan.spec(), plan.candidates());
  }

  /** The plan of the pass. */
  SecondPlan plan() {
    return plan;
  }

  /** The totals of the search. */
  SearchTotals search() {
    return search;
  }

  /** Adds a row whose codes the plan gave. */
  public void add(EvaluatedRow row) {}

  /** Adds the rows of another state of the same plan. */
  public void merge(SecondPass other) {}

  /** Writes the state; equal states have equal bytes. */
  public void write(DataOutput out) throws IOException {}

  /** Reads what {@link #write} wrote. */
  public static SecondPass read(SecondPlan plan, DataInput in) throws IOException {
    return new SecondPass(plan);
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return new byte[0];
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static SecondPass fromBytes(SecondPlan plan, byte[] bytes) {
    return new SecondPass(plan);
  }
}
