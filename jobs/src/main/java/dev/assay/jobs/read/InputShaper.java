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
  private final Dataset<Row> table;
  private final ShapeRequest request;
  private final Problems problems = new Problems();
  private final Map<String, String> derived = new LinkedHashMap<>();

  private InputShaper(Dataset<Row> table, ShapeRequest request) {
    this.table = table;
    this.request = request;
  }

  /**
   * Checks the filter, the derived features, the key, the pass-through columns and every feature of
   * every model against the table's schema. Reads no rows.
   *
   * @throws dev.assay.error.AssayException (CONFIG, INPUT) with all problems at once
   */
  public static ShapedInput shape(Dataset<Row> table, ShapeRequest request) {
    return new InputShaper(table, request).run();
  }

  /**
   * The filtered rows with every column and every derived feature, for who looks at the table
   * itself and not at what a model needs of it.
   *
   * @throws dev.assay.error.AssayException (CONFIG, INPUT) with all problems at once
   */
  public static Dataset<Row> whole(Dataset<Row> table, ShapeRequest request) {
    InputShaper shaper = new InputShaper(table, request);
    List<String> known = shaper.available().stream().map(Column::name).toList();
    for (String key : request.key()) {
      if (!known.contains(key)) {
        shaper.problems.add(
            ErrorCode.INPUT,
            "Cannot name rows by '"
                + key
                + "': '"
                + request.table()
                + "' has no such column. "
                + Nearest.hint("columns", key, known));
      }
    }
    shaper.problems.throwIfAny("Cannot check '" + request.table() + "'");
    return shaper.all();
  }

  private List<Column> available() {
    List<Column> available = new ArrayList<>(tableColumns());
    RowExpressions expressions = new RowExpressions(table, request.features().keySet(), problems);
    if (request.filter() != null) {
      expressions.requirePredicate(request.filterName(), request.filter());
    }
    available.addAll(derivedColumns(expressions, available));
    return available;
  }

  private ShapedInput run() {
    List<Column> available = available();
    Optional<InputShape> shape =
        SchemaMatch.match(
            request.table(),
            available,
            request.key(),
            request.passThrough(),
            request.models(),
            problems);
    problems.throwIfAny("Cannot score '" + request.table() + "'");
    InputShape found = shape.orElseThrow();
    return new ShapedInput(select(found), all(), found.withWarnings(unused(found)));
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
    return request.filter() == null ? table : table.filter(functions.expr(request.filter()));
  }

  private Dataset<Row> all() {
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    columns.add(functions.col("*"));
    derived.forEach((name, sql) -> columns.add(functions.expr(sql).as(name)));
    return filtered().select(columns.toArray(org.apache.spark.sql.Column[]::new));
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
