package dev.assay.yaml;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Where a value was written.
 *
 * @param document the file, or the option as it was typed, such as {@code --set score.device=cuda}
 * @param line the line in the file, from 1; 0 where there are no lines
 * @param label how lists of settings call the place, such as {@code conf/x.yaml:3} or {@code --set}
 * @param variables environment variables whose values are part of the value, sorted
 */
public record Origin(String document, int line, String label, List<String> variables) {

  /** A value that nobody wrote. */
  public static final Origin DEFAULT = option("default", "default");

  public Origin {
    Objects.requireNonNull(document);
    Objects.requireNonNull(label);
    variables = List.copyOf(new TreeSet<>(variables));
  }

  /** A line of a file. */
  public static Origin file(String file, int line) {
    return new Origin(file, line, file + ":" + line, List.of());
  }

  /** An option of the command line: as typed, and its short name. */
  public static Origin option(String typed, String name) {
    return new Origin(typed, 0, name, List.of());
  }

  /** The same place, with these environment variables. */
  public Origin withVariables(Collection<String> names) {
    return new Origin(document, line, label, List.copyOf(names));
  }

  /** The place as it stands in messages: {@code conf/x.yaml:3}. */
  public String location() {
    return line == 0 ? document : document + ":" + line;
  }

  /** The place as it stands beside a setting: {@code conf/x.yaml:3 (ASSAY_STORE)}. */
  public String describe() {
    return variables.isEmpty() ? label : label + " (" + String.join(", ", variables) + ")";
  }
}
