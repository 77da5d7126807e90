package dev.assay.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Why a row cannot be scored by a model. A row may have several; they are kept as bits of an int.
 */
public enum RejectReason {
  /** A null where the manifest does not allow one. */
  NULL_VALUE(1 << 0, "is null"),
  /** A NaN where the manifest does not allow one. */
  NAN_VALUE(1 << 1, "is NaN"),
  /** Positive or negative infinity. */
  INFINITE_VALUE(1 << 2, "is infinite"),
  /** An array of another length than the tensor needs. */
  WRONG_LENGTH(1 << 3, "has the wrong length"),
  /** A value that is not among the manifest's categories. */
  UNKNOWN_CATEGORY(1 << 4, "is not a known category"),
  /** A finite number that the tensor's type cannot hold. */
  OUT_OF_RANGE(1 << 5, "is out of the tensor's range"),
  /** A number that the tensor's type would round, where the manifest does not allow that. */
  LOSSY_CAST(1 << 6, "would lose digits"),
  /** The row breaks a rule of data quality that quarantines; no model sees it. */
  QUALITY_RULE(1 << 7, "breaks");

  private final int bit;
  private final String phrase;

  RejectReason(int bit, String phrase) {
    this.bit = bit;
    this.phrase = phrase;
  }

  /** The reason after a column's name: "AGEP is null". */
  public String phrase() {
    return phrase;
  }

  /** This reason's bit. */
  public int bit() {
    return bit;
  }

  /** The reasons in a set of bits, in the order of this enum. */
  public static List<RejectReason> of(int bits) {
    List<RejectReason> list = new ArrayList<>();
    for (RejectReason reason : values()) {
      if ((bits & reason.bit()) != 0) {
        list.add(reason);
      }
    }
    return list;
  }
}
