package dev.assay.jobs.cli;

import dev.assay.jobs.registry.ModelAdmin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code assay model verify}. */
@Command(
    name = "verify",
    description = "Checks a model's digests and scores its golden vectors on this machine.",
    footerHeading = "%nExamples:%n",
    footer = "  assay model verify churn@champion churn@4 --registry models")
final class ModelVerifyCommand implements Callable<Outcome> {
  @Parameters(paramLabel = "MODEL", arity = "1..*", description = "name@version or name@alias.")
  List<String> references;

  @Mixin RegistryChoice registry;

  @Mixin Options.Help help;

  private final Shell shell;

  ModelVerifyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    ModelAdmin admin = registry.open(shell);
    Map<String, Object> details = new LinkedHashMap<>();
    for (String reference : references) {
      ModelAdmin.Verified verified = admin.verify(reference);
      String digest = verified.model().packageDigest();
      shell
          .out()
          .println(
              verified.model().manifest().reference()
                  + ": digest "
                  + Quantities.brief(digest)
                  + " right, "
                  + verified.golden().rows()
                  + " golden rows "
                  + (verified.golden().bitEqual()
                      ? "equal bit for bit"
                      : "within " + verified.golden().maxDifference())
                  + " ("
                  + verified.runtime()
                  + ", "
                  + verified.device()
                  + ")");
      details.put(verified.model().manifest().reference(), digest);
    }
    return Outcome.of("VERIFIED", null, Map.of("models", details));
  }
}
