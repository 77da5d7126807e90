package dev.assay.plan;

import dev.assay.model.ElementType;
import dev.assay.model.Feature;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which column types may become which tensor elements. Widening is free. Integers become floating
 * point with a check of each value, because almost all integers in tables (codes, counts, ages) fit
 * and the few that do not must not be rounded in silence. Double and decimal to float lose digits
 * in almost every value, so they are refused unless the manifest allows it.
 */
final class CastRules {
  private static final Pattern ARRAY = Pattern.compile("array<(.*)>");
  private static final Set<String> SMALL_INTEGERS = Set.of("tinyint", "smallint");
  private static final Set<String> INTEGERS = Set.of("tinyint", "smallint", "int", "bigint");
  private static final Set<String> INSTANTS = Set.of("date", "timestamp", "timestamp_ntz");

  private CastRules() {}

  /** The answer for one feature and one column type. */
  sealed interface Answer permits Accepted, Refused {}

  /**
   * The column may be used.
   *
   * @param check what must be checked of each value
   * @param loses whether digits may be lost because the manifest allows it
   */
  record Accepted(ValueCheck check, boolean loses) implements Answer {}

  /**
   * The column may not be used.
   *
   * @param reason half a sentence
   * @param remedy a sentence
   */
  record Refused(String reason, String remedy) implements Answer {}

  static Answer judge(Feature feature, String sqlType) {
    String type = sqlType.toLowerCase(Locale.ROOT);
    Matcher array = ARRAY.matcher(type);
    if (array.matches()) {
      return feature.epoch() == null
          ? scalar(feature, array.group(1))
          : new Refused(
              "the manifest gives it an epoch unit, and that needs a date or a timestamp",
              "Take the epoch unit out of the manifest, or derive a date in input.features.");
    }
    if (feature.width() > 1) {
      return new Refused(
          "the tensor takes " + feature.width() + " elements of it in each row",
          "Give it as an array, for example with array(...) in input.features.");
    }
    return feature.epoch() == null ? scalar(feature, type) : instant(feature, type);
  }

  private static Answer instant(Feature feature, String type) {
    if (!INSTANTS.contains(type)) {
      return new Refused(
          "the manifest gives it an epoch unit, and that needs a date or a timestamp",
          "Take the epoch unit out of the manifest, or derive a date in input.features.");
    }
    return switch (feature.type()) {
      case FLOAT, DOUBLE -> checkedUnlessAllowed(feature);
      case INT32, INT64 -> new Accepted(ValueCheck.RANGE, false);
      case BOOL, STRING -> mismatch(feature.type());
    };
  }

  private static Answer scalar(Feature feature, String type) {
    if (INSTANTS.contains(type) && numeric(feature.type())) {
      return new Refused(
          "a date or timestamp is no number",
          "Give it an epoch unit (days, seconds, millis, micros) in the model's manifest.");
    }
    return switch (feature.type()) {
      case FLOAT -> toFloat(feature, type);
      case DOUBLE -> toDouble(feature, type);
      case INT32 -> toInteger(feature.type(), type, !type.equals("bigint"));
      case INT64 -> toInteger(feature.type(), type, true);
      case BOOL -> type.equals("boolean") ? free() : mismatch(feature.type());
      case STRING -> isText(type) ? free() : mismatch(feature.type());
    };
  }

  private static Answer toFloat(Feature feature, String type) {
    if (type.equals("float") || type.equals("boolean") || SMALL_INTEGERS.contains(type)) {
      return free();
    }
    if (INTEGERS.contains(type)) {
      return checkedUnlessAllowed(feature);
    }
    if (type.equals("double") || type.startsWith("decimal")) {
      return lossy(feature);
    }
    return mismatch(feature.type());
  }

  private static Answer toDouble(Feature feature, String type) {
    if (type.equals("bigint")) {
      return checkedUnlessAllowed(feature);
    }
    if (type.startsWith("decimal")) {
      return lossy(feature);
    }
    boolean fits =
        type.equals("float")
            || type.equals("double")
            || type.equals("boolean")
            || INTEGERS.contains(type);
    return fits ? free() : mismatch(feature.type());
  }

  private static Answer toInteger(ElementType element, String type, boolean alwaysFits) {
    if (INTEGERS.contains(type)) {
      return alwaysFits ? free() : new Accepted(ValueCheck.RANGE, false);
    }
    if (type.equals("boolean")) {
      return free();
    }
    if (type.equals("float") || type.equals("double") || type.startsWith("decimal")) {
      return new Refused(
          "a fraction cannot become an integer",
          "Round it as the model's training did, for example cast(... as bigint) in input.features"
              + " under a name of its own.");
    }
    return mismatch(element);
  }

  private static Answer checkedUnlessAllowed(Feature feature) {
    return feature.allowLossyCast()
        ? new Accepted(ValueCheck.NONE, true)
        : new Accepted(ValueCheck.EXACT, false);
  }

  private static Answer lossy(Feature feature) {
    return feature.allowLossyCast()
        ? new Accepted(ValueCheck.NONE, true)
        : new Refused(
            "the cast loses digits",
            "Set allow-lossy-cast: true for it in the model's manifest if the model was trained on"
                + " values cast like that.");
  }

  private static Answer free() {
    return new Accepted(ValueCheck.NONE, false);
  }

  private static Refused mismatch(ElementType element) {
    return new Refused(
        "the tensor takes " + accepted(element),
        "Derive a column of such a type in input.features.");
  }

  private static String accepted(ElementType element) {
    return switch (element) {
      case FLOAT -> "float, integer and boolean columns";
      case DOUBLE -> "double, float, integer and boolean columns";
      case INT32, INT64 -> "integer and boolean columns";
      case BOOL -> "boolean columns";
      case STRING -> "string columns";
    };
  }

  private static boolean numeric(ElementType element) {
    return element != ElementType.BOOL && element != ElementType.STRING;
  }

  private static boolean isText(String type) {
    return type.equals("string") || type.startsWith("varchar(") || type.startsWith("char(");
  }
}
