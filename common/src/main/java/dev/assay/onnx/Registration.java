package dev.assay.onnx;

import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.OutputLink;
import dev.assay.model.Task;
import dev.assay.yaml.Key;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person says about an ONNX file when it is registered; the rest is read and measured. */
public record Registration(
    @Key(doc = "Name of the model in the registry.") String name,
    @Key(doc = "Version of the model; never changes once registered.") String version,
    @Key(doc = "What the model predicts. Default: guessed from the graph's outputs.", def = "null")
        Task task,
    @Key(
            doc = "Columns that fill the one input tensor, in order. Default: the sample's.",
            def = "[]")
        List<String> columns,
    @Key(
            doc = "Columns of each input tensor. Default: the column of the tensor's name.",
            def = "{}")
        Map<String, List<String>> tensors,
    @Key(doc = "What null and NaN mean.", def = "reject") MissingPolicy missing,
    @Key(doc = "Whether a cast that can lose digits is fine.", def = "false")
        boolean allowLossyCast,
    @Key(doc = "Exceptions for single columns.", def = "{}")
        Map<String, Manifest.FeatureRule> features,
    @Key(
            doc =
                "Whether values that an encoder does not know are rejected though it ignores them.",
            def = "false")
        boolean rejectUnknown,
    @Key(doc = "The graph's output with the score. Default: its only one of floats.", def = "null")
        String output,
    @Key(doc = "Which value of a row is the score, from 0. Default: 1 of two.", def = "null")
        Integer index,
    @Key(doc = "What stands between the output and a probability.", def = "identity")
        OutputLink link,
    @Key(doc = "Names of the classes. Default: as the graph has them.", def = "[]")
        List<String> classes,
    @Key(doc = "Binary models: a score at or above it gives the second class.", def = "0.5")
        double cutoff,
    @Key(doc = "Rows per call of the runtime. Default: 512, or what the graph fixes.", def = "null")
        Integer batchRows,
    @Key(
            doc =
                "Largest accepted difference of golden outputs. Default: 1e-5 of the largest output.",
            def = "null")
        Double tolerance,
    @Key(
            doc = "Whether it is accepted that a row's decision depends on the rows around it.",
            def = "false")
        boolean acceptPositionDependence,
    @Key(
            doc =
                "Whether it is accepted that the graph's own label differs from the decision rule.",
            def = "false")
        boolean acceptOtherLabels,
    @Key(doc = "What the model was trained on.", def = "null") Manifest.Training training,
    @Key(doc = "Who answers for the model.", def = "null") String owner,
    @Key(doc = "Risk tier, as the owner's organisation defines it.", def = "null") String tier,
    @Key(doc = "What the model is for.", def = "null") String intendedUse,
    @Key(doc = "What the model must not be used for.", def = "null") String notIntendedUse,
    @Key(doc = "Date of the last validation, YYYY-MM-DD.", def = "null") String validatedOn,
    @Key(doc = "Date the next validation is due, YYYY-MM-DD.", def = "null") String nextValidation,
    @Key(doc = "Commit of the code that trained the model.", def = "null") String codeCommit) {

  public Registration {
    columns = List.copyOf(columns);
    tensors = Map.copyOf(tensors);
    features = Map.copyOf(features);
    classes = List.copyOf(classes);
  }

  /** {@code name@version}. */
  String reference() {
    return name + "@" + version;
  }

  /** What a person would have said to get a manifest. */
  static Registration of(Manifest manifest) {
    Manifest.BatchInvariance measured = manifest.batchInvariance();
    return new Registration(
        manifest.name(),
        manifest.version(),
        manifest.task(),
        List.of(),
        manifest.inputs().stream()
            .collect(Collectors.toMap(Manifest.Input::tensor, Manifest.Input::columns)),
        MissingPolicy.REJECT,
        false,
        Map.of(),
        false,
        manifest.output().tensor(),
        manifest.output().index(),
        manifest.output().link(),
        manifest.classes(),
        manifest.cutoff(),
        manifest.batch().rows(),
        null,
        measured != null && measured.accepted(),
        false,
        manifest.training(),
        manifest.owner(),
        manifest.tier(),
        manifest.intendedUse(),
        manifest.notIntendedUse(),
        manifest.validatedOn(),
        manifest.nextValidation(),
        manifest.codeCommit());
  }
}
