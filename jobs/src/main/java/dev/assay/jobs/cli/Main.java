package dev.assay.jobs.cli;

import org.apache.spark.SparkUserAppException;

/** The command line's entry, for the {@code assay} script and for spark-submit. */
public final class Main {
  private Main() {}

  /**
   * Runs one command.
   *
   * @throws SparkUserAppException under spark-submit, with the exit status, if it is not 0
   */
  public static void main(String[] words) throws SparkUserAppException {
    ProcessEnd.with(new Assay(Shell.ofThisProcess()).run(words));
  }
}
