package dev.assay.jobs.registry;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ExecutionDevice;
import dev.assay.model.GoldenResult;
import dev.assay.model.GoldenVectors;
import dev.assay.model.Manifest;
import dev.assay.model.ModelPackage;
import dev.assay.model.Sample;
import dev.assay.onnx.ModelRegistrar;
import dev.assay.onnx.OnnxGraph;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.OnnxRuntime;
import dev.assay.onnx.ReferenceOutputs;
import dev.assay.onnx.Registration;
import dev.assay.statistics.CalibrationMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What the commands {@code assay model add | recalibrate | list | show | verify} do, without their
 * output.
 */
public final class ModelAdmin {
  private final Configuration conf;
  private final ModelRegistry registry;

  /** Administers the registry at a place. */
  public ModelAdmin(Configuration conf, String registryUri) {
    this.conf = conf;
    this.registry = ModelRegistry.open(conf, registryUri);
  }

  /**
   * A model that was added.
   *
   * @param model the version
   * @param alreadyRegistered whether it was there before, with the same content
   * @param reference how its outputs compare with those given from elsewhere, if any were
   * @param notes what a person should know
   */
  public record AddResult(
      ResolvedModel model,
      boolean alreadyRegistered,
      Optional<GoldenResult> reference,
      List<String> notes) {
    public AddResult {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Registers an ONNX file.
   *
   * @param model the file; weights files lie beside it
   * @param registration what is known about the model
   * @param sample rows that it can score, see {@link Sample#read}
   * @param expected outputs of another program for these rows, see {@link ReferenceOutputs#read};
   *     null for none
   * @param extras files to keep in the package: profile.json, background.parquet
   * @param aliases aliases that point to the new version
   */
  public AddResult add(
      Path model,
      Registration registration,
      Sample sample,
      ReferenceOutputs expected,
      List<Path> extras,
      List<String> aliases) {
    Path directory = PackageCache.temporary("assay-registration");
    try {
      ModelRegistrar.Result made =
          ModelRegistrar.register(model, registration, sample, expected, extras, directory);
      ModelRegistry.Added added = registry.add(directory, aliases);
      return new AddResult(
          added.model(), added.alreadyRegistered(), made.reference(), made.notes());
    } finally {
      PackageCache.deleteQuietly(directory);
    }
  }

  /**
   * Registers a version that is another one with a calibration map in its graph.
   *
   * @param original the version to begin with
   * @param manifest what the new one's manifest says, see {@link ModelRegistrar#recalibrate}
   * @param map the map of its scores
   * @param sample rows that it can score
   */
  public AddResult recalibrate(
      ResolvedModel original, Manifest manifest, CalibrationMap map, Sample sample) {
    Path directory = PackageCache.temporary("assay-registration");
    try {
      ModelRegistrar.Result made =
          ModelRegistrar.recalibrate(local(original), manifest, map, sample, directory);
      ModelRegistry.Added added = registry.add(directory, List.of());
      return new AddResult(
          added.model(), added.alreadyRegistered(), made.reference(), made.notes());
    } finally {
      PackageCache.deleteQuietly(directory);
    }
  }

  /** Whether the graph of a model gives doubles, and not floats. */
  public boolean givesDoubles(ResolvedModel model) {
    ModelPackage local = local(model);
    return OnnxGraph.read(local.directory().resolve(local.manifest().model()))
        .givesDoubles(local.manifest().output().tensor());
  }

  /** The version that a reference names, its files verified. */
  public ResolvedModel resolve(String reference) {
    return registry.resolve(reference);
  }

  /**
   * Refuses a version that cannot be added any more.
   *
   * @throws AssayException POLICY when the model has it
   */
  public void requireNew(String name, String version) {
    ModelRegistrar.requireName("version", version);
    List<String> versions = registry.entries(name).stream().map(ModelEntry::version).toList();
    if (versions.contains(version)) {
      throw new AssayException(
          ErrorCode.POLICY,
          "Cannot add model '%s@%s': that version is registered, and versions never change. Choose another than %s."
              .formatted(name, version, String.join(", ", versions)));
    }
  }

  /** All versions of all models. */
  public List<ModelEntry> list() {
    return registry.list();
  }

  /** Points an alias to a version. */
  public void setAlias(String name, String alias, String version) {
    registry.setAlias(name, alias, version);
  }

  /**
   * Everything about a version.
   *
   * @param model the version, its files verified
   * @param aliases the aliases that point to it
   * @param versions all versions of the model
   * @param files size in bytes of each file of the package
   * @param opsets version of each ONNX operator set that it uses
   * @param producer the program that wrote the ONNX file
   * @param goldenRows rows of its golden vectors
   */
  public record Details(
      ResolvedModel model,
      List<String> aliases,
      List<String> versions,
      Map<String, Long> files,
      Map<String, Long> opsets,
      String producer,
      int goldenRows) {}

  /** Describes a version. */
  public Details show(String reference) {
    ResolvedModel model = registry.resolve(reference);
    ModelPackage local = local(model);
    List<ModelEntry> entries = registry.entries(model.manifest().name());
    List<String> aliases = new ArrayList<>();
    entries.stream()
        .filter(entry -> entry.version().equals(model.manifest().version()))
        .forEach(entry -> aliases.addAll(entry.aliases()));
    OnnxGraph graph = OnnxGraph.read(local.directory().resolve(local.manifest().model()));
    return new Details(
        model,
        List.copyOf(aliases),
        entries.stream().map(ModelEntry::version).toList(),
        sizes(local),
        graph.opsets(),
        graph.producer(),
        local.golden().inputs().rows());
  }

  private static Map<String, Long> sizes(ModelPackage local) {
    Map<String, Long> sizes = new java.util.TreeMap<>();
    try {
      sizes.put(
          ModelPackage.MANIFEST, Files.size(local.directory().resolve(ModelPackage.MANIFEST)));
      for (String file : local.manifest().files().keySet()) {
        sizes.put(file, Files.size(local.directory().resolve(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sizes;
  }

  /**
   * A model that works here as it did when it was registered.
   *
   * @param model the version, its files verified
   * @param golden how its outputs compare with its golden vectors
   * @param reference how they compare with those from elsewhere, where the package has them
   * @param device where it ran
   * @param runtime the runtime with its version
   * @param buildNanos nanoseconds it took to open the model
   */
  public record Verified(
      ResolvedModel model,
      GoldenResult golden,
      Optional<GoldenResult> reference,
      String device,
      String runtime,
      long buildNanos) {}

  /**
   * Verifies digests, opens the model and scores its golden vectors.
   *
   * @throws dev.assay.error.AssayException MODEL_DIGEST, MODEL or MODEL_GOLDEN with the difference
   */
  public Verified verify(String reference) {
    ResolvedModel model = registry.resolve(reference);
    ModelPackage local = local(model);
    GoldenVectors golden = local.golden();
    try (OnnxModel loaded =
        OnnxModel.load(local.directory(), local.manifest(), ExecutionDevice.CPU, golden.filler())) {
      return new Verified(
          model,
          golden.verify(loaded),
          golden.compareWithReference(loaded),
          loaded.device(),
          "ONNX Runtime " + OnnxRuntime.version(),
          loaded.buildNanos());
    }
  }

  private ModelPackage local(ResolvedModel model) {
    return ModelPackage.read(PackageCache.fetch(conf, model.uri(), model.packageDigest()));
  }
}
