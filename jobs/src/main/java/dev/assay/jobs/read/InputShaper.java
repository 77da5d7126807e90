package dev.assay.jobs.read;

import dev.assay.error.ErrorCode;
import dev.assay.plan.Column;
import dev.assay.plan.InputShape;
import dev.assay.plan.Nearest;
import dev.assay.plan.Problems;
import dev.assay.plan.SchemaMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * Cuts an input to what a run needs: filters its rows, computes derived features, and selects the
 * key, the pass-through columns and the features of all models, so that nothing else is read.
 */
public final class InputShaper {
  /** In the place of a feature whose expression is wrong, so that its name is known. */
  private static final org.apache.spark.sql.Column NOTHING = functions.lit(null);

  private final Dataset<Row> table;
  private final ShapeRequest request;
  private final Problems problems;
  private final Map<String, String> derived = new LinkedHashMap<>();
  private final List<Column> available = new ArrayList<>();
  private boolean filterIsGood = true;

  private InputShaper(Dataset<Row> table, ShapeRequest request, Problems problems) {
    this.table = table;
    this.request = request;
    this.problems = problems;
  }

  /**
   * Checks the filter and the derived features against the table's schema. Reads no rows.
   *
   * @param problems takes what is wrong, here and later
   */
  public static InputShaper of(Dataset<Row> table, ShapeRequest request, Problems problems) {
    InputShaper shaper = new InputShaper(table, request, problems);
    RowExpressions expressions = new RowExpressions(table, request.features().keySet(), problems);
    if (request.filter() != null) {
      shaper.filterIsGood = expressions.isPredicate(request.filterName(), request.filter());
    }
    shaper.available.addAll(shaper.tableColumns());
    shaper.available.addAll(shaper.derivedColumns(expressions, shaper.tableColumns()));
    return shaper;
  }

  /**
   * Checks the filter, the derived features, the key, the pass-through columns and every feature of
   * every model against the table's schema. Reads no rows.
   *
   * @throws dev.assay.error.AssayException (CONFIG, INPUT) with all problems at once
   */
  public static ShapedInput shape(Dataset<Row> table, ShapeRequest request) {
    Problems problems = new Problems();
    Optional<ShapedInput> shaped = of(table, request, problems).shaped();
    problems.throwIfAny("Cannot score '" + request.table() + "'");
    return shaped.orElseThrow();
  }

  /**
   * The filtered rows with every column and every derived feature, for who looks at the table
   * itself and not at what a model needs of it.
   *
   * @throws dev.assay.error.AssayException (CONFIG, INPUT) with all problems at once
   */
  public static Dataset<Row> whole(Dataset<Row> table, ShapeRequest request) {
    Problems problems = new Problems();
    SeenInput seen = of(table, request, problems).whole();
    problems.throwIfAny("Cannot check '" + request.table() + "'");
    return seen.rows();
  }

  /** The whole input, whose key columns must be there. */
  public SeenInput whole() {
    List<String> known = available.stream().map(Column::name).toList();
    for (String key : request.key()) {
      if (!known.contains(key)) {
        problems.add(
            ErrorCode.INPUT,
            "Cannot name rows by '"
                + key
                + "': '"
                + request.table()
                + "' has no such column. "
                + Nearest.hint("columns", key, known));
      }
    }
    return seen();
  }

  /** The whole input, as far as the filter and the derived features are right. */
  public SeenInput seen() {
    Map<String, String> types = new LinkedHashMap<>();
    available.forEach(column -> types.put(column.name(), column.type()));
    return new SeenInput(all(), types);
  }

  /** The input as a run wants it; nothing where key, columns or features do not fit. */
  public Optional<ShapedInput> shaped() {
    return SchemaMatch.match(
            request.table(),
            available,
            request.key(),
            request.passThrough(),
            request.models(),
            problems)
        .filter(found -> problems.messages().isEmpty())
        .map(found -> new ShapedInput(select(found), all(), found.withWarnings(unused(found))));
  }

  private List<Column> tableColumns() {
    return Arrays.stream(table.schema().fields()).map(InputShaper::column).toList();
  }

  private static Column column(StructField field) {
    return new Column(field.name(), field.dataType().catalogString());
  }

  private List<Column> derivedColumns(RowExpressions expressions, List<Column> inTable) {
    Set<String> names = new HashSet<>();
    inTable.forEach(c -> names.add(c.name().toLowerCase(Locale.ROOT)));
    List<Column> found = new ArrayList<>();
    request
        .features()
        .forEach(
            (name, sql) -> {
              String type =
                  expressions
                      .check("input.features." + name, sql)
                      .map(t -> t.catalogString())
                      .orElse(SchemaMatch.UNKNOWN);
              if (isSameColumn(name, sql)) {
                return;
              }
              if (!names.add(name.toLowerCase(Locale.ROOT))) {
                problems.add(ErrorCode.CONFIG, nameTaken(name));
                return;
              }
              derived.put(name, sql);
              found.add(new Column(name, type));
            });
    return found;
  }

  /** A feature that is a column under its own name changes nothing. */
  private boolean isSameColumn(String name, String sql) {
    String plain = sql.strip();
    boolean itself = plain.equals(name) || plain.equals(SchemaMatch.quoted(name));
    return itself && Arrays.asList(table.columns()).contains(name);
  }

  private String nameTaken(String name) {
    return "Cannot derive input.features."
        + name
        + ": '"
        + request.table()
        + "' has a column, or input.features another entry, of that name. Give it a name of its"
        + " own.";
  }

  private Dataset<Row> filtered() {
    return request.filter() == null || !filterIsGood
        ? table
        : table.filter(functions.expr(request.filter()));
  }

  private Dataset<Row> all() {
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    columns.add(functions.col("*"));
    derived.forEach(
        (name, sql) -> columns.add((isKnown(name) ? functions.expr(sql) : NOTHING).as(name)));
    return filtered().select(columns.toArray(org.apache.spark.sql.Column[]::new));
  }

  private boolean isKnown(String feature) {
    return available.stream()
        .filter(column -> column.name().equals(feature))
        .noneMatch(column -> column.type().equals(SchemaMatch.UNKNOWN));
  }

  private Dataset<Row> select(InputShape shape) {
    return filtered()
        .select(
            shape.columns().stream()
                .map(Column::name)
                .map(this::expression)
                .toArray(org.apache.spark.sql.Column[]::new));
  }

  private org.apache.spark.sql.Column expression(String name) {
    String sql = derived.get(name);
    return sql == null
        ? functions.col("`" + name.replace("`", "``") + "`")
        : functions.expr(sql).as(name);
  }

  private List<String> unused(InputShape shape) {
    List<String> used = shape.columns().stream().map(Column::name).toList();
    return derived.keySet().stream()
        .filter(name -> !used.contains(name))
        .map(name -> "No model uses the derived feature '" + name + "'; it is not computed.")
        .toList();
  }
}
