package dev.assay.evaluation;

import java.io.Serializable;

/**
 * A way to divide the rows: each row has one value of it and belongs to that slice, or to none.
 *
 * @param name columns or predicate, as a person reads it: {@code SEX}, {@code SEX, RAC1P}, {@code
 *     AGEP >= 65}
 * @param role what the slices are for
 * @param predicate whether it holds rows for which a predicate is true, as one slice
 */
public record Slicer(String name, Role role, boolean predicate) implements Serializable {
  /** What slices are for. */
  public enum Role {
    /** Figures of parts that somebody asked for. */
    DECLARED,
    /** Groups of a protected attribute, which fairness compares, too. */
    ATTRIBUTE,
    /** Periods of time, in the order of their values. */
    PERIOD
  }

  /** A slice as a person reads it: {@code SEX = 1}, {@code SEX, RAC1P = 1, 2}, the predicate. */
  public String text(String value) {
    return predicate ? name : name + " = " + value;
  }
}
