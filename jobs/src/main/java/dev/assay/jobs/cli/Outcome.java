package dev.assay.jobs.cli;

import dev.assay.error.ErrorCode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a command ended, for the process status and the result file.
 *
 * @param status one word, such as {@code PUBLISHED}
 * @param exitStatus the status of the process
 * @param error what kind of error it was; null for none
 * @param message one sentence for a person; null for none
 * @param details what else a machine wants to know, as JSON values
 */
record Outcome(
    String status, int exitStatus, ErrorCode error, String message, Map<String, Object> details) {

  Outcome {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** A command that did what it was asked. */
  static Outcome ok() {
    return of("OK", null, Map.of());
  }

  /** A command that succeeded with a status of its own. */
  static Outcome of(String status, String message, Map<String, Object> details) {
    return new Outcome(status, 0, null, message, details);
  }

  /** A command that failed. */
  static Outcome failed(ErrorCode error, String message) {
    boolean stopped = error == ErrorCode.INTERRUPTED || error == ErrorCode.TERMINATED;
    return new Outcome(
        stopped ? "CANCELLED" : "FAILED", error.exitStatus(), error, message, Map.of());
  }
}
