package dev.assay.onnx;

import ai.onnxruntime.OnnxJavaType;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.Decision;
import dev.assay.model.ExecutionDevice;
import dev.assay.model.FeatureRows;
import dev.assay.model.Flavour;
import dev.assay.model.GoldenResult;
import dev.assay.model.GoldenVectors;
import dev.assay.model.LoadedModel;
import dev.assay.model.Manifest;
import dev.assay.model.ModelPackage;
import dev.assay.model.OutputLink;
import dev.assay.model.Sample;
import dev.assay.model.Scorer;
import dev.assay.model.ScorerScratch;
import dev.assay.model.Task;
import dev.assay.statistics.CalibrationMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Makes a model package of an ONNX file and some rows: cuts off ZipMap, decides which columns fill
 * which tensor, finds the score, keeps golden vectors, and measures whether rows depend on each
 * other.
 */
public final class ModelRegistrar {
  /** Names, versions and aliases: they become directories, partitions and references. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private static final String MODEL_FILE = "model.onnx";
  private static final String GOLDEN_FILE = "golden.json";
  private static final Set<String> OWN_FILES =
      Set.of(ModelPackage.MANIFEST, ModelPackage.SIGNATURE, MODEL_FILE, GOLDEN_FILE);

  private static final int DEFAULT_BATCH = 512;
  private static final int GOLDEN_ROWS = 32;
  private static final int FEWEST_ROWS = 8;
  private static final int MOST_LABEL_ROWS = 1024;
  private static final double RELATIVE_TOLERANCE = 1e-5;
  private static final double TIE = 1e-6;

  private final Path file;
  private final Registration registration;
  private final Sample sample;
  private final ReferenceOutputs reference;
  private final Path directory;
  private final List<String> notes = new ArrayList<>();

  private ModelRegistrar(
      Path file,
      Registration registration,
      Sample sample,
      ReferenceOutputs reference,
      Path directory) {
    this.file = file;
    this.registration = registration;
    this.sample = sample;
    this.reference = reference;
    this.directory = directory;
  }

  /**
   * A finished package.
   *
   * @param modelPackage the package
   * @param reference how the outputs compare with those given from elsewhere, if any were
   * @param notes what a person should know: guesses, rows of the sample that were left out
   */
  public record Result(
      ModelPackage modelPackage, Optional<GoldenResult> reference, List<String> notes) {
    public Result {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Makes a package.
   *
   * @param file the ONNX file; weights files lie beside it as the graph names them
   * @param registration what is known about the model
   * @param sample rows that the model can score, at least 8 different ones; a few hundred give a
   *     better measurement
   * @param expected outputs of another program for the sample's rows; null for none
   * @param extras more files to keep in the package by their names: profile.json,
   *     background.parquet
   * @param directory an empty directory for the package
   * @throws AssayException MODEL when the graph cannot be used or its rows change each other's
   *     decisions, MODEL_GOLDEN when the outputs are not those expected, INPUT when the sample does
   *     not fit
   */
  public static Result register(
      Path file,
      Registration registration,
      Sample sample,
      ReferenceOutputs expected,
      List<Path> extras,
      Path directory) {
    requireName("name", registration.name());
    requireName("version", registration.version());
    ModelRegistrar registrar = new ModelRegistrar(file, registration, sample, expected, directory);
    registrar.copyExtras(extras);
    return registrar.register();
  }

  /**
   * Makes a package of one that is registered: its graph with a calibration map appended. Golden
   * vectors and batch invariance are measured again; other files of the package are kept.
   *
   * @param original the package to begin with
   * @param manifest what the new one's manifest says: its name, version and cutoff, and what was
   *     not measured; its output is replaced
   * @param map the map from the scores of the original
   * @param sample rows that the model can score, at least 8 different ones
   * @param directory an empty directory for the package
   * @throws AssayException MODEL when the graph does not allow it, INPUT when the sample does not
   *     fit
   */
  public static Result recalibrate(
      ModelPackage original, Manifest manifest, CalibrationMap map, Sample sample, Path directory) {
    requireName("version", manifest.version());
    Manifest before = original.manifest();
    Path file = original.directory().resolve(before.model());
    Registration registration = Registration.of(manifest);
    ModelRegistrar registrar = new ModelRegistrar(file, registration, sample, null, directory);
    return registrar.recalibrate(original, manifest, map);
  }

  private Result recalibrate(ModelPackage original, Manifest manifest, CalibrationMap map) {
    OnnxGraph graph = OnnxGraph.read(file);
    copyWeights(graph);
    copyExtras(otherFiles(original, graph));
    List<Manifest.Input> inputs = manifest.inputs();
    long fixedRows = manifest.batch().fixedByGraph() ? manifest.batch().rows() : GraphTensor.OPEN;
    Sample.Fitting fitting = fit(inputs);
    MeasuredOutput score;
    try (GraphProbe probe =
        new GraphProbe(original.manifest().reference(), file, manifest.tensors(), fixedRows)) {
      score = probe.measure(fitting.rows()).get(manifest.output().tensor());
    }
    noteDropped(graph, manifest.output().tensor());
    OnnxGraph calibrated = graph.calibrated(original.manifest().output(), score, map);
    String tensor = calibrated.outputs().get(0).name();
    Integer index = CalibrationNodes.width(score) == 2 ? manifest.output().index() : null;
    Manifest.Output output = new Manifest.Output(tensor, index, OutputLink.IDENTITY);
    Manifest draft =
        manifest.recalibrated(
            manifest.version(), output, manifest.cutoff(), manifest.recalibration());
    calibrated = write(calibrated, inputs, fixedRows, fitting.rows());
    OutputChoice choice;
    try (GraphProbe probe = probe(inputs, fixedRows)) {
      FeatureRows some = labelRows(fitting.rows(), fixedRows);
      choice =
          OutputChoice.of(
              calibrated,
              Map.of(),
              probe.run(some),
              rowsOf(some, fixedRows),
              Registration.of(draft));
      checkValues(choice, draft, some.rows());
    }
    return complete(calibrated, draft, choice, Map.of(), fitting);
  }

  private void noteDropped(OnnxGraph graph, String score) {
    List<String> others =
        graph.outputs().stream().map(GraphTensor::name).filter(n -> !n.equals(score)).toList();
    if (!others.isEmpty()) {
      notes.add(
          "the graph's other outputs were dropped, because they go with the old score: "
              + String.join(", ", others));
    }
  }

  /** What a package keeps besides the files that are made anew and the weights. */
  private static List<Path> otherFiles(ModelPackage original, OnnxGraph graph) {
    Manifest manifest = original.manifest();
    Set<String> made = Set.of(manifest.model(), manifest.golden().file());
    return manifest.files().keySet().stream()
        .filter(name -> !made.contains(name) && !graph.externalFiles().contains(name))
        .map(original.directory()::resolve)
        .toList();
  }

  /** Refuses a name, version or alias that cannot be part of a path and of a reference. */
  public static void requireName(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot use '%s' as %s of a model: only letters, digits, '.', '_' and '-' are allowed, at most 128, the first a letter or digit. Choose another."
              .formatted(value, what));
    }
  }

  private Result register() {
    OnnxGraph original = OnnxGraph.read(file);
    copyWeights(original);
    Map<String, String> zipMaps = original.zipMaps();
    OnnxGraph graph = original.withoutZipMap();
    InputMapping mapping = new InputMapping(graph, registration, sample);
    List<Manifest.Input> inputs = mapping.inputs();
    long fixedRows = mapping.fixedRows();
    Sample.Fitting fitting = fit(inputs);
    graph = write(graph, inputs, fixedRows, fitting.rows());
    OutputChoice choice;
    Manifest draft;
    try (GraphProbe probe = probe(inputs, fixedRows)) {
      FeatureRows some = labelRows(fitting.rows(), fixedRows);
      choice =
          OutputChoice.of(graph, zipMaps, probe.run(some), rowsOf(some, fixedRows), registration);
      draft = draft(inputs, choice, fixedRows);
      checkValues(choice, draft, some.rows());
      checkLabels(choice, draft, some.rows());
    }
    noteEdits(graph, zipMaps);
    return complete(graph, draft, choice, zipMaps, fitting);
  }

  // ---- files ---------------------------------------------------------------------------------

  private void copyExtras(List<Path> extras) {
    for (Path extra : extras) {
      String name = String.valueOf(extra.getFileName());
      if (OWN_FILES.contains(name)) {
        throw refused(
            "the file '%s' has a name that the package needs itself".formatted(extra), "Rename it");
      }
      copy(extra, directory.resolve(name));
    }
  }

  private void copyWeights(OnnxGraph graph) {
    Path base = file.toAbsolutePath().getParent();
    for (String location : graph.externalFiles()) {
      Path relative = Path.of(location).normalize();
      if (relative.isAbsolute() || relative.startsWith("..") || OWN_FILES.contains(location)) {
        throw refused(
            "its graph keeps weights in '%s', which cannot be part of a package"
                .formatted(location),
            "Export it with weights in a file beside the model file");
      }
      Path weights = base.resolve(relative);
      if (!Files.isRegularFile(weights)) {
        throw refused(
            "its weights file '%s' is missing".formatted(weights),
            "Put it beside the model file, under the name that the graph has for it");
      }
      copy(weights, directory.resolve(relative));
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot copy '%s' into the model package: %s. Check the path.".formatted(from, e),
          e);
    }
  }

  /** Writes the graph with its outputs declared as the runtime makes them. */
  private OnnxGraph write(
      OnnxGraph graph, List<Manifest.Input> inputs, long fixedRows, FeatureRows rows) {
    Path target = directory.resolve(MODEL_FILE);
    graph.write(target);
    OnnxGraph declared;
    try (GraphProbe probe = probe(inputs, fixedRows)) {
      declared = graph.withOutputShapes(probe.measure(rows));
    }
    if (declared.edited()) {
      declared.write(target);
    } else {
      replace(target);
    }
    return declared;
  }

  /** Keeps the file's own bytes where nothing was edited. */
  private void replace(Path target) {
    try {
      Files.delete(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    copy(file, target);
  }

  private GraphProbe probe(List<Manifest.Input> inputs, long fixedRows) {
    return new GraphProbe(
        registration.reference(),
        directory.resolve(MODEL_FILE),
        inputs.stream().map(Manifest.Input::tensorSpec).toList(),
        fixedRows);
  }

  // ---- the sample ----------------------------------------------------------------------------

  private Sample.Fitting fit(List<Manifest.Input> inputs) {
    Sample.Fitting fitting = sample.fit(inputs.stream().map(Manifest.Input::tensorSpec).toList());
    if (fitting.rejected() > 0) {
      notes.add(
          "%d of %d rows of the sample cannot be scored and were left out; %s"
              .formatted(fitting.rejected(), sample.rows().size(), fitting.firstReason()));
    }
    int distinct = fitting.rows().distinct().length;
    if (distinct < FEWEST_ROWS) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot register model '%s': the sample has %d different rows that the model can score, at least %d are needed to measure it. Give more rows, best some hundred."
              .formatted(registration.reference(), distinct, FEWEST_ROWS));
    }
    return fitting;
  }

  private static FeatureRows labelRows(FeatureRows rows, long fixedRows) {
    int most = fixedRows == GraphTensor.OPEN ? MOST_LABEL_ROWS : Math.toIntExact(fixedRows);
    return rows.rows() <= most ? rows : rows.extend(most, 0);
  }

  private static int rowsOf(FeatureRows rows, long fixedRows) {
    return fixedRows == GraphTensor.OPEN ? rows.rows() : Math.toIntExact(fixedRows);
  }

  // ---- the manifest --------------------------------------------------------------------------

  private Manifest draft(List<Manifest.Input> inputs, OutputChoice choice, long fixedRows) {
    boolean fixed = fixedRows != GraphTensor.OPEN;
    if (fixed && registration.batchRows() != null && registration.batchRows() != fixedRows) {
      throw refused(
          "its graph fixes %d rows per call, %d are asked for"
              .formatted(fixedRows, registration.batchRows()),
          "Leave 'batch-rows' out, or export it with an open batch dimension");
    }
    int asked = registration.batchRows() == null ? DEFAULT_BATCH : registration.batchRows();
    if (asked < 1) {
      throw refused("'batch-rows' is %d".formatted(asked), "Give a positive number");
    }
    if (choice.guessed()) {
      notes.add(
          "task %s was guessed from output '%s' with %d value%s per row"
              .formatted(
                  choice.task().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                  choice.score().name(),
                  choice.score().perRow(),
                  choice.score().perRow() == 1 ? "" : "s"));
    }
    return new Manifest(
        Manifest.FORMAT,
        registration.name(),
        registration.version(),
        Flavour.ONNX,
        choice.task(),
        MODEL_FILE,
        Map.of(),
        inputs,
        new Manifest.Output(choice.score().name(), index(choice), registration.link()),
        choice.classes(),
        registration.cutoff(),
        new Manifest.Batch(fixed ? Math.toIntExact(fixedRows) : asked, fixed),
        null,
        new Manifest.Golden(GOLDEN_FILE, RELATIVE_TOLERANCE),
        registration.training(),
        registration.owner(),
        registration.tier(),
        registration.intendedUse(),
        registration.notIntendedUse(),
        registration.validatedOn(),
        registration.nextValidation(),
        registration.codeCommit(),
        null);
  }

  private Integer index(OutputChoice choice) {
    boolean ofTwo = choice.task() == Task.BINARY && choice.score().perRow() == 2;
    return registration.index() == null && ofTwo ? Integer.valueOf(1) : registration.index();
  }

  // ---- the outputs ---------------------------------------------------------------------------

  /** The raw outputs that a scorer would give, of the first rows. */
  private static double[] raw(OutputChoice choice, Manifest manifest, int rows) {
    int width = choice.score().perRow();
    double[] numbers = choice.score().numbers();
    if (!OnnxModel.singleValue(manifest.task())) {
      return Arrays.copyOf(numbers, rows * width);
    }
    int index = manifest.output().index() == null ? 0 : manifest.output().index();
    return IntStream.range(0, rows).mapToDouble(row -> numbers[row * width + index]).toArray();
  }

  /** Refuses outputs that are no probabilities where probabilities are meant. */
  private void checkValues(OutputChoice choice, Manifest manifest, int rows) {
    double[] raw = raw(choice, manifest, rows);
    int width = raw.length / rows;
    Decision decision = new Decision(manifest, width);
    if (!decision.hasLabel()) {
      return;
    }
    double[] scores = new double[rows];
    decision.decide(rows, raw, scores, new int[rows]);
    double[] values = manifest.task() == Task.BINARY ? scores : raw;
    for (double value : values) {
      if (!(value >= -TIE && value <= 1 + TIE)) {
        throw notProbabilities(manifest, "it gives %s on the sample".formatted(value));
      }
    }
    for (int row = 0; row < rows && manifest.task() == Task.MULTICLASS; row++) {
      double sum = Arrays.stream(raw, row * width, (row + 1) * width).sum();
      if (Math.abs(sum - 1) > 1e-3) {
        throw notProbabilities(manifest, "the classes of a row sum to %s".formatted(sum));
      }
    }
  }

  private AssayException notProbabilities(Manifest manifest, String reason) {
    String link = manifest.task() == Task.BINARY ? "logit" : "softmax";
    String other = manifest.task() == Task.BINARY ? "regression" : "multi-output";
    return refused(
        "its output '%s' is not a probability: %s".formatted(manifest.output().tensor(), reason),
        registration.link() == OutputLink.IDENTITY
            ? "If it is a logit, set 'link: %s'; if it is no class, set 'task: %s'"
                .formatted(link, other)
            : "Correct 'link', 'task' or 'index'");
  }

  /** Refuses a graph whose own label is another than our rule gives, ties aside. */
  private void checkLabels(OutputChoice choice, Manifest manifest, int rows) {
    if (choice.label().isEmpty() || manifest.classes().isEmpty()) {
      return;
    }
    double[] raw = raw(choice, manifest, rows);
    int width = raw.length / rows;
    Manifest atHalf = manifest.withCutoff(0.5); // what graphs decide by
    double[] scores = new double[rows];
    int[] classes = new int[rows];
    new Decision(atHalf, width).decide(rows, raw, scores, classes);
    List<String> names =
        choice.graphClasses().size() == manifest.classes().size()
            ? choice.graphClasses()
            : manifest.classes();
    int others = 0;
    int first = -1;
    for (int row = 0; row < rows; row++) {
      boolean tie = width == 1 ? Math.abs(scores[row] - 0.5) < TIE : tied(raw, row, width);
      if (!tie && !names.get(classes[row]).equals(choice.label().get().text(row))) {
        first = others++ == 0 ? row : first;
      }
    }
    if (others > 0) {
      String reason =
          "its own label differs from the class with the %s on %d of %d rows; the first is '%s' where '%s' has %s"
              .formatted(
                  width == 1 ? "score of at least 0.5 or below" : "largest score",
                  others,
                  rows,
                  choice.label().get().text(first),
                  names.get(classes[first]),
                  scores[first]);
      if (!registration.acceptOtherLabels()) {
        throw refused(
            reason,
            "Correct 'index', 'output' or 'classes', or accept it with 'accept-other-labels'");
      }
      notes.add(reason + "; accepted");
    }
  }

  private static boolean tied(double[] raw, int row, int width) {
    double[] values = Arrays.copyOfRange(raw, row * width, (row + 1) * width);
    Arrays.sort(values);
    return values[width - 1] - values[width - 2] < TIE;
  }

  // ---- measurements --------------------------------------------------------------------------

  private Result complete(
      OnnxGraph graph,
      Manifest draft,
      OutputChoice choice,
      Map<String, String> zipMaps,
      Sample.Fitting fitting) {
    FeatureRows rows = fitting.rows();
    int[] goldenRows = Arrays.stream(rows.distinct()).limit(GOLDEN_ROWS).toArray();
    GoldenVectors golden = GoldenVectors.of(rows.select(goldenRows));
    try (LoadedModel model =
            OnnxModel.load(directory, draft, ExecutionDevice.CPU, golden.filler());
        ScorerScratch scratch = new ScorerScratch();
        Scorer scorer = model.newScorer(scratch)) {
      double tolerance = tolerance(GoldenVectors.score(scorer, rows));
      Manifest.BatchInvariance measured =
          BatchInvarianceCheck.measure(
              model, rows, tolerance, registration.acceptPositionDependence());
      measured = judge(measured, graph);
      golden = golden.scoredBy(scorer, tolerance);
      Optional<GoldenResult> compared = Optional.empty();
      if (reference != null) {
        double accepted =
            measured.invariant() ? tolerance : Math.max(tolerance, measured.maxDifference());
        List<double[]> expected = expected(choice, draft, zipMaps, fitting);
        compared = Optional.of(compareAll(scorer, rows, expected, accepted));
        golden =
            golden.withReference(
                reference.source(),
                accepted,
                Arrays.stream(goldenRows).mapToObj(expected::get).toList());
      }
      golden.write(directory.resolve(GOLDEN_FILE));
      Manifest manifest = draft.withMeasured(measured, new Manifest.Golden(GOLDEN_FILE, tolerance));
      return new Result(ModelPackage.seal(directory, manifest), compared, notes);
    }
  }

  /** Given, or 1e-5 of the largest output, but of at least 1. */
  private double tolerance(double[] raw) {
    if (registration.tolerance() != null) {
      return registration.tolerance();
    }
    double largest = Arrays.stream(raw).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    BigDecimal tolerance = BigDecimal.valueOf(RELATIVE_TOLERANCE * Math.max(1, largest));
    return tolerance.round(new MathContext(1)).doubleValue();
  }

  private Manifest.BatchInvariance judge(Manifest.BatchInvariance measured, OnnxGraph graph) {
    boolean dynamic = graph.uses("DynamicQuantizeLinear") && !measured.invariant();
    if (measured.decisionsChanged() == 0 && !dynamic) {
      if (!measured.invariant()) {
        notes.add(
            "a row's outputs depend on its place in the batch (%s), by at most %.3g; no decision changed on %d rows"
                .formatted(
                    String.join(", ", measured.changedBy()),
                    measured.maxDifference(),
                    measured.rows()));
      }
      return measured;
    }
    String reason =
        "a row's decision depends on the rows around it: %d of %d rows changed it, outputs moved by up to %.3g (%s)%s"
            .formatted(
                measured.decisionsChanged(),
                measured.rows(),
                measured.maxDifference(),
                String.join(", ", measured.changedBy()),
                dynamic
                    ? "; its graph quantises with a scale taken from the whole batch (DynamicQuantizeLinear)"
                    : "");
    if (!registration.acceptPositionDependence()) {
      throw refused(
          reason,
          "Quantise it statically or export it in float, or accept it with 'accept-position-dependence', which is recorded");
    }
    notes.add(reason + "; accepted");
    return new Manifest.BatchInvariance(
        measured.invariant(),
        measured.maxDifference(),
        measured.decisionsChanged(),
        measured.rows(),
        measured.changedBy(),
        true);
  }

  /** The outputs from elsewhere for the rows that fit, as a scorer gives them. */
  private List<double[]> expected(
      OutputChoice choice, Manifest manifest, Map<String, String> zipMaps, Sample.Fitting fitting) {
    String tensor = choice.score().name();
    List<String> names = new ArrayList<>();
    names.add(tensor);
    zipMaps.forEach(
        (output, input) -> names.addAll(input.equals(tensor) ? List.of(output) : List.of()));
    List<String> keys = choice.graphClasses().isEmpty() ? choice.classes() : choice.graphClasses();
    List<double[]> all =
        reference.values(names, sample.rows().size(), manifest.batch().fixedByGraph(), keys);
    Integer index = manifest.output().index();
    boolean single = OnnxModel.singleValue(manifest.task()) && index != null;
    return fitting.origin().stream()
        .map(all::get)
        .map(row -> single && row.length > index ? new double[] {row[index]} : row)
        .map(row -> choice.score().type() == OnnxJavaType.FLOAT ? asFloats(row) : row)
        .toList();
  }

  /** The floats that were written as decimals. */
  private static double[] asFloats(double[] row) {
    return Arrays.stream(row).map(value -> (float) value).toArray();
  }

  private GoldenResult compareAll(
      Scorer scorer, FeatureRows rows, List<double[]> expected, double tolerance) {
    GoldenVectors all =
        GoldenVectors.of(rows)
            .scoredBy(scorer, tolerance)
            .withReference(reference.source(), tolerance, expected);
    all.verify(registration.reference(), scorer);
    return all.compareWithReference(scorer).orElseThrow();
  }

  private void noteEdits(OnnxGraph graph, Map<String, String> zipMaps) {
    zipMaps.forEach(
        (output, input) ->
            notes.add("ZipMap was cut off: output '%s' is now '%s'".formatted(output, input)));
    if (zipMaps.isEmpty() && graph.edited()) {
      notes.add("the shapes that the graph declares for its outputs were corrected");
    }
  }

  private AssayException refused(String reason, String advice) {
    return new AssayException(
        ErrorCode.MODEL,
        "Cannot register model '%s': %s. %s.".formatted(registration.reference(), reason, advice));
  }
}
