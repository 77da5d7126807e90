package dev.assay.jobs.cli;

import org.apache.spark.SparkUserAppException;

/**
 * How this process ends. Run by the {@code assay} script, it exits with the command's status. Under
 * spark-submit the main method returns, or throws the exception that spark-submit turns into the
 * status: an exit there would make YARN report every run as failed.
 */
final class ProcessEnd {
  private static final String LAUNCHER_PROPERTY = "assay.launcher";

  private ProcessEnd() {}

  /** Ends the process with a status, or the main method at least. */
  static void with(int status) throws SparkUserAppException {
    if (launchedLocally()) {
      System.exit(status);
    }
    if (status != 0) {
      throw new SparkUserAppException(status);
    }
  }

  /** Whether the {@code assay} script started this JVM, as opposed to spark-submit. */
  static boolean launchedLocally() {
    return "local".equals(System.getProperty(LAUNCHER_PROPERTY));
  }

  /** Ends at once, without shutdown hooks: the second interrupt. */
  static void atOnce(int status) {
    Runtime.getRuntime().halt(status);
  }
}
