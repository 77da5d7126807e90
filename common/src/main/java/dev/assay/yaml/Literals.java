package dev.assay.yaml;

import dev.assay.yaml.Schema.Flag;
import dev.assay.yaml.Schema.Real;
import dev.assay.yaml.Schema.Whole;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Numbers and booleans as YAML 1.2 and JSON write them. What only YAML 1.1 knows (yes, 0777, 1:30,
 * 1_000) is refused, since readers disagree on what it means.
 */
final class Literals {
  private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
  private static final Pattern BASED = Pattern.compile("0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)");
  private static final Pattern NAN = Pattern.compile("\\.(?:nan|NaN|NAN)");
  private static final Map<String, Boolean> FLAGS =
      Map.of(
          "true", true, "True", true, "TRUE", true, "false", false, "False", false, "FALSE", false);

  private Literals() {}

  /** The value, or nothing when the text is none of the schema's. */
  static Optional<Object> parse(Schema schema, String text) {
    if (schema instanceof Whole whole) {
      return whole(whole, text);
    }
    if (schema instanceof Real) {
      return real(text);
    }
    return schema instanceof Flag ? Optional.ofNullable(FLAGS.get(text)) : Optional.empty();
  }

  /** Whether a reader of YAML 1.2 takes the text for a number; Resolver tells for YAML 1.1. */
  static boolean isNumber(String text) {
    return REAL.matcher(text).matches() || BASED.matcher(text).matches();
  }

  /** What is expected in place of a text that cannot be parsed. */
  static String expected(Schema schema, String text) {
    if (schema instanceof Whole whole && WHOLE.matcher(text).matches()) {
      return "a whole number from " + whole.min() + " to " + whole.max();
    }
    if (schema instanceof Real && REAL.matcher(text).matches()) {
      return "a number of at most " + Double.MAX_VALUE;
    }
    return schema.expected();
  }

  private static Optional<Object> whole(Whole schema, String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(BigInteger.valueOf(schema.min())) < 0
        || value.compareTo(BigInteger.valueOf(schema.max())) > 0) {
      return Optional.empty();
    }
    // No conditional expression: it would widen the int to a long.
    if (schema.isLong()) {
      return Optional.of(value.longValueExact());
    }
    return Optional.of(value.intValueExact());
  }

  private static Optional<Object> real(String text) {
    if (NAN.matcher(text).matches()) {
      return Optional.of(Double.NaN);
    }
    if (NOT_FINITE.matcher(text).matches()) {
      boolean negative = text.startsWith("-");
      return Optional.of(negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    if (!REAL.matcher(text).matches()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? Optional.empty() : Optional.of(value);
  }
}
