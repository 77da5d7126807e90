package dev.assay.jobs.cli;

import org.apache.spark.SparkUserAppException;

/**
 * How this process ends. Run by the {@code assay} script, it exits with the command's status. Under
 * spark-submit the main method returns, or throws the exception that spark-submit turns into the
 * status: an exit there would make YARN report every run as failed.
 */
enum ProcessEnd {
  EXIT {
    @Override
    void with(int status) {
      System.exit(status);
    }
  },
  RETURN {
    @Override
    void with(int status) throws SparkUserAppException {
      if (status != 0) {
        throw new SparkUserAppException(status);
      }
    }
  };

  private static final String LAUNCHER_PROPERTY = "assay.launcher";

  /** Ends the process with a status, or the main method at least. */
  abstract void with(int status) throws SparkUserAppException;

  /** What the launcher asked for. */
  static ProcessEnd ofThisProcess() {
    return launchedLocally() ? EXIT : RETURN;
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
