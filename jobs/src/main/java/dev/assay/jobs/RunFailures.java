package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.Optional;

/** What a failed Spark job means. */
final class RunFailures {
  private static final int DEEPEST = 50;

  private RunFailures() {}

  /** Our own error, thrown here or in a task. */
  static Optional<AssayException> own(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof AssayException ours) {
        return Optional.of(ours);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /** Failures that a person can act on. */
  static Optional<AssayException> known(Throwable failure) {
    String text = messages(failure);
    if (text.contains("No space left on device")) {
      return Optional.of(
          new AssayException(
              ErrorCode.STORE,
              "Cannot write the run: no space is left on a device, of the store or of Spark's"
                  + " scratch directory (spark.local.dir). Free space and run the command again;"
                  + " nothing of it is visible.",
              failure));
    }
    if (text.contains("java.lang.OutOfMemoryError")) {
      return Optional.of(
          new AssayException(
              ErrorCode.INTERNAL,
              "Cannot finish the run: an executor ran out of memory. Raise spark.executor.memory,"
                  + " or ASSAY_HEAP for a local run; nothing of it is visible.",
              failure));
    }
    return Optional.empty();
  }

  /** Anything else: a defect, or a cluster in trouble. */
  static AssayException unknown(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST; depth++) {
      root = root.getCause();
    }
    String reason = root.getMessage() == null ? root.getClass().getName() : root.getMessage();
    return new AssayException(
        ErrorCode.INTERNAL,
        "Cannot finish the run: "
            + reason.lines().findFirst().orElse("").strip()
            + ". Nothing of it is visible; the log has the details.",
        failure);
  }

  private static String messages(Throwable failure) {
    StringBuilder all = new StringBuilder();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      all.append(cause).append('\n');
      cause = cause.getCause();
    }
    return all.toString();
  }
}
