package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/**
 * {@code assay bench}: described here, run by the launcher, because benchmarks live in the test
 * tree and are not in the jar.
 */
@Command(
    name = "bench",
    description = "Measures this machine's limits and what Assay reaches.",
    footerHeading = "%nExamples:%n",
    footer = {"  assay bench", "  assay bench --help"})
final class BenchCommand implements Callable<Outcome> {
  @Mixin Options.Help help;

  @SuppressWarnings("unused") // takes whatever the benchmarks would understand
  @Parameters(hidden = true)
  private List<String> words = new ArrayList<>();

  @SuppressWarnings("unused")
  @Unmatched
  private List<String> options = new ArrayList<>();

  @Override
  public Outcome call() {
    throw new AssayException(
        ErrorCode.USAGE,
        "Cannot run the benchmarks from the jar: they are built from the sources. Run ./assay bench"
            + " in a checkout, without ASSAY_SPARK_SUBMIT.");
  }
}
