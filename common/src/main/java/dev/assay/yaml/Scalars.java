package dev.assay.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Writes scalars; quotes strings that YAML, of any version, would take for something else. */
final class Scalars {
  private static final Pattern PLAIN_START = Pattern.compile("^[\\p{L}\\p{Nd}_/.$(<^+\\\\]");
  private static final Pattern NOT_IN_BLOCK =
      Pattern.compile(": | #|:$|^\\s|\\s$|^\\.{3}|\\p{Cntrl}");
  private static final Pattern NOT_IN_FLOW = Pattern.compile("[\\[\\]{},:?#]");
  private static final Resolver RESOLVER = new Resolver();

  private Scalars() {}

  /** A string, number, boolean, enum or null in a block mapping or list. */
  static String inBlock(Object value) {
    return value instanceof String text ? quoted(text, false) : literal(value);
  }

  /** The same inside brackets or braces. */
  static String inFlow(Object value) {
    return value instanceof String text ? quoted(text, true) : literal(value);
  }

  private static String literal(Object value) {
    if (value instanceof Double number) {
      return real(number);
    }
    return value instanceof Enum ? Schema.constantName(value) : String.valueOf(value);
  }

  private static String real(double value) {
    if (Double.isNaN(value)) {
      return ".nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    return Double.toString(value);
  }

  private static String quoted(String text, boolean flow) {
    boolean plain =
        PLAIN_START.matcher(text).find()
            && !NOT_IN_BLOCK.matcher(text).find()
            && !(flow && NOT_IN_FLOW.matcher(text).find())
            && text.codePoints().noneMatch(Scalars::isSpecial)
            && isString(text);
    return plain ? text : doubleQuoted(text);
  }

  private static boolean isString(String text) {
    return !Literals.isNumber(text) && RESOLVER.resolve(NodeId.scalar, text, true).equals(Tag.STR);
  }

  private static boolean isSpecial(int c) {
    return !StreamReader.isPrintable(c)
        || Character.getType(c) == Character.FORMAT
        || c == 0x85
        || c == 0x2028
        || c == 0x2029
        || c == 0xFEFF;
  }

  private static String doubleQuoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().forEach(c -> out.append(escaped(c)));
    return out.append('"').toString();
  }

  private static String escaped(int c) {
    if (c == '"' || c == '\\') {
      return "\\" + (char) c;
    }
    if (c == '\n') {
      return "\\n";
    }
    if (c == '\t') {
      return "\\t";
    }
    if (isSpecial(c) || c == '\r') {
      return c > 0xFFFF ? String.format("\\U%08X", c) : String.format("\\u%04X", c);
    }
    return Character.toString(c);
  }
}
