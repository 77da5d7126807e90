package dev.assay.jobs.expression;

/** What Spark's exceptions say, in a line. */
public final class Causes {
  private Causes() {}

  /** The first line of a message, without Spark's error class and the full stop. */
  public static String firstLine(Throwable failure) {
    String message =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    String line = message.lines().filter(l -> !l.isBlank()).findFirst().orElse(message).strip();
    return line.replaceFirst("^\\[[A-Z0-9_.]+\\] ", "").replaceFirst("[.;]$", "");
  }
}
