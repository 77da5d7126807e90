package dev.assay.yaml;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects everything that is wrong with the documents of a configuration, to be told at once. */
public final class Problems {
  private final List<String> documents = new ArrayList<>();
  private final List<Problem> found = new ArrayList<>();

  /** Notes a document; its problems are told before those of documents noted later. */
  public void document(String name) {
    if (!documents.contains(name)) {
      documents.add(name);
    }
  }

  /**
   * Adds a problem.
   *
   * @param origin where it stands
   * @param path the key, empty for a problem of the whole document
   * @param text what was found and what was expected
   */
  public void add(Origin origin, String path, String text) {
    add(origin, origin.location(), path, text);
  }

  void add(Origin origin, String location, String path, String text) {
    document(origin.document());
    String line = location + ": " + (path.isEmpty() ? "" : path + ": ") + text;
    found.add(new Problem(documents.indexOf(origin.document()), origin.line(), line));
  }

  /** Whether nothing is wrong. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** The problems as lines {@code file:line: key.path: text}, by document and line. */
  public List<String> lines() {
    return found.stream()
        .sorted(Comparator.comparingInt(Problem::document).thenComparingInt(Problem::line))
        .map(Problem::text)
        .distinct()
        .toList();
  }

  /**
   * Does nothing when nothing is wrong.
   *
   * @param what what cannot be done, such as {@code Cannot load the configuration}
   * @throws AssayException with code CONFIG and all problems, one on each line
   */
  public void throwIfAny(String what) {
    if (isEmpty()) {
      return;
    }
    List<String> lines = lines();
    String count = lines.size() == 1 ? "1 problem" : lines.size() + " problems";
    throw new AssayException(
        ErrorCode.CONFIG, what + ": " + count + ".\n  " + String.join("\n  ", lines));
  }

  private record Problem(int document, int line, String text) {}
}
