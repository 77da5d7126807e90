package dev.assay.jobs.quality;

import java.util.concurrent.CancellationException;

/** What went wrong within Spark, for a person. */
final class Causes {
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
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof InterruptedException
          || cause instanceof CancellationException
          || message.contains("cancelled")) {
        return true;
      }
    }
    return Thread.currentThread().isInterrupted();
  }
}
