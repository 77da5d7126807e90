package dev.assay.jobs.evaluate;

/** The columns of facts behind the key columns, and what the flags of a fact mean. */
final class FactColumns {
  static final String KEY = "k";
  static final String KIND = "kind";
  static final String SCORE = "score";
  static final String LABEL = "label";
  static final String WEIGHT = "weight";
  static final String UNIT = "unit";
  static final String PARTS = "parts";
  static final String ODD = "odd";
  static final String SCORES = "scores";
  static final String AMOUNT = "amount";

  /** Places behind the key columns. */
  static final int KIND_AT = 0;

  static final int SCORE_AT = 1;
  static final int LABEL_AT = 2;
  static final int WEIGHT_AT = 3;
  static final int UNIT_AT = 4;
  static final int PARTS_AT = 5;
  static final int ODD_AT = 6;

  /** Of multiclass models; there are no amounts then. */
  static final int SCORES_AT = 7;

  /** Of binary models, where rows have amounts. */
  static final int AMOUNT_AT = 7;

  /** The fact has a model's score, or says that it has none. */
  static final int HAS_SCORE = 1;

  /** The fact has the row's parts of the input and its unit. */
  static final int HAS_ROW = 1 << 1;

  /** The fact has a label. */
  static final int HAS_LABEL = 1 << 2;

  /** The fact has the row's parts of the attributes. */
  static final int HAS_ATTRIBUTES = 1 << 3;

  /** The fact has a weight. */
  static final int HAS_WEIGHT = 1 << 4;

  /** The model rejected the row. */
  static final int REJECTED = 1 << 5;

  /** The label is not mature. */
  static final int IMMATURE = 1 << 6;

  /** The label has no event time. */
  static final int UNTIMED = 1 << 7;

  /** The label does not count. */
  static final int FILTERED = 1 << 8;

  /** The fact has an amount. */
  static final int HAS_AMOUNT = 1 << 9;

  /** The model's place stands above these bits. */
  static final int MODEL_SHIFT = 16;

  private FactColumns() {}
}
