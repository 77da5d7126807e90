package dev.assay.jobs.quality;

import dev.assay.quality.MetricKey;
import java.util.List;
import java.util.stream.Collectors;

/** Names of states among kept states: what is accumulated, of which columns and which rows. */
final class StateIds {
  private StateIds() {}

  /** The states that a metric needs, the first of which is about the metric itself. */
  static List<String> of(MetricKey key) {
    String columns = key.columns().stream().map(StateIds::quoted).collect(Collectors.joining(", "));
    String where = key.where();
    return switch (key.name()) {
      case ROW_COUNT -> List.of(id("rows", "", where));
      case COMPLETENESS -> List.of(id("filled", columns, where), id("rows", "", where));
      case COMPLIANCE -> List.of(id("true", key.predicate(), where), id("rows", "", where));
      case MEAN, MINIMUM, MAXIMUM, SUM -> List.of(id("numbers", columns, where));
      case STANDARD_DEVIATION -> List.of(id("moments", columns, where));
      case CORRELATION -> List.of(id("co-moments", columns, where));
      case QUANTILE -> List.of(id("digest", columns, where));
      case BINS -> List.of(id("bins", columns, where));
      case APPROX_COUNT_DISTINCT -> List.of(id("sketch", columns, where));
      case NEWEST -> List.of(id("newest", columns, where));
      case DISTINCTNESS, UNIQUENESS, ENTROPY -> List.of(id("groups", columns, where));
      case VALUE_COUNTS -> List.of(id("values", columns, where));
      case MUTUAL_INFORMATION ->
          List.of(
              id("both", columns, where),
              id("first-of-both", columns, where),
              id("second-of-both", columns, where));
    };
  }

  private static String id(String what, String of, String where) {
    return what + "(" + of + ")" + (where == null ? "" : " where " + where);
  }

  private static String quoted(String column) {
    return column.matches("[\\p{L}\\p{N}_]+") ? column : '"' + column.replace("\"", "\"\"") + '"';
  }
}
