package dev.assay.plan;

import dev.assay.error.ErrorCode;
import dev.assay.model.Feature;
import dev.assay.model.TensorSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Matches what the models, the key and the pass-through columns want with what a table has. A name
 * is found as it is spelled, else without regard to case if that is unambiguous. All problems are
 * collected; one that several models share is reported once.
 */
public final class SchemaMatch {
  /**
   * The type of a derived feature whose expression is wrong; what needs it is not complained of.
   */
  public static final String UNKNOWN = "?";

  /** Columns of {@code predictions} that a key or pass-through column must not be called. */
  public static final Set<String> RESULT_COLUMNS =
      Set.of("as_of", "model", "version", "run_id", "score", "label", "scores", "features_hash");

  /** Columns of {@code rejected_rows} that a key column must not be called. */
  public static final Set<String> REJECT_COLUMNS = Set.of("reasons", "detail", "row");

  private static final Set<String> KEY_TYPES =
      Set.of(
          "string",
          "tinyint",
          "smallint",
          "int",
          "bigint",
          "date",
          "timestamp",
          "timestamp_ntz",
          "boolean",
          "binary");
  private static final Set<String> PASS_THROUGH_EXTRA = Set.of("float", "double");
  private static final Pattern NOT_IN_DELTA = Pattern.compile("[ ,;{}()\n\t=]");

  private final String table;
  private final List<Column> available;
  private final Problems problems;
  private final Map<String, Integer> index = new LinkedHashMap<>();
  private final List<Column> columns = new ArrayList<>();
  private final Map<Complaint, Set<String>> complaints = new LinkedHashMap<>();
  private final Map<String, Set<String>> checked = new LinkedHashMap<>();
  private final Map<String, Set<String>> losing = new LinkedHashMap<>();

  private record Complaint(String column, String before, String after) {}

  private SchemaMatch(String table, List<Column> available, Problems problems) {
    this.table = table;
    this.available = available;
    this.problems = problems;
  }

  /**
   * Matches.
   *
   * @param table what the input is called, for messages
   * @param available the columns of the table and the derived features
   * @param key names of the key columns
   * @param passThrough names of the pass-through columns
   * @param models the models
   * @param problems receives what is wrong
   * @return the columns to read, or nothing where a problem was found
   */
  public static Optional<InputShape> match(
      String table,
      List<Column> available,
      List<String> key,
      List<String> passThrough,
      List<PlannedModel> models,
      Problems problems) {
    return new SchemaMatch(table, available, problems).run(key, passThrough, models);
  }

  private Optional<InputShape> run(
      List<String> key, List<String> passThrough, List<PlannedModel> models) {
    int before = problems.messages().size();
    if (key.isEmpty()) {
      problems.add(
          ErrorCode.CONFIG,
          "Cannot score '" + table + "': input.key is empty. Name the columns that name a row.");
    }
    List<Column> keyColumns = copied("key", "input.key", key);
    List<Column> passColumns = copied("pass-through", "score.pass-through", passThrough);
    List<ModelBinding> bindings = models.stream().map(this::bind).toList();
    complaints.forEach(
        (complaint, users) ->
            problems.add(
                ErrorCode.INPUT, complaint.before() + modelNames(users) + complaint.after()));
    if (problems.messages().size() > before) {
      return Optional.empty();
    }
    return Optional.of(new InputShape(columns, keyColumns, passColumns, bindings, warnings()));
  }

  // --- key and pass-through columns ---------------------------------------------------------

  private List<Column> copied(String role, String setting, Collection<String> names) {
    List<Column> found = new ArrayList<>();
    for (String name : names) {
      Column column = findCopied(role, name);
      if (column != null && !column.type().equals(UNKNOWN) && mayBeCopied(role, setting, column)) {
        add(column);
        found.add(column);
      }
    }
    return found;
  }

  private Column findCopied(String role, String name) {
    List<Column> matches = matches(name);
    if (matches.size() == 1) {
      return matches.get(0);
    }
    problems.add(
        ErrorCode.INPUT,
        "Cannot find "
            + role
            + " column '"
            + name
            + "' in '"
            + table
            + "': "
            + whyNot(name, matches));
    return null;
  }

  private boolean mayBeCopied(String role, String setting, Column column) {
    String name = column.name();
    if (index.containsKey(name)) {
      problems.add(
          ErrorCode.CONFIG,
          "Cannot use "
              + role
              + " column '"
              + name
              + "': it is named twice in input.key and"
              + " score.pass-through. Name it once.");
      return false;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    boolean taken =
        RESULT_COLUMNS.contains(lower) || (role.equals("key") && REJECT_COLUMNS.contains(lower));
    if (taken) {
      problems.add(
          ErrorCode.CONFIG,
          cannotCopy(role, name, "the result tables have a column of that name", setting));
      return false;
    }
    if (NOT_IN_DELTA.matcher(name).find()) {
      problems.add(
          ErrorCode.CONFIG,
          cannotCopy(
              role,
              name,
              "a result table cannot have a column whose name holds a space or one of ,;{}()=",
              setting));
      return false;
    }
    return typeMayBeCopied(role, column);
  }

  private static String cannotCopy(String role, String name, String reason, String setting) {
    return "Cannot use "
        + role
        + " column '"
        + name
        + "': "
        + reason
        + ". Give it another name with input.features, such as {my_"
        + name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_")
        + ": \""
        + quoted(name)
        + "\"}, and name that in "
        + setting
        + ".";
  }

  private boolean typeMayBeCopied(String role, Column column) {
    String type = column.type().toLowerCase(Locale.ROOT);
    boolean text = type.startsWith("varchar(") || type.startsWith("char(");
    if (KEY_TYPES.contains(type) || text || type.startsWith("decimal(")) {
      return true;
    }
    boolean isKey = role.equals("key");
    if (!isKey && PASS_THROUGH_EXTRA.contains(type)) {
      return true;
    }
    String remedy =
        isKey
            ? "A key is a string, integer, decimal, date, timestamp, boolean or binary column."
            : "Only single values are passed through; derive one in input.features, for example"
                + " with to_json(...).";
    problems.add(
        ErrorCode.INPUT,
        "Cannot use "
            + role
            + " column '"
            + column.name()
            + "': its type is "
            + column.type()
            + ". "
            + remedy);
    return false;
  }

  // --- features -----------------------------------------------------------------------------

  private ModelBinding bind(PlannedModel model) {
    String reference = model.manifest().reference();
    List<FeatureBinding> bound = new ArrayList<>();
    for (TensorSpec tensor : model.manifest().tensors()) {
      for (Feature feature : tensor.features()) {
        bind(reference, feature).ifPresent(bound::add);
      }
    }
    return new ModelBinding(reference, bound);
  }

  private Optional<FeatureBinding> bind(String model, Feature feature) {
    List<Column> matches = matches(feature.column());
    if (matches.size() != 1) {
      complain(
          model,
          feature.column(),
          "Cannot find column '" + feature.column() + "' for ",
          " in '" + table + "': " + whyNot(feature.column(), matches));
      return Optional.empty();
    }
    Column column = matches.get(0);
    if (column.type().equals(UNKNOWN)) {
      return Optional.empty();
    }
    return switchOn(CastRules.judge(feature, column.type()), model, feature, column);
  }

  private Optional<FeatureBinding> switchOn(
      CastRules.Answer answer, String model, Feature feature, Column column) {
    String cast = column.type() + " into " + feature.type() + " tensors";
    if (answer instanceof CastRules.Refused refused) {
      complain(
          model,
          column.name(),
          "Cannot feed column '"
              + column.name()
              + "' ("
              + column.type()
              + ") to the "
              + feature.type()
              + " tensor of ",
          ": " + refused.reason() + ". " + refused.remedy());
      return Optional.empty();
    }
    CastRules.Accepted accepted = (CastRules.Accepted) answer;
    if (accepted.check() != ValueCheck.NONE) {
      checked.computeIfAbsent(cast, c -> new TreeSet<>()).add(column.name());
    }
    if (accepted.loses()) {
      losing.computeIfAbsent(cast, c -> new TreeSet<>()).add(column.name());
    }
    return Optional.of(new FeatureBinding(feature, add(column), column.type(), accepted.check()));
  }

  private void complain(String model, String column, String before, String after) {
    complaints
        .computeIfAbsent(new Complaint(column, before, after), c -> new LinkedHashSet<>())
        .add(model);
  }

  private static String modelNames(Set<String> models) {
    String noun = models.size() == 1 ? "model " : "models ";
    return noun + String.join(", ", models);
  }

  // --- names --------------------------------------------------------------------------------

  private int add(Column column) {
    return index.computeIfAbsent(
        column.name(),
        name -> {
          columns.add(column);
          return columns.size() - 1;
        });
  }

  private List<Column> matches(String name) {
    List<Column> exact = available.stream().filter(c -> c.name().equals(name)).toList();
    return exact.isEmpty()
        ? available.stream().filter(c -> c.name().equalsIgnoreCase(name)).toList()
        : exact;
  }

  private String whyNot(String name, List<Column> matches) {
    if (matches.isEmpty()) {
      List<String> names = available.stream().map(Column::name).toList();
      return "there is no such column or derived feature. " + Nearest.hint("columns", name, names);
    }
    return "several columns have that name but for the case: "
        + Nearest.join(matches.stream().map(Column::name).toList(), "and")
        + ". Spell it as one of them.";
  }

  /** A column's name as it must be written in a Spark SQL expression. */
  public static String quoted(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "`" + name.replace("`", "``") + "`";
  }

  // --- warnings -----------------------------------------------------------------------------

  private List<String> warnings() {
    List<String> found = new ArrayList<>();
    checked.forEach(
        (cast, names) ->
            found.add(
                "Values go from "
                    + cast
                    + " and are checked one by one; a row with one that does not"
                    + " fit is rejected: "
                    + String.join(", ", names)
                    + "."));
    losing.forEach(
        (cast, names) ->
            found.add(
                "Values go from "
                    + cast
                    + " and may lose digits, as the manifest allows: "
                    + String.join(", ", names)
                    + "."));
    return found;
  }
}
