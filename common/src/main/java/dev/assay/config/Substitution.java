package dev.assay.config;

import dev.assay.error.Suggest;
import dev.assay.yaml.KeyPath;
import dev.assay.yaml.Problems;
import dev.assay.yaml.YamlNode;
import dev.assay.yaml.YamlNode.Broken;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlNode.Scalar;
import dev.assay.yaml.YamlNode.Sequence;
import dev.assay.yaml.YamlNode.Style;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values in the place of <code>${NAME}</code> and <code>${NAME:-default}</code>, in two steps:
 * environment variables when a file is loaded, and <code>${as-of}</code>, where it holds SQL, when
 * the run's date is known. <code>$${</code> is a literal <code>${
 * </code>. As in a shell, the default also stands for a variable that is set but empty.
 */
public final class Substitution {
  private static final String AS_OF = "as-of";
  private static final String FILTER = "input.filter";
  private static final String FEATURES = "input.features";
  private static final String LABELS = "labels.filter";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
  private static final String ESCAPE = "$${";
  private static final String LITERAL = ESCAPE + " stands for ${ itself";
  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", Pattern.DOTALL);

  private final Function<String, String> environment;
  private final Predicate<String> asOfLater;
  private final String asOfPlaces;
  private final Problems problems;

  /** For the configuration of a job. */
  Substitution(Function<String, String> environment, Problems problems) {
    this(
        environment,
        Substitution::isSqlOfRows,
        FILTER + ", " + FEATURES + " and " + LABELS,
        problems);
  }

  /**
   * For a document of any kind.
   *
   * @param environment the value of an environment variable, null when it is not set
   * @param asOfLater whether the value at a path may hold <code>${as-of}</code>
   * @param asOfPlaces what a message calls those values
   */
  public Substitution(
      Function<String, String> environment,
      Predicate<String> asOfLater,
      String asOfPlaces,
      Problems problems) {
    this.environment = environment;
    this.asOfLater = asOfLater;
    this.asOfPlaces = asOfPlaces;
    this.problems = problems;
  }

  private static boolean isSqlOfRows(String path) {
    return path.equals(FILTER) || path.equals(LABELS) || path.startsWith(FEATURES + ".");
  }

  /**
   * The second step, for a filter or a derived feature of a loaded configuration: fills in <code>
   * ${as-of}</code> as YYYY-MM-DD.
   *
   * @param sql may be null, and is then null again
   */
  public static String asOf(String sql, LocalDate asOf) {
    if (sql == null) {
      return null;
    }
    return REFERENCE
        .matcher(sql)
        .replaceAll(match -> Matcher.quoteReplacement(second(match.group(), asOf)));
  }

  private static String second(String reference, LocalDate asOf) {
    if (reference.equals(ESCAPE)) {
      return "${";
    }
    return reference.equals("${" + AS_OF + "}") ? asOf.toString() : reference;
  }

  /** The text that the first step turns into this text. */
  static String escape(String text) {
    return text.replace("${", ESCAPE);
  }

  /** The first step, for a whole document. */
  public Mapping fill(Mapping document) {
    return mapping(document, "");
  }

  private YamlNode fill(YamlNode node, String path) {
    if (node instanceof Mapping mapping) {
      return mapping(mapping, path);
    }
    if (node instanceof Sequence sequence) {
      return sequence(sequence, path);
    }
    return node instanceof Scalar scalar ? new Filling(scalar, path).result() : node;
  }

  private Mapping mapping(Mapping mapping, String path) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, value) -> entries.put(key, fill(value, KeyPath.child(path, key))));
    return new Mapping(mapping.origin(), entries);
  }

  private Sequence sequence(Sequence sequence, String path) {
    List<YamlNode> items = new ArrayList<>();
    for (YamlNode item : sequence.parts()) {
      items.add(fill(item, KeyPath.item(path, items.size())));
    }
    return new Sequence(sequence.origin(), items);
  }

  /** The first step for one scalar. */
  private final class Filling {
    private final Scalar scalar;
    private final String path;
    private final boolean mayHoldAsOf;
    private final Set<String> used = new TreeSet<>();
    private boolean filled;
    private boolean broken;

    Filling(Scalar scalar, String path) {
      this.scalar = scalar;
      this.path = path;
      this.mayHoldAsOf = asOfLater.test(path);
    }

    YamlNode result() {
      String text =
          REFERENCE
              .matcher(scalar.text())
              .replaceAll(match -> Matcher.quoteReplacement(replacement(match)));
      if (broken) {
        return new Broken(scalar.origin());
      }
      Style style = filled && scalar.style() == Style.QUOTED ? Style.FILLED : scalar.style();
      return new Scalar(scalar.origin().withVariables(used), text, style);
    }

    private String replacement(MatchResult match) {
      if (match.group().equals(ESCAPE)) {
        return mayHoldAsOf ? ESCAPE : "${";
      }
      if (match.group(2).isEmpty()) {
        return broken("found '" + match.group() + "', expected a closing }; " + LITERAL);
      }
      return match.group(1).equals(AS_OF) ? asOf(match.group()) : variable(match.group(1));
    }

    private String asOf(String reference) {
      return mayHoldAsOf
          ? reference
          : broken("found " + reference + ", which is known only in " + asOfPlaces);
    }

    private String variable(String reference) {
      Matcher parts = VARIABLE.matcher(reference);
      if (!parts.matches() || reference.contains("${")) {
        String found = "found '${" + reference + "}'";
        return broken(found + ", expected ${NAME} or ${NAME:-default}; " + LITERAL);
      }
      String name = parts.group(1);
      String value = environment.apply(name);
      String fallback = parts.group(2);
      filled = true;
      if (value == null || (value.isEmpty() && fallback != null)) {
        return fallback == null ? missing(name) : fallback;
      }
      used.add(name);
      return mayHoldAsOf ? escape(value) : value;
    }

    private String missing(String name) {
      String repair = "; set it, or write ${" + name + ":-default}";
      boolean near = mayHoldAsOf && !Suggest.nearest(name, List.of(AS_OF)).isEmpty();
      String meant = ". Did you mean '${" + AS_OF + "}'?";
      return broken("the environment variable " + name + " is not set" + (near ? meant : repair));
    }

    private String broken(String text) {
      problems.add(scalar.origin(), path, text);
      broken = true;
      return "";
    }
  }
}
