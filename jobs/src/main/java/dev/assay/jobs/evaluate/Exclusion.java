package dev.assay.jobs.evaluate;

import java.util.Locale;

/**
 * Why a row or label is not compared. Each row has the first reason that holds, so that the rows of
 * the input are those compared and those of all reasons about rows.
 */
public enum Exclusion {
  /** The key holds a null. */
  ROWS_WITHOUT_KEY("rows without a key"),
  /** Several rows have the key. */
  ROWS_DUPLICATE("rows that share their key"),
  /** There is no label. */
  LABELS_MISSING("rows without a label"),
  /** Several labels count. */
  LABELS_DUPLICATE("rows with several labels"),
  /** The label does not count, by labels.filter. */
  LABELS_FILTERED("rows whose label labels.filter leaves out"),
  /** Nobody knows when the event was. */
  LABELS_UNTIMED("rows whose label has no event time"),
  /** The label is too young. */
  LABELS_IMMATURE("rows whose label is not mature"),
  /** The label is null or not a number. */
  LABELS_NULL("rows whose label is null or NaN"),
  /** Several rows of protected attributes have the key. */
  ATTRIBUTES_DUPLICATE("rows with several rows of attributes"),
  /** A model rejected the row. */
  ROWS_REJECTED("rows that a model rejected"),
  /** A model has no score of the row. */
  ROWS_NOT_SCORED("rows that a model did not score"),
  /** A score is null or not a number. */
  SCORES_UNDEFINED("rows with a score that is no number"),
  /** There is a label and no row. */
  ROWS_MISSING("labels without a row"),
  /** The key of a label holds a null. */
  LABELS_WITHOUT_KEY("labels without a key"),
  /** The row has no protected attributes: it is compared, and is in no group. */
  ATTRIBUTES_MISSING("rows without attributes, which are in no group of them"),
  /** A column of evaluate.unit is null: the row is compared, as a unit of its own. */
  UNITS_MISSING("rows with a null in evaluate.unit, each a unit of its own");

  private final String phrase;

  Exclusion(String phrase) {
    this.phrase = phrase;
  }

  /** The name in tables: {@code labels_missing}. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a person reads. */
  public String phrase() {
    return phrase;
  }

  /** Whether rows of the input are counted that are not compared for this reason. */
  public boolean excludesRows() {
    return this != ROWS_MISSING
        && this != LABELS_WITHOUT_KEY
        && this != ATTRIBUTES_MISSING
        && this != UNITS_MISSING;
  }
}
