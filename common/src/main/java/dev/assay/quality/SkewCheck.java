package dev.assay.quality;

import dev.assay.quality.CrossCheck.TrainingServingSkew;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parts of a training-serving-skew rule: for each column its type, nulls, values or range. */
final class SkewCheck {
  private final TrainingServingSkew check;
  private final String where;
  private final ReferenceProfile profile;
  private final Map<String, String> columns;

  SkewCheck(
      TrainingServingSkew check,
      String where,
      ReferenceProfile profile,
      Map<String, String> columns) {
    this.check = check;
    this.where = where;
    this.profile = profile;
    this.columns = columns;
  }

  /**
   * One thing that is compared.
   *
   * @param metric what the comparison needs
   * @param bounds what the metric must lie in
   * @param found what a message says the metric shows, as a share of rows
   */
  record Part(MetricKey metric, Bounds bounds, String found) {}

  /** The metrics of all parts. */
  List<MetricKey> metrics() {
    return parts().stream().map(Part::metric).toList();
  }

  /** What is compared by metrics, in the order of the profile. */
  List<Part> parts() {
    return compared().stream()
        .filter(column -> complaint(column).isEmpty())
        .flatMap(column -> parts(column).stream())
        .toList();
  }

  /** Columns that are missing or of another type, one half sentence each. */
  List<String> complaints() {
    return compared().stream().flatMap(column -> complaint(column).stream()).toList();
  }

  private Optional<String> complaint(ReferenceProfile.Column column) {
    String type = columns.get(column.name());
    if (type == null) {
      return Optional.of("column '" + column.name() + "' is missing");
    }
    String was = "column '" + column.name() + "' is " + type + " and was " + column.type();
    return type.equalsIgnoreCase(column.type()) ? Optional.empty() : Optional.of(was);
  }

  private List<ReferenceProfile.Column> compared() {
    return profile.columns().stream()
        .filter(c -> check.columns().isEmpty() || check.columns().contains(c.name()))
        .toList();
  }

  private List<Part> parts(ReferenceProfile.Column column) {
    List<Part> parts = new ArrayList<>();
    parts.add(nulls(column));
    ColumnType type = ColumnType.of(columns.get(column.name()));
    if (!column.values().isEmpty() && type != ColumnType.OTHER) {
      parts.add(unseen(column, type));
    } else if (column.min() != null && column.max() != null && type.isNumber()) {
      parts.add(range(column, type));
    }
    return parts;
  }

  private Part nulls(ReferenceProfile.Column column) {
    double least = Math.max(0, 1 - column.nullShare() - check.maxNullRise());
    MetricKey metric = MetricKey.of(MetricName.COMPLETENESS, List.of(column.name()), where);
    String was = "null in '" + column.name() + "', was " + Numbers.rounded(column.nullShare());
    return new Part(metric, new Bounds(least, null), was);
  }

  private Part unseen(ReferenceProfile.Column column, ColumnType type) {
    String name = SqlLiteral.name(column.name());
    String known =
        column.values().stream()
            .flatMap(value -> SqlLiteral.of(type, value.value()).stream())
            .collect(Collectors.joining(", "));
    String seen = name + " IS NULL OR " + name + " IN (" + known + ")";
    return part(seen, check.maxUnseenShare(), "unseen values in '" + column.name() + "'");
  }

  private Part range(ReferenceProfile.Column column, ColumnType type) {
    String name = SqlLiteral.name(column.name());
    String nan = type.isFloating() ? "isnan(" + name + ") OR " : "";
    String within =
        new RowSql(columns).within(column.name(), column.min().toString(), column.max().toString());
    String inside = name + " IS NULL OR " + nan + within;
    String range = Numbers.text(column.min()) + " to " + Numbers.text(column.max());
    return part(inside, check.maxOutOfRangeShare(), "'" + column.name() + "' outside " + range);
  }

  private Part part(String sql, double tolerated, String found) {
    MetricKey metric = MetricKey.compliance("coalesce(" + sql + ", false)", where);
    return new Part(metric, new Bounds(1 - tolerated, null), found);
  }
}
