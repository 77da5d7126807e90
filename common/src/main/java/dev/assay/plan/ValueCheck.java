package dev.assay.plan;

/** What must be checked of each value when a column becomes an element of a tensor. */
public enum ValueCheck {
  /** Every value of the column's type fits, or the manifest allows what is lost. */
  NONE,
  /** A value that the tensor's type cannot hold exactly rejects the row: {@code LOSSY_CAST}. */
  EXACT,
  /** A value outside the tensor's type rejects the row: {@code OUT_OF_RANGE}. */
  RANGE
}
