package dev.assay.yaml;

import dev.assay.error.AssayException;
import dev.assay.yaml.YamlNode.Mapping;
import java.util.List;
import java.util.Optional;

/**
 * Reads YAML into records whose components are described by {@link Key}. Keys are the components'
 * names in kebab case, enum constants likewise. Components can be String, int, long, double,
 * boolean (or boxed), enums, records, {@code List<T>} and {@code Map<String, T>} of these; a map
 * keeps the document's order. Some records can be written as a single value ({@link Key#alone}).
 * Numbers, dates and booleans without quotes give a String component their source text. Null is
 * taken only where it is the default.
 */
public final class YamlReader {
  private YamlReader() {}

  /**
   * Reads one document.
   *
   * @param file its name for messages
   * @throws AssayException with code CONFIG and every problem of the document, with its line
   */
  public static <T> T read(Class<T> type, String file, byte[] bytes) {
    Problems problems = new Problems();
    return finish(type, file, YamlParser.parseFile(file, bytes, problems), problems);
  }

  /** The same from text. */
  public static <T> T read(Class<T> type, String file, String text) {
    Problems problems = new Problems();
    return finish(type, file, YamlParser.parseFile(file, text, problems), problems);
  }

  /**
   * Makes a record of nodes and notes what does not fit.
   *
   * @param partial whether a part of the documents could not be read: then missing keys are not
   *     noted, since they may be there
   * @return nothing when a problem was noted
   */
  public static <T> Optional<T> bind(
      Class<T> type, Mapping document, boolean partial, Problems problems) {
    Object value = new Binder(problems, partial).root(Schema.ofRecord(type), document);
    return value == Binder.INVALID ? Optional.empty() : Optional.of(type.cast(value));
  }

  /**
   * Every value of a record that was bound from a document, with the place where it was written:
   * keys of nested records and entries of maps one by one, lists as a whole.
   */
  public static List<Leaf> leaves(Record bound, Mapping document) {
    return Leaf.of(bound, document);
  }

  private static <T> T finish(
      Class<T> type, String file, Optional<Mapping> document, Problems problems) {
    Optional<T> value = document.flatMap(root -> bind(type, root, false, problems));
    problems.throwIfAny("Cannot read '" + file + "'");
    return value.orElseThrow();
  }
}
