package dev.assay.jobs.cli;

import dev.assay.jobs.registry.ModelAdmin;
import dev.assay.model.Manifest;
import dev.assay.model.Sample;
import dev.assay.onnx.ReferenceOutputs;
import dev.assay.onnx.Registration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay model add}. */
@Command(
    name = "add",
    sortOptions = false,
    description = {
      "Registers an ONNX file as a version of a model.",
      "Cuts off ZipMap, finds the columns and the score, keeps golden vectors and measures whether"
          + " rows change each other's scores. A version never changes once it is registered."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay model add churn.onnx --registry models --name churn --version 1 --sample rows.csv",
      "  assay model add net.onnx --registry models --describe net.yaml --sample rows.json",
      "  assay model add net.onnx --registry models --name net --version 2 --sample rows.json"
          + " --link logit --missing nan --alias champion"
    })
final class ModelAddCommand implements Callable<Outcome> {
  @Parameters(paramLabel = "ONNX", description = "The model file; weights files lie beside it.")
  Path file;

  @Mixin RegistryChoice registry;

  @ArgGroup(validate = false, heading = "%nWhat it is:%n")
  Identity identity = new Identity();

  @ArgGroup(validate = false, heading = "%nRows to try it on:%n")
  Rows rows = new Rows();

  @ArgGroup(validate = false, heading = "%nWhat cannot be read from the file:%n")
  Meaning meaning = new Meaning();

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @Mixin Options.Help help;

  private final Shell shell;

  ModelAddCommand(Shell shell) {
    this.shell = shell;
  }

  /** Name, version and description. */
  static final class Identity {
    @Option(names = "--name", paramLabel = "NAME", description = "Name in the registry.")
    String name;

    @Option(names = "--version", paramLabel = "VERSION", description = "Version, such as 1.")
    String version;

    @Option(
        names = "--alias",
        paramLabel = "ALIAS",
        description = "An alias that points to this version, such as champion.")
    List<String> aliases = List.of();

    @Option(
        names = "--describe",
        paramLabel = "FILE",
        description = "YAML with any of these settings and more: see docs/formats.md.")
    String describe;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "Sets one of them, such as owner=risk-models.")
    List<String> set = List.of();

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "A file to keep in the package: profile.json, background.parquet.")
    List<Path> files = List.of();
  }

  /** Sample and expected outputs. */
  static final class Rows {
    @Option(
        names = "--sample",
        paramLabel = "FILE",
        required = true,
        description = "Some rows of the table, at least 8, as CSV or JSON; hundreds are better.")
    Path sample;

    @Option(
        names = "--expected",
        paramLabel = "FILE",
        description = "The outputs that the training library gave for them, as JSON.")
    Path expected;
  }

  /** The settings that are asked for most. */
  static final class Meaning {
    @Option(
        names = "--task",
        paramLabel = "TASK",
        description = "binary, multiclass, regression, multi-output, embedding. Default: guessed.")
    String task;

    @Option(
        names = "--columns",
        paramLabel = "A,B,...",
        split = ",",
        description = "Columns of the one input tensor, in order. Default: the sample's.")
    List<String> columns;

    @Option(
        names = "--missing",
        paramLabel = "POLICY",
        description = "What null means: reject, nan or empty. Default: reject.")
    String missing;

    @Option(
        names = "--output",
        paramLabel = "TENSOR",
        description = "The output with the score. Default: the only one of floats.")
    String tensor;

    @Option(
        names = "--link",
        paramLabel = "LINK",
        description = "What stands between output and probability: identity, logit, softmax.")
    String link;

    @Option(
        names = "--classes",
        paramLabel = "A,B,...",
        split = ",",
        description = "Names of the classes. Default: as the file has them.")
    List<String> classes;

    @Option(
        names = "--cutoff",
        paramLabel = "SCORE",
        description = "A score at or above it gives the second class. Default: 0.5.")
    Double cutoff;
  }

  @Override
  public Outcome call() {
    Registration registration = RegistrationFile.load(identity, meaning);
    ModelAdmin.AddResult added =
        registry
            .open(shell)
            .add(
                file,
                registration,
                Sample.read(rows.sample),
                rows.expected == null ? null : ReferenceOutputs.read(rows.expected),
                identity.files,
                identity.aliases);
    if (!output.quiet) {
      lines(added).forEach(shell.out()::println);
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("model", added.model().manifest().reference());
    details.put("package", added.model().uri());
    details.put("digest", added.model().packageDigest());
    details.put("notes", added.notes());
    return Outcome.of(
        added.alreadyRegistered() ? "ALREADY_REGISTERED" : "REGISTERED", null, details);
  }

  private List<String> lines(ModelAdmin.AddResult added) {
    Manifest manifest = added.model().manifest();
    List<String> lines = new ArrayList<>();
    lines.add(
        (added.alreadyRegistered() ? "Already registered: " : "Registered ")
            + manifest.reference()
            + " in "
            + added.model().uri());
    lines.add("  digest     " + added.model().packageDigest());
    lines.add(
        "  task       "
            + manifest.task().name().toLowerCase(java.util.Locale.ROOT)
            + (manifest.classes().isEmpty() ? "" : ", classes " + manifest.classes()));
    lines.add(
        "  features   " + manifest.tensors().stream().mapToInt(t -> t.features().size()).sum());
    if (manifest.batchInvariance() != null) {
      lines.add(
          "  rows       "
              + (manifest.batchInvariance().invariant()
                  ? "a row's score does not depend on the rows around it"
                  : "a row's score moves by up to "
                      + manifest.batchInvariance().maxDifference()
                      + " with the rows around it"));
    }
    added
        .reference()
        .ifPresent(
            result ->
                lines.add(
                    "  expected   largest difference from the outputs given: "
                        + result.maxDifference()
                        + (result.bitEqual() ? ", bits equal" : "")));
    identity.aliases.forEach(alias -> lines.add("  alias      " + alias));
    added.notes().forEach(note -> lines.add("  note       " + note));
    return lines;
  }
}
