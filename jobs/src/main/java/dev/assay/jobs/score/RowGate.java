package dev.assay.jobs.score;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.expression.ColumnBinding;
import dev.assay.jobs.expression.Finding;
import dev.assay.jobs.expression.PredicateCheck;
import dev.assay.plan.Problems;
import dev.assay.quality.Action;
import dev.assay.quality.RowPredicate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.types.StructType;

/**
 * The row rules of a run, compiled for the columns that the operator is given. Tasks evaluate them
 * on the batches that they score, so the rules need no pass of their own and the plan stays
 * columnar.
 */
public final class RowGate implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final RowGate NONE = new RowGate(new StructType(), List.of(), List.of());

  private final StructType input;
  private final List<Rule> rules;
  private final List<String> markers;

  private RowGate(StructType input, List<Rule> rules, List<String> markers) {
    this.input = input;
    this.rules = List.copyOf(rules);
    this.markers = List.copyOf(markers);
  }

  /**
   * A rule.
   *
   * @param about true for the rows that it is about; null where it is about all
   */
  record Rule(String id, Action action, Expression good, Expression about)
      implements Serializable {}

  /** A gate without rules: rows pass it unseen. */
  public static RowGate none() {
    return NONE;
  }

  /**
   * Compiles the rules of a run.
   *
   * @param input the columns that the operator will be given, with a boolean column for each lookup
   * @param predicates the rules; their order is that of the ids in the results
   * @throws AssayException CONFIG with everything that is wrong, each with the rule's id:
   *     predicates that cannot be analysed, or look at more than one row, or give another result
   *     another time, or do anything else than tell rows apart
   */
  public static RowGate compile(
      SparkSession session, StructType input, List<RowPredicate> predicates) {
    if (predicates.isEmpty()) {
      return NONE;
    }
    StructType columns = input.asNullable(); // a reader's promise is not taken for granted
    Dataset<Row> table = table(session, columns);
    Problems problems = new Problems();
    for (RowPredicate predicate : predicates) {
      check(table, predicate, problems);
    }
    problems.throwIfAny("Cannot check the rows");
    List<String> markers =
        predicates.stream()
            .map(RowPredicate::lookup)
            .filter(Objects::nonNull)
            .map(RowPredicate.Lookup::marker)
            .toList();
    return new RowGate(columns, compiled(table, predicates), markers);
  }

  /**
   * A table without rows, of a kind into whose plan Spark does not fold what it has no rows for.
   */
  private static Dataset<Row> table(SparkSession session, StructType columns) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    return session.createDataFrame(context.<Row>emptyRDD(), columns);
  }

  private static void check(Dataset<Row> table, RowPredicate predicate, Problems problems) {
    Set<Finding> findings = new LinkedHashSet<>();
    if (predicate.about() != null) {
      findings.addAll(PredicateCheck.findings(table, predicate.about()));
    }
    findings.addAll(PredicateCheck.findings(table, predicate.good()));
    for (Finding finding : findings) {
      problems.add(
          ErrorCode.CONFIG,
          "Cannot check rule '%s': %s. %s"
              .formatted(predicate.ruleId(), finding.reason(), finding.remedy()));
    }
  }

  private static List<Rule> compiled(Dataset<Row> table, List<RowPredicate> predicates) {
    List<String> wanted = new ArrayList<>();
    for (RowPredicate predicate : predicates) {
      wanted.add(predicate.good());
      wanted.add(predicate.about() == null ? "true" : predicate.about());
    }
    List<Expression> bound = bound(table.selectExpr(wanted.toArray(new String[0])));
    List<Rule> rules = new ArrayList<>();
    for (int r = 0; r < predicates.size(); r++) {
      RowPredicate predicate = predicates.get(r);
      Expression about = predicate.about() == null ? null : bound.get(2 * r + 1);
      rules.add(new Rule(predicate.ruleId(), predicate.action(), bound.get(2 * r), about));
    }
    return rules;
  }

  /** The columns of a selection as Spark would evaluate them, with the ordinals of its input. */
  private static List<Expression> bound(Dataset<Row> selected) {
    LogicalPlan plan = selected.queryExecution().optimizedPlan();
    if (!(plan instanceof Project project) || !(project.child() instanceof LogicalRDD)) {
      throw new AssayException(
          ErrorCode.INTERNAL, "Cannot compile the row rules: Spark planned them as\n" + plan);
    }
    List<NamedExpression> columns = Scalas.list(project.projectList());
    ColumnBinding binding = new ColumnBinding(Scalas.list(project.child().output()));
    return columns.stream()
        .map(column -> ((Expression) column).children().apply(0).transform(binding))
        .toList();
  }

  /** The ids of the rules, in order. */
  public List<String> ids() {
    return rules.stream().map(Rule::id).toList();
  }

  /** Whether there are no rules. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  List<Rule> rules() {
    return rules;
  }

  /** The columns of lookups, which are no part of the input's rows. */
  List<String> markers() {
    return markers;
  }

  /** Whether predictions can carry rules. */
  boolean tags() {
    return rules.stream().anyMatch(rule -> rule.action() == Action.TAG);
  }

  /** Whether the rules were compiled for these columns. */
  boolean fits(StructType columns) {
    return isEmpty() || spelled(input).equals(spelled(columns));
  }

  private static List<String> spelled(StructType columns) {
    return Stream.of(columns.fields())
        .map(f -> f.name() + " " + f.dataType().catalogString())
        .toList();
  }

  @Override
  public String toString() {
    return ids().toString();
  }
}
