package dev.assay.plan;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that a user sees all of it at once. */
public final class Problems {
  private final List<String> messages = new ArrayList<>();
  private ErrorCode code;

  /** Adds a problem; a message that is already there is not repeated. */
  public void add(ErrorCode problemCode, String message) {
    if (code == null) {
      code = problemCode;
    }
    if (!messages.contains(message)) {
      messages.add(message);
    }
  }

  /** What was found so far. */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  /**
   * Throws one exception for all problems, with the code of the first; does nothing without any.
   *
   * @param heading what could not be done, such as {@code Cannot score 'people'}
   */
  public void throwIfAny(String heading) {
    if (messages.isEmpty()) {
      return;
    }
    if (messages.size() == 1) {
      throw new AssayException(code, messages.get(0));
    }
    StringBuilder text = new StringBuilder(heading);
    text.append(": there are ").append(messages.size()).append(" problems.");
    for (String message : messages) {
      text.append("\n  - ").append(message);
    }
    throw new AssayException(code, text.toString());
  }
}
