package dev.assay.quality;

import dev.assay.error.Suggest;
import dev.assay.quality.BatchCheck.Freshness;
import dev.assay.quality.CrossCheck.SumMatches;
import dev.assay.quality.CrossCheck.TrainingServingSkew;
import dev.assay.quality.MetricName.Wants;
import dev.assay.quality.RowCheck.ExistsIn;
import dev.assay.quality.RowCheck.InSet;
import dev.assay.quality.RowCheck.Predicate;
import dev.assay.quality.RowCheck.Range;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Matches rules with the columns of the tables that they are about. Columns are found as they are
 * spelled, case included: metrics are kept under these names for years. SQL is not looked into: see
 * {@link LoadedRules#sql}.
 */
public final class RuleMatcher {
  /**
   * The type of a derived feature whose expression is wrong; what needs it is not complained of.
   */
  private static final String UNKNOWN = "?";

  private static final int LISTED = 12;

  private final LoadedRules loaded;
  private final QualityInput input;
  private final Consumer<String> problems;
  private boolean good = true;

  private RuleMatcher(LoadedRules loaded, QualityInput input, Consumer<String> problems) {
    this.loaded = loaded;
    this.input = input;
    this.problems = problems;
  }

  /**
   * Matches.
   *
   * @param problems takes one message for each thing that does not fit
   * @return nothing when there was a problem
   */
  public static Optional<PlannedRules> match(
      LoadedRules rules, QualityInput input, Consumer<String> problems) {
    return new RuleMatcher(rules, input, problems).match();
  }

  private Optional<PlannedRules> match() {
    RuleSet rules = loaded.rules();
    for (Group group : Group.values()) {
      List<Rule> section = rules.all().stream().filter(r -> r.group() == group).toList();
      for (int i = 0; i < section.size(); i++) {
        match(new Spot(section.get(i), group.key() + "[" + i + "]"));
      }
    }
    return good ? Optional.of(planned(rules)) : Optional.empty();
  }

  private PlannedRules planned(RuleSet rules) {
    RowSql rowSql = new RowSql(input.columns());
    List<RowPredicate> rows = new ArrayList<>();
    for (RowRule rule : rules.rows()) {
      rows.add(rowSql.predicate(rule, input.asOf()));
    }
    Set<MetricKey> metrics = new LinkedHashSet<>();
    rules.all().forEach(rule -> metrics.addAll(RuleNeeds.ofInput(rule, input)));
    Map<String, Set<MetricKey>> references = new LinkedHashMap<>();
    for (CrossRule rule : rules.cross()) {
      RuleNeeds.ofReference(rule)
          .forEach(
              (table, key) ->
                  references.computeIfAbsent(table, t -> new LinkedHashSet<>()).add(key));
    }
    Map<String, List<MetricKey>> listed = new LinkedHashMap<>();
    references.forEach((table, keys) -> listed.put(table, List.copyOf(keys)));
    return new PlannedRules(rules, input, rows, List.copyOf(metrics), listed);
  }

  private void match(Spot spot) {
    if (spot.rule instanceof RowRule row) {
      row(spot, row);
    } else if (spot.rule instanceof BatchRule batch) {
      batch(spot, batch);
    } else if (spot.rule instanceof HistoryRule history) {
      spot.key = history.column() == null ? "columns" : "column";
      metric(spot, history.metricKey());
    } else if (spot.rule instanceof CrossRule cross) {
      cross(spot, cross);
    }
  }

  // --- row rules ----------------------------------------------------------------------------

  private void row(Spot spot, RowRule rule) {
    RowCheck check = rule.check();
    if (check instanceof ExistsIn exists) {
      existsIn(spot, exists);
    } else if (!(check instanceof Predicate)) {
      spot.key = rule.kind() + ".column";
      spot.type(check.columns().get(0)).ifPresent(type -> value(spot, check, type));
    }
  }

  private void value(Spot spot, RowCheck check, String sqlType) {
    ColumnType type = ColumnType.of(sqlType);
    String column = check.columns().get(0);
    if (check instanceof InSet set) {
      spot.key = "in-set.values";
      set.values().forEach(value -> literal(spot, column, sqlType, value));
    } else if (check instanceof Range range) {
      range(spot, range, sqlType);
    } else if (!(check instanceof RowCheck.NotNull) && type != ColumnType.STRING) {
      spot.refuse(column, sqlType, spot.rule.kind() + " needs a string column");
    }
  }

  private void range(Spot spot, Range range, String sqlType) {
    ColumnType type = ColumnType.of(sqlType);
    if (!type.isNumber() && !type.isTime()) {
      String needs = "range needs numbers, dates or timestamps";
      spot.refuse(range.column(), sqlType, needs);
      return;
    }
    spot.key = "range.min";
    Optional.ofNullable(range.min()).ifPresent(v -> literal(spot, range.column(), sqlType, v));
    spot.key = "range.max";
    Optional.ofNullable(range.max()).ifPresent(v -> literal(spot, range.column(), sqlType, v));
  }

  private void literal(Spot spot, String column, String sqlType, String value) {
    ColumnType type = ColumnType.of(sqlType);
    if (type == ColumnType.OTHER) {
      spot.refuse(column, sqlType, spot.rule.kind() + " needs a column of single values");
    } else if (SqlLiteral.of(type, value).isEmpty()) {
      spot.problem("'" + value + "' is no value of column '" + column + "' (" + sqlType + ")", "");
    }
  }

  private void existsIn(Spot spot, ExistsIn check) {
    Map<String, String> other = input.references().get(check.table());
    for (int i = 0; i < check.columns().size(); i++) {
      spot.key = "exists-in.columns";
      Optional<String> here = spot.type(check.columns().get(i));
      if (other == null) {
        continue;
      }
      spot.key = check.references().isEmpty() ? "exists-in.columns" : "exists-in.references";
      String referenced = check.referenced().get(i);
      Optional<String> there = spot.typeIn(check.table(), other, referenced);
      if (here.isPresent() && there.isPresent()) {
        comparable(spot, check.columns().get(i), here.get(), check.table(), there.get());
      }
    }
  }

  /** Spark would cast one side in silence, and a key of another type mostly is another key. */
  private static void comparable(
      Spot spot, String column, String here, String table, String there) {
    ColumnType a = ColumnType.of(here);
    ColumnType b = ColumnType.of(there);
    boolean whole = exact(a) && exact(b);
    boolean same = a == b && a != ColumnType.OTHER && !a.isFloating();
    if (!whole && !same && !here.equals(there)) {
      String types = here + " here and " + there + " in '" + table + "'";
      spot.problem("column '" + column + "' is " + types, " Use columns of one type.");
    }
  }

  private static boolean exact(ColumnType type) {
    return type == ColumnType.INTEGER || type == ColumnType.DECIMAL;
  }

  // --- metrics ------------------------------------------------------------------------------

  private void batch(Spot spot, BatchRule rule) {
    if (rule.check() instanceof BatchCheck.SchemaEquals) {
      return;
    }
    boolean one = rule.check() instanceof Freshness || rule.check().columns().size() == 1;
    MetricKey key = RuleNeeds.ofBatch(rule);
    spot.key = rule.kind() + (one && key.name().mostColumns() == 1 ? ".column" : ".columns");
    metric(spot, key);
  }

  private static void metric(Spot spot, MetricKey key) {
    for (String column : key.columns()) {
      spot.type(column)
          .filter(type -> !fits(key.name().wants(), type))
          .ifPresent(
              type -> spot.refuse(column, type, key.name().key() + needs(key.name().wants())));
    }
  }

  private static boolean fits(Wants wants, String sqlType) {
    ColumnType type = ColumnType.of(sqlType);
    return switch (wants) {
      case ANYTHING -> true;
      case GROUPABLE -> type != ColumnType.OTHER || sqlType.equalsIgnoreCase("binary");
      case NUMBERS -> type.isNumber();
      case TIMES -> type.isTime();
    };
  }

  private static String needs(Wants wants) {
    return switch (wants) {
      case ANYTHING -> " needs a column";
      case GROUPABLE -> " needs a column of single values";
      case NUMBERS -> " needs a column of numbers";
      case TIMES -> " needs a column of dates or timestamps";
    };
  }

  private void cross(Spot spot, CrossRule rule) {
    if (rule.check() instanceof SumMatches sum) {
      sum(spot, rule, sum);
    } else if (rule.check() instanceof TrainingServingSkew skew) {
      skew(spot, rule, skew);
    }
  }

  private void sum(Spot spot, CrossRule rule, SumMatches check) {
    spot.key = rule.kind() + ".column";
    metric(spot, MetricKey.of(MetricName.SUM, List.of(check.column()), null));
    Map<String, String> other = input.references().get(check.table());
    if (other != null) {
      spot.key = rule.kind() + (check.otherColumn() == null ? ".column" : ".other-column");
      spot.typeIn(check.table(), other, check.referenced())
          .filter(type -> !fits(Wants.NUMBERS, type))
          .ifPresent(type -> spot.refuse(check.referenced(), type, "sum" + needs(Wants.NUMBERS)));
    }
  }

  private void skew(Spot spot, CrossRule rule, TrainingServingSkew check) {
    spot.key = rule.kind() + ".columns";
    ReferenceProfile profile = input.profiles().get(rule.id());
    if (profile == null) {
      return;
    }
    List<String> known = profile.columns().stream().map(ReferenceProfile.Column::name).toList();
    check.columns().stream()
        .filter(column -> !known.contains(column))
        .forEach(
            column ->
                spot.problem(
                    "the profile of " + profile.table() + " has no column '" + column + "'",
                    hint(column, known)));
  }

  private static String hint(String name, Collection<String> known) {
    String near = Suggest.didYouMean(name, known);
    if (!near.isEmpty()) {
      return near;
    }
    String shown =
        known.stream().sorted().limit(LISTED).collect(Collectors.joining("', '", "'", "'"));
    String more = known.size() > LISTED ? " and " + (known.size() - LISTED) + " more" : "";
    return known.isEmpty() ? " It has no columns." : " Its columns are " + shown + more + ".";
  }

  /** A rule and the key that is being looked at. */
  private final class Spot {
    private final Rule rule;
    private final String path;
    private String key = "";

    Spot(Rule rule, String path) {
      this.rule = rule;
      this.path = path;
    }

    /** The type of a column of the input, if there is such a column and its type is known. */
    Optional<String> type(String column) {
      Optional<String> type = typeIn(null, input.columns(), column);
      good &= type.filter(UNKNOWN::equals).isEmpty();
      return type.filter(known -> !known.equals(UNKNOWN));
    }

    /** The type of a column of another table. */
    Optional<String> typeIn(String table, Map<String, String> columns, String column) {
      String type = columns.get(column);
      if (type == null) {
        String name = "'" + (table == null ? input.table() : table) + "'";
        String nested = nested(columns, column);
        problem(
            name + " has no column '" + column + "'" + nested,
            nested.isEmpty() ? hint(column, columns.keySet()) : onlySql(column));
      }
      return Optional.ofNullable(type);
    }

    private String nested(Map<String, String> columns, String column) {
      int dot = column.indexOf('.');
      String outer = dot < 0 ? null : columns.get(column.substring(0, dot));
      boolean inside = outer != null && ColumnType.of(outer) == ColumnType.OTHER;
      return inside ? ", only a column '" + column.substring(0, dot) + "' with fields" : "";
    }

    private String onlySql(String column) {
      return " Only SQL sees fields: use a predicate such as {sql: " + column + " IS NOT NULL}.";
    }

    void refuse(String column, String type, String needs) {
      problem("column '" + column + "' is " + type + ", and " + needs, "");
    }

    /** Notes a problem at the key that is being looked at. */
    void problem(String reason, String remedy) {
      good = false;
      String full = key.isEmpty() ? path : path + "." + key;
      problems.accept(
          "Cannot use rule '"
              + rule.id()
              + "' ("
              + loaded.place(full)
              + "): "
              + reason
              + "."
              + remedy);
    }
  }
}
