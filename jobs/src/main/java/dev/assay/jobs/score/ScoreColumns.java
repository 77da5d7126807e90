package dev.assay.jobs.score;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/** The columns that scoring adds to the key and the pass-through columns, in this order. */
public final class ScoreColumns {
  /** The probability or value; null where a model gives a vector only. */
  public static final String SCORE = "score";

  /** The predicted class; null where a model predicts a number. */
  public static final String LABEL = "label";

  /** All outputs of a model with several; else null. */
  public static final String SCORES = "scores";

  /** Hash of the features as the model saw them. */
  public static final String FEATURES_HASH = "features_hash";

  /** The model's name. */
  public static final String MODEL = "model";

  /** The model's version. */
  public static final String VERSION = "version";

  /** The ids of the row rules that tag the row; there only where a run has such rules. */
  public static final String FAILED_RULES = "failed_rules";

  /** Whether the row was scored; where only scored rows are wanted, dropped again. */
  public static final String ACCEPTED = "__assay_accepted";

  /** How many columns each model gives; what follows is the same for all models. */
  static final int PRODUCED = 7;

  static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType, false);

  static final DataType STRINGS = DataTypes.createArrayType(DataTypes.StringType, false);

  private ScoreColumns() {}

  /** The columns of a run, with {@link #FAILED_RULES} at the end or without. */
  static List<StructField> produced(boolean tags) {
    List<StructField> fields = new ArrayList<>(ofModel());
    if (tags) {
      fields.add(field(FAILED_RULES, STRINGS, true));
    }
    return fields;
  }

  private static List<StructField> ofModel() {
    return List.of(
        field(SCORE, DataTypes.DoubleType, true),
        field(LABEL, DataTypes.StringType, true),
        field(SCORES, FLOATS, true),
        field(FEATURES_HASH, DataTypes.LongType, false),
        field(MODEL, DataTypes.StringType, false),
        field(VERSION, DataTypes.StringType, false),
        field(ACCEPTED, DataTypes.BooleanType, false));
  }

  private static StructField field(String name, DataType type, boolean nullable) {
    return new StructField(name, type, nullable, Metadata.empty());
  }
}
