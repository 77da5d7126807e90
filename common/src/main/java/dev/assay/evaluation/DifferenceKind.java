package dev.assay.evaluation;

import dev.assay.model.Task;
import java.util.List;
import java.util.Locale;

/** How a challenger differs from the champion in a row. */
enum DifferenceKind {
  /** The challenger selects the row at its cutoff, the champion does not at its own. */
  GAINED,
  /** The champion selects the row, the challenger does not. */
  LOST,
  /** The models predict different classes. */
  CHANGED,
  /** The scores are as far apart as of one row in a thousand. */
  FURTHEST;

  /** The kinds that models of a task have: changes of the class, upwards first, then scores. */
  static List<DifferenceKind> of(Task task) {
    return switch (task) {
      case BINARY -> List.of(GAINED, LOST, FURTHEST);
      case MULTICLASS -> List.of(CHANGED, FURTHEST);
      default -> List.of(FURTHEST);
    };
  }

  /** The name in tables: {@code gained}. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
