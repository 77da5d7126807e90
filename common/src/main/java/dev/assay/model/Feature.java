package dev.assay.model;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One feature as one model wants it: a column of the table and how its values become elements of a
 * tensor. Two models whose features are equal see the same numbers, so they share one copy of them.
 *
 * @param column name of the table column or derived feature
 * @param type element type of the tensor it goes into
 * @param width elements per row: 1 for a scalar column, the length for an array column
 * @param missing what null and NaN mean
 * @param epoch unit for date and timestamp columns; null where the column must be a number
 * @param allowLossyCast whether a cast that can lose digits (long to float, decimal to float) is
 *     fine
 * @param categories the values the model knows, as text; empty where any value is fine
 */
public record Feature(
    String column,
    ElementType type,
    int width,
    MissingPolicy missing,
    EpochUnit epoch,
    boolean allowLossyCast,
    List<String> categories)
    implements Serializable {

  public Feature {
    Objects.requireNonNull(column);
    Objects.requireNonNull(type);
    Objects.requireNonNull(missing);
    categories = List.copyOf(categories);
  }

  /** A required scalar feature without further conditions. */
  public static Feature scalar(String column, ElementType type) {
    return new Feature(column, type, 1, MissingPolicy.REJECT, null, false, List.of());
  }

  /** The epoch unit, where the feature is a date or timestamp. */
  public Optional<EpochUnit> epochUnit() {
    return Optional.ofNullable(epoch);
  }
}
