package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Turns what was thrown into an outcome with a sentence for the user. */
final class Failures {
  // Not below dev.assay: what goes there as a warning or worse is shown on the console as well.
  private static final String LOGGER = "failure";

  private Failures() {}

  /** The outcome of a command that threw; its stack trace is in the log. */
  static Outcome outcome(Throwable thrown, Optional<Path> log) {
    Optional<AssayException> ours = ours(thrown);
    if (ours.isPresent()) {
      return outcome(ours.get(), thrown, log);
    }
    LoggerFactory.getLogger(LOGGER).error("Unexpected", thrown);
    return Outcome.failed(ErrorCode.INTERNAL, unexpected(thrown) + seeLog(log));
  }

  private static Outcome outcome(AssayException ours, Throwable thrown, Optional<Path> log) {
    boolean more = thrown != ours || ours.getCause() != null;
    if (more) {
      LoggerFactory.getLogger(LOGGER).error(ours.code().name(), thrown);
    }
    return Outcome.failed(ours.code(), ours.getMessage() + (more ? seeLog(log) : ""));
  }

  /** Our own exception, also where Spark wrapped it. */
  static Optional<AssayException> ours(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof AssayException ours) {
        return Optional.of(ours);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /** Why a file operation failed, in words. */
  static String reason(Throwable thrown) {
    if (thrown instanceof NoSuchFileException) {
      return "there is no such file or directory: " + thrown.getMessage();
    }
    if (thrown instanceof AccessDeniedException) {
      return "permission denied: " + thrown.getMessage();
    }
    if (thrown instanceof NotDirectoryException
        || thrown instanceof java.nio.file.FileAlreadyExistsException) {
      return "not a directory: " + thrown.getMessage();
    }
    return firstLine(thrown);
  }

  private static String unexpected(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    if (root instanceof OutOfMemoryError) {
      return "Cannot go on: out of memory ("
          + root.getMessage()
          + "). Give the local run more with ASSAY_HEAP=8g, or a cluster's with"
          + " spark.driver.memory and spark.executor.memory.";
    }
    return "Unexpected " + root.getClass().getSimpleName() + ": " + firstLine(root);
  }

  private static String firstLine(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank()
        ? thrown.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElse("");
  }

  private static String seeLog(Optional<Path> log) {
    return log.map(file -> System.lineSeparator() + "Details are in " + file).orElse("");
  }
}
