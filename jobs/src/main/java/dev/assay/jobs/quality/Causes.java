package dev.assay.jobs.quality;

import dev.assay.error.AssayException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.apache.spark.TaskKilledException;

/** What went wrong within Spark, for a person. */
final class Causes {
  /** What Spark says of a job that it was asked to end, and of one that it has stopped under. */
  private static final Pattern CANCELLED =
      Pattern.compile("Job \\d+ cancelled\\b|Stage cancelled because SparkContext was shut down");

  private static final Pattern STOPPED =
      Pattern.compile(
          "SparkContext has been shutdown|Cannot call methods on a stopped SparkContext");

  private Causes() {}

  /** The innermost cause's message, or its class where it has none, without the stack. */
  static String firstLine(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? "" : root.getMessage().strip();
    String line = message.lines().findFirst().orElse("").strip();
    String text =
        line.isEmpty() ? root.getClass().getSimpleName() : line.replace(".(line ", " (line ");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /** Whether somebody asked for the end of the work, rather than the work having failed. */
  static boolean isCancelled(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException
          || cause instanceof CancellationException
          || cause instanceof TaskKilledException
          || (cause instanceof SparkException && says(CANCELLED, cause))
          || (cause instanceof IllegalStateException && says(STOPPED, cause))) {
        return true;
      }
    }
    return Thread.currentThread().isInterrupted();
  }

  /** Our own error among the causes: it says what to do already. */
  static Optional<AssayException> own(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AssayException ours) {
        return Optional.of(ours);
      }
    }
    return Optional.empty();
  }

  /** Begins with it: a message may quote a value that reads like it. */
  private static boolean says(Pattern text, Throwable cause) {
    return cause.getMessage() != null && text.matcher(cause.getMessage()).lookingAt();
  }
}
