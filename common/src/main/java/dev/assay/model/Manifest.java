package dev.assay.model;

import dev.assay.yaml.Key;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code manifest.yaml} of a model package: what the model is, what it takes and gives, and what
 * was measured when it was registered.
 */
public record Manifest(
    @Key(doc = "Version of this file's format; 1.") int format,
    @Key(doc = "Name of the model in the registry.") String name,
    @Key(doc = "Version of the model; never changes once registered.") String version,
    @Key(doc = "Kind of model file.", def = "onnx") Flavour flavour,
    @Key(doc = "What the model predicts.") Task task,
    @Key(doc = "The model file, relative to the package.", def = "model.onnx") String model,
    @Key(doc = "SHA-256 of every other file of the package, by relative path.")
        Map<String, String> files,
    @Key(doc = "Input tensors and the columns that fill them.") List<Input> inputs,
    @Key(doc = "Where the score is found in the graph's outputs.") Output output,
    @Key(doc = "Names of the classes, in the order of the outputs.", def = "[]")
        List<String> classes,
    @Key(doc = "Binary models: a score at or above it gives the second class.", def = "0.5")
        double cutoff,
    @Key(doc = "How rows are grouped into calls.", def = "{}") Batch batch,
    @Key(doc = "Whether a row's score depends on the rows around it, as measured.", def = "null")
        BatchInvariance batchInvariance,
    @Key(doc = "How golden vectors are compared.", def = "{}") Golden golden,
    @Key(doc = "What the model was trained on.", def = "null") Training training,
    @Key(doc = "Who answers for the model.", def = "null") String owner,
    @Key(doc = "Risk tier, as the owner's organisation defines it.", def = "null") String tier,
    @Key(doc = "What the model is for.", def = "null") String intendedUse,
    @Key(doc = "What the model must not be used for.", def = "null") String notIntendedUse,
    @Key(doc = "Date of the last validation, YYYY-MM-DD.", def = "null") String validatedOn,
    @Key(doc = "Date the next validation is due, YYYY-MM-DD.", def = "null") String nextValidation,
    @Key(doc = "Commit of the code that trained the model.", def = "null") String codeCommit,
    @Key(
            doc =
                "How the model was made of another version by recalibration; absent where it was not.",
            def = "null")
        Recalibration recalibration)
    implements Serializable {

  /** The format this version of Assay writes and reads. */
  public static final int FORMAT = 1;

  public Manifest {
    files = inOrder(files);
    inputs = List.copyOf(inputs);
    classes = List.copyOf(classes);
  }

  /** Map.copyOf has another order in every JVM; the order of the file is kept. */
  private static <V> Map<String, V> inOrder(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** {@code name@version}, as models are referred to. */
  public String reference() {
    return name + "@" + version;
  }

  /** The same manifest for these files. */
  public Manifest withFiles(Map<String, String> digests) {
    return with(version, digests, output, cutoff, batchInvariance, golden, recalibration);
  }

  /** The same manifest with these measurements. */
  public Manifest withMeasured(BatchInvariance measured, Golden vectors) {
    return with(version, files, output, cutoff, measured, vectors, recalibration);
  }

  /** The same manifest with another cutoff. */
  public Manifest withCutoff(double other) {
    return with(version, files, output, other, batchInvariance, golden, recalibration);
  }

  /**
   * A new version of the model, whose scores were mapped; what is measured at registration is still
   * that of this version.
   */
  public Manifest recalibrated(
      String newVersion, Output newOutput, double newCutoff, Recalibration how) {
    return with(newVersion, files, newOutput, newCutoff, batchInvariance, golden, how);
  }

  private Manifest with(
      String newVersion,
      Map<String, String> digests,
      Output newOutput,
      double newCutoff,
      BatchInvariance measured,
      Golden vectors,
      Recalibration how) {
    return new Manifest(
        format,
        name,
        newVersion,
        flavour,
        task,
        model,
        digests,
        inputs,
        newOutput,
        classes,
        newCutoff,
        batch,
        measured,
        vectors,
        training,
        owner,
        tier,
        intendedUse,
        notIntendedUse,
        validatedOn,
        nextValidation,
        codeCommit,
        how);
  }

  /** The input tensors with their features. */
  public List<TensorSpec> tensors() {
    return inputs.stream().map(Input::tensorSpec).toList();
  }

  /**
   * One input tensor. Settings here hold for all its columns; {@code features} overrides them for
   * single columns.
   */
  public record Input(
      @Key(doc = "The graph's name of the tensor.") String tensor,
      @Key(doc = "Element type of the tensor.") ElementType type,
      @Key(doc = "Columns that fill the tensor, in order.") List<String> columns,
      @Key(
              doc =
                  "Shape after the batch dimension; [] for a rank-1 tensor. Default: the columns.",
              def = "null")
          List<Long> shape,
      @Key(doc = "What null and NaN mean.", def = "reject") MissingPolicy missing,
      @Key(doc = "Whether a cast that can lose digits is fine.", def = "false")
          boolean allowLossyCast,
      @Key(doc = "Exceptions for single columns.", def = "{}") Map<String, FeatureRule> features)
      implements Serializable {

    public Input {
      columns = List.copyOf(columns);
      shape = shape == null ? List.of((long) columns.size()) : List.copyOf(shape);
      features = inOrder(features);
    }

    /** The tensor with its features. */
    public TensorSpec tensorSpec() {
      long width = shape.stream().reduce(1L, (a, b) -> a * b);
      int each = Math.toIntExact(width / Math.max(1, columns.size()));
      List<Feature> list = new ArrayList<>(columns.size());
      for (String column : columns) {
        FeatureRule rule = features.getOrDefault(column, FeatureRule.NONE);
        list.add(
            new Feature(
                column,
                type,
                each,
                rule.missing() == null ? missing : rule.missing(),
                rule.epoch(),
                rule.allowLossyCast() == null ? allowLossyCast : rule.allowLossyCast(),
                rule.categories()));
      }
      return new TensorSpec(tensor, type, list, shape);
    }
  }

  /** What holds for one column only. */
  public record FeatureRule(
      @Key(doc = "What null and NaN mean.", def = "null") MissingPolicy missing,
      @Key(doc = "Unit since 1970-01-01 UTC for a date or timestamp column.", def = "null")
          EpochUnit epoch,
      @Key(doc = "Whether a cast that can lose digits is fine.", def = "null")
          Boolean allowLossyCast,
      @Key(doc = "The values that the model knows; others are rejected.", def = "[]")
          List<String> categories)
      implements Serializable {
    static final FeatureRule NONE = new FeatureRule(null, null, null, List.of());

    public FeatureRule {
      categories = List.copyOf(categories);
    }
  }

  /** Where the score is found. */
  public record Output(
      @Key(doc = "The graph's name of the output tensor, [N], [N, 1] or [N, C].") String tensor,
      @Key(doc = "Binary models with [N, 2]: which of the two is the score.", def = "null")
          Integer index,
      @Key(doc = "What stands between the output and a probability.", def = "identity")
          OutputLink link)
      implements Serializable {}

  /** How rows are grouped into calls of the runtime. */
  public record Batch(
      @Key(doc = "Rows per call; shorter calls are padded to it.", def = "512") int rows,
      @Key(doc = "Whether the graph itself fixes the number of rows.", def = "false")
          boolean fixedByGraph)
      implements Serializable {}

  /** The result of the batch invariance measurement at registration. */
  public record BatchInvariance(
      @Key(doc = "Whether every row kept its bits in every arrangement.") boolean invariant,
      @Key(doc = "Largest absolute change of an output.") double maxDifference,
      @Key(doc = "Rows whose decision changed.") int decisionsChanged,
      @Key(doc = "Rows measured.") int rows,
      @Key(doc = "Arrangements that changed bits: permuted, split, alone.", def = "[]")
          List<String> changedBy,
      @Key(doc = "Whether a person accepted that neighbours change decisions.", def = "false")
          boolean accepted)
      implements Serializable {
    public BatchInvariance {
      changedBy = List.copyOf(changedBy);
    }
  }

  /** How golden vectors are compared. */
  public record Golden(
      @Key(doc = "The file with inputs and expected outputs.", def = "golden.json") String file,
      @Key(doc = "Largest accepted absolute difference of an output.", def = "0.00001")
          double tolerance)
      implements Serializable {}

  /** What the model was trained on. */
  public record Training(
      @Key(doc = "The training table.", def = "null") String table,
      @Key(doc = "Its version or digest.", def = "null") String version,
      @Key(doc = "Which rows, in words or as a predicate.", def = "null") String rows,
      @Key(doc = "Training library and version.", def = "null") String library)
      implements Serializable {}

  /** How a version was made of another one by a map of its scores. */
  public record Recalibration(
      @Key(doc = "The version it was made of: name@version.") String of,
      @Key(doc = "The digest of that version's package.") String digest,
      @Key(doc = "platt or isotonic.") String method,
      @Key(doc = "The map's parameters; the graph holds the map itself.") String map,
      @Key(doc = "The labelled table.") String table,
      @Key(doc = "What pins it: its listing's digest, or its Delta version.") String tableVersion,
      @Key(doc = "The table of the labels, where it is another.", def = "null") String labels,
      @Key(doc = "What pins the labels.", def = "null") String labelsVersion,
      @Key(doc = "The column of the labels.") String label,
      @Key(doc = "Which rows, as a predicate.", def = "null") String filter,
      @Key(doc = "The columns whose values were drawn into one half or the other.")
          List<String> key,
      @Key(doc = "The seed that drew the halves.") long seed,
      @Key(doc = "Rows of the half that it was fitted on.") long rowsFitted,
      @Key(doc = "Rows of the half that it was judged on.") long rowsJudged,
      @Key(doc = "Log loss on the judging half, before.") double logLossBefore,
      @Key(doc = "Log loss on the judging half, after.") double logLossAfter,
      @Key(doc = "Whether it was saved although the log loss grew.", def = "false") boolean forced)
      implements Serializable {
    public Recalibration {
      key = List.copyOf(key);
    }
  }
}
