package dev.assay.jobs.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * The logical operator: for each input row and model one row of pass-through columns and scores.
 * Its references are all of its child's columns, which the reader has cut down to those needed.
 */
public final class ScoreNode extends LogicalPlan {
  private static final long serialVersionUID = 1L;

  private final LogicalPlan child;
  private final Seq<Attribute> passed;
  private final Seq<Attribute> produced;
  private final transient ScoreSpec spec;

  /** Public because Catalyst copies nodes through their constructor. */
  public ScoreNode(
      LogicalPlan child, Seq<Attribute> passed, Seq<Attribute> produced, ScoreSpec spec) {
    this.child = child;
    this.passed = passed;
    this.produced = produced;
    this.spec = spec;
  }

  LogicalPlan child() {
    return child;
  }

  Seq<Attribute> passed() {
    return passed;
  }

  Seq<Attribute> produced() {
    return produced;
  }

  ScoreSpec spec() {
    return spec;
  }

  @Override
  public Seq<Attribute> output() {
    List<Attribute> all = new ArrayList<>(Scalas.list(passed));
    all.addAll(Scalas.list(produced));
    return Scalas.seq(all);
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet.apply(Scalas.<Expression>seq(Scalas.list(produced)));
  }

  @Override
  public AttributeSet references() {
    return child.outputSet();
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Scalas.seq(List.of(child));
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new ScoreNode(children.apply(0), passed, produced, spec);
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> child;
      case 1 -> passed;
      case 2 -> produced;
      case 3 -> spec;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ScoreNode;
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof ScoreNode that
            && child.equals(that.child)
            && passed.equals(that.passed)
            && produced.equals(that.produced)
            && Objects.equals(spec, that.spec));
  }

  @Override
  public int hashCode() {
    return Objects.hash(child, passed, produced);
  }
}
