package dev.assay.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ElementType;
import dev.assay.model.ExecutionDevice;
import dev.assay.model.Feature;
import dev.assay.model.GoldenResult;
import dev.assay.model.GoldenVectors;
import dev.assay.model.Manifest;
import dev.assay.model.ModelPackage;
import dev.assay.model.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRegistrarTest {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "zoo/array-input|-|BINARY|score|0,1",
        "zoo/attention|-|BINARY|score|0,1",
        "zoo/bool-input|'tensors: {flags: [member, blocked], amounts: [spend, visits]}'|BINARY|score|0,1",
        "zoo/defaulted-input|-|BINARY|score|0,1",
        "zoo/embedding|task: embedding|EMBEDDING|embedding|-",
        "zoo/every-type|'tensors: {float: [c_float], double: [c_double], int32: [c_int], int64: [c_long], bool: [c_bool], string: [c_string]}'|BINARY|score|0,1",
        "zoo/external-weights|-|BINARY|score|0,1",
        "zoo/fixed-batch|-|BINARY|score|0,1",
        "zoo/gemm|-|BINARY|score|0,1",
        "zoo/lightgbm-missing|missing: nan|BINARY|lgbmprobabilities|0,1",
        "zoo/lightgbm-multiclass|-|MULTICLASS|lgbmprobabilities|0,1,2",
        "zoo/lightgbm-regression|-|REGRESSION|variable|-",
        "zoo/logit|'task: binary\nlink: logit'|BINARY|logit|0,1",
        "zoo/multiclass-logits|'task: multiclass\nlink: softmax\nclasses: [a, b, c]'|MULTICLASS|logits|a,b,c",
        "zoo/rank1|-|BINARY|score|0,1",
        "zoo/rank1-output|-|BINARY|score|0,1",
        "zoo/sklearn-double|-|BINARY|probabilities|0,1",
        "zoo/sklearn-forest-binary|-|BINARY|probabilities|0,1",
        "zoo/sklearn-forest-multi-output|-|MULTI_OUTPUT|variable|-",
        "zoo/sklearn-forest-regression|-|REGRESSION|variable|-",
        "zoo/sklearn-histgb-missing|missing: nan|BINARY|probabilities|0,1",
        "zoo/sklearn-int64|-|BINARY|probabilities|0,1",
        "zoo/sklearn-linear-regression|-|REGRESSION|variable|-",
        "zoo/sklearn-logistic-columns|output: i1|BINARY|i1|0,1",
        "zoo/sklearn-logistic-nozipmap|-|BINARY|probabilities|0,1",
        "zoo/sklearn-multi-output|-|MULTI_OUTPUT|variable|-",
        "zoo/sklearn-multiclass-string|-|MULTICLASS|probabilities|high,low,mid",
        "zoo/sklearn-onehot-error|-|BINARY|probabilities|0,1",
        "zoo/sklearn-onehot-ignore|-|BINARY|probabilities|0,1",
        "zoo/xgboost-binary|missing: nan|BINARY|probabilities|0,1",
        "zoo/xgboost-multiclass|-|MULTICLASS|probabilities|0,1,2",
        "bench/logistic30|-|BINARY|probability|0,1",
        "bench/mlp256|-|BINARY|probability|0,1",
        "bench/trees200|-|BINARY|probabilities|0,1",
      })
  void registersWhatExportersWriteAndAgreesWithPython(
      String name, String yaml, String task, String output, String classes) {
    ModelRegistrar.Result result =
        ModelRegistrar.register(
            Zoo.model(name),
            Zoo.registration(yaml == null ? "" : yaml),
            Zoo.sample(name),
            Zoo.expected(name),
            List.of(),
            Zoo.empty(temp));

    Manifest manifest = result.modelPackage().manifest();
    assertThat(manifest.task()).hasToString(task);
    assertThat(manifest.output().tensor()).isEqualTo(output);
    assertThat(manifest.classes())
        .isEqualTo(classes == null ? List.of() : List.of(classes.split(",")));
    assertThat(manifest.batchInvariance().decisionsChanged()).isZero();
    assertThat(manifest.batchInvariance().rows()).isGreaterThanOrEqualTo(256);
    assertThat(result.reference().orElseThrow().rows()).isEqualTo(Zoo.sample(name).rows().size());
    assertThat(result.reference().orElseThrow().maxDifference()).isLessThan(1e-6);
    assertThat(verify(result.modelPackage().directory()).bitEqual()).isTrue();
  }

  /** Opens a package as a run does. */
  private static GoldenResult verify(Path directory) {
    ModelPackage read = ModelPackage.read(directory);
    GoldenVectors golden = read.golden();
    try (OnnxModel model =
        OnnxModel.load(directory, read.manifest(), ExecutionDevice.CPU, golden.filler())) {
      return golden.verify(model);
    }
  }

  private ModelRegistrar.Result register(String name, String yaml) {
    return Zoo.register(name, yaml, temp);
  }

  private static OnnxGraph graph(ModelRegistrar.Result result) {
    return OnnxGraph.read(result.modelPackage().directory().resolve("model.onnx"));
  }

  @Test
  void cutsOffZipMapThatTheRuntimeCannotEvenOpen() {
    ModelRegistrar.Result result =
        Zoo.register(
            Zoo.model("zoo/sklearn-double-zipmap"), Zoo.sample("zoo/sklearn-double"), "", temp);

    assertThat(graph(result).uses("ZipMap")).isFalse();
    assertThat(graph(result).outputs())
        .extracting(GraphTensor::toString)
        .containsExactly("'output_label' (int64 [N])", "'probabilities' (double [N, 2])");
    assertThat(result.notes())
        .contains("ZipMap was cut off: output 'output_probability' is now 'probabilities'");
  }

  @Test
  void correctsTheShapeOfTheLabelThatLightGbmDeclares() {
    ModelRegistrar.Result result = register("zoo/lightgbm-missing", "missing: nan");

    assertThat(OnnxGraph.read(Zoo.model("zoo/lightgbm-missing")).outputs().get(0))
        .hasToString("'label' (int64 [1])");
    assertThat(graph(result).outputs().get(0)).hasToString("'label' (int64 [N])");
  }

  @Test
  void keepsTheFileAsItIsWhereNothingNeedsAnEdit() {
    ModelRegistrar.Result result = register("zoo/xgboost-binary", "missing: nan");

    assertThat(result.modelPackage().directory().resolve("model.onnx"))
        .hasSameBinaryContentAs(Zoo.model("zoo/xgboost-binary"));
  }

  @Test
  void rejectsCategoriesThatTheEncoderWouldFailOn() {
    assertThat(features(register("zoo/sklearn-onehot-error", "")))
        .filteredOn(feature -> feature.type() == ElementType.STRING)
        .extracting(Feature::column, Feature::categories)
        .containsExactly(
            tuple("education", List.of("bachelor", "college", "master", "school")),
            tuple("region", List.of("east", "north", "south", "west")));
  }

  @Test
  void acceptsAnyCategoryWhereTheEncoderIgnoresUnknownOnesUnlessAsked() {
    assertThat(features(register("zoo/sklearn-onehot-ignore", "")))
        .allSatisfy(feature -> assertThat(feature.categories()).isEmpty());
    assertThat(features(register("zoo/sklearn-onehot-ignore", "reject-unknown: true")))
        .filteredOn(feature -> feature.column().equals("region"))
        .extracting(Feature::categories)
        .containsExactly(List.of("east", "north", "south", "west"));
  }

  private static List<Feature> features(ModelRegistrar.Result result) {
    return result.modelPackage().manifest().tensors().stream()
        .flatMap(tensor -> tensor.features().stream())
        .toList();
  }

  @Test
  void takesNotListedConstantsForInputs() {
    assertThat(register("zoo/defaulted-input", "").modelPackage().manifest().inputs())
        .extracting(Manifest.Input::tensor)
        .containsExactly("input");
  }

  @Test
  void keepsTheBatchThatTheGraphFixes() {
    Manifest manifest = register("zoo/fixed-batch", "").modelPackage().manifest();

    assertThat(manifest.batch()).isEqualTo(new Manifest.Batch(64, true));
    assertThatAssay(() -> register("zoo/fixed-batch", "batch-rows: 32"))
        .hasMessage(
            "Cannot register model 'tried@1': its graph fixes 64 rows per call, 32 are asked for."
                + " Leave 'batch-rows' out, or export it with an open batch dimension.");
  }

  @Test
  void copiesWeightsFilesIntoThePackage() {
    ModelPackage made = register("zoo/external-weights", "").modelPackage();

    assertThat(made.manifest().files())
        .containsOnlyKeys("model.onnx", "golden.json", "external-weights.bin");
  }

  @Test
  void noticesAFlippedBitOfTheWeightsByDigestAndByGoldenVectors() throws IOException {
    Path directory = register("zoo/external-weights", "").modelPackage().directory();
    ModelPackage read = ModelPackage.read(directory);
    Path weights = directory.resolve("external-weights.bin");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[3] ^= 0x01; // an exponent
    Files.write(weights, bytes);

    assertThatThrownBy(() -> ModelPackage.read(directory))
        .hasMessageContaining("file 'external-weights.bin' has SHA-256");
    GoldenVectors golden = read.golden();
    try (OnnxModel model =
        OnnxModel.load(directory, read.manifest(), ExecutionDevice.CPU, golden.filler())) {
      assertThatThrownBy(() -> golden.verify(model))
          .hasMessageContaining("its outputs differ from the golden vectors of Assay");
    }
  }

  @Test
  void refusesSeveralOutputsWithoutAChoice() {
    assertThatAssay(() -> register("zoo/sklearn-logistic-columns", ""))
        .hasMessage(
            "Cannot register model 'tried@1': its graph has several outputs that may be the score:"
                + " 'i0' (float [32]), 'i1' (float [32]). Choose one with 'output'.");
  }

  @Test
  void refusesLogitsThatAreTakenForProbabilities() {
    assertThatAssay(() -> register("zoo/logit", "task: binary"))
        .hasMessageMatching(
            "Cannot register model 'tried@1': its output 'logit' is not a probability: it gives"
                + " -?\\d.* on the sample. If it is a logit, set 'link: logit'; if it is no class,"
                + " set 'task: regression'.");
    assertThatAssay(() -> register("zoo/multiclass-logits", "task: multiclass"))
        .hasMessageContaining("set 'link: softmax'; if it is no class, set 'task: multi-output'.");
  }

  @Test
  void refusesTheWrongOneOfTwoProbabilitiesByTheGraphsOwnLabel() {
    assertThatAssay(() -> register("zoo/xgboost-binary", "missing: nan\nindex: 0"))
        .hasMessageContaining(
            "its own label differs from the class with the score of at least 0.5 or below on")
        .hasMessageEndingWith(
            "Correct 'index', 'output' or 'classes', or accept it with 'accept-other-labels'.");
    assertThat(
            register("zoo/xgboost-binary", "missing: nan\nindex: 0\naccept-other-labels: true")
                .notes())
        .anyMatch(note -> note.endsWith("; accepted"));
  }

  @Test
  void refusesOutputsOtherThanThoseExpected() {
    assertThatThrownBy(
            () ->
                ModelRegistrar.register(
                    Zoo.model("bench/logistic30"),
                    Zoo.registration(""),
                    Zoo.sample("bench/logistic30"),
                    Zoo.expected("bench/mlp256"),
                    List.of(),
                    Zoo.empty(temp)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_GOLDEN))
        .hasMessageStartingWith(
            "Cannot use model 'tried@1': its outputs differ from the golden vectors of onnxruntime"
                + " 1.28.0 (Python, CPU, one thread): output 0 of row ");
  }

  @Test
  void refusesColumnsThatDoNotFillATensor() {
    assertThatAssay(() -> register("zoo/gemm", "columns: [x0, x1]"))
        .hasMessage(
            "Cannot register model 'tried@1': its input 'input' (float [N, 6]) does not take the 2"
                + " values per row of the columns [x0, x1]. Name its columns in their order with"
                + " 'columns' or 'tensors'.");
    assertThatAssay(() -> register("zoo/every-type", ""))
        .hasMessageContaining(
            "no column of the sample has the name of its inputs 'float' (float [N, 1]), ")
        .hasMessageEndingWith("Say which columns fill each input with 'tensors'.");
  }

  @Test
  void needsDifferentRowsToMeasure() {
    Sample one =
        new Sample(Zoo.sample("zoo/gemm").columns(), Zoo.sample("zoo/gemm").rows().subList(0, 1));

    assertThatThrownBy(() -> Zoo.register(Zoo.model("zoo/gemm"), one, "", temp))
        .hasMessage(
            "Cannot register model 'tried@1': the sample has 1 different rows that the model can"
                + " score, at least 8 are needed to measure it. Give more rows, best some hundred.");
  }

  @Test
  void refusesNamesThatCannotBeDirectories() {
    assertThatThrownBy(() -> ModelRegistrar.requireName("name", "../census"))
        .hasMessageStartingWith("Cannot use '../census' as name of a model: ");
  }

  @Test
  void refusesDynamicQuantisationUnlessItIsAccepted() {
    assertThatAssay(() -> register("zoo/census-mlp-int8", ""))
        .hasMessageStartingWith(
            "Cannot register model 'tried@1': a row's decision depends on the rows around it: ")
        .hasMessageContaining(
            "its graph quantises with a scale taken from the whole batch (DynamicQuantizeLinear).")
        .hasMessageEndingWith("or accept it with 'accept-position-dependence', which is recorded.");

    Manifest.BatchInvariance measured =
        register("zoo/census-mlp-int8", "accept-position-dependence: true")
            .modelPackage()
            .manifest()
            .batchInvariance();
    assertThat(measured.accepted()).isTrue();
    assertThat(measured.invariant()).isFalse();
    assertThat(measured.maxDifference()).isGreaterThan(1e-3);
    assertThat(measured.changedBy()).contains("permuted", "alone");
  }

  @Test
  void recordsOutputsThatDependOnTheBatchThoughNoDecisionDoes() throws IOException {
    Path model = temp.resolve("dependent.onnx");
    Files.write(model, DependentGraph.from(Zoo.model("zoo/gemm"), 1e-8f));

    ModelRegistrar.Result result =
        Zoo.register(model, Zoo.sample("zoo/gemm"), "task: binary", temp);

    Manifest.BatchInvariance measured = result.modelPackage().manifest().batchInvariance();
    assertThat(measured.invariant()).isFalse();
    assertThat(measured.accepted()).isFalse();
    assertThat(measured.decisionsChanged()).isZero();
    assertThat(measured.maxDifference()).isBetween(1e-9, 1e-6);
    assertThat(measured.changedBy()).contains("alone");
    assertThat(result.notes())
        .anyMatch(note -> note.startsWith("a row's outputs depend on its place in the batch ("));
  }

  @Test
  void refusesAnyGraphWhoseRowsChangeEachOthersDecisions() throws IOException {
    Path model = temp.resolve("dependent.onnx");
    Files.write(model, DependentGraph.from(Zoo.model("zoo/gemm"), 0.02f));

    assertThatAssay(() -> Zoo.register(model, Zoo.sample("zoo/gemm"), "task: regression", temp))
        .hasMessageContaining("a row's decision depends on the rows around it: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "truncated|it is damaged, cut off or not an ONNX file",
        "not-onnx|it is damaged, cut off or not an ONNX file",
        "opset-too-new|it uses opset 99 of domain 'ai.onnx', ONNX Runtime 1.28.0 supports opsets up to 26. Export it with target opset 26.",
        "ir-too-new|it is of IR version 99, ONNX Runtime 1.28.0 supports versions up to 13. Export it with an older onnx package.",
        "unknown-operator|ONNX Runtime 1.28.0 has no operator 'Spline' in opset 18. Export the model with operators that this runtime has.",
        "unknown-domain|ONNX Runtime 1.28.0 has no operator 'Spline' of domain 'com.example.ops'. Export the model without custom operators.",
        "missing-weights|external-weights.bin' is missing. Put it beside the model file, under the name that the graph has for it.",
        "unfed-constants|its graph wants the constants 'normalization/mean' (float [1, 6]), 'normalization/sqrt' (float [1, 6]) as inputs, which nobody feeds. Exporters such as Keras 3's own leave",
      })
  void saysWhatIsWrongWithAFile(String name, String message) {
    assertThatAssay(
            () -> Zoo.register(Zoo.model("zoo/broken/" + name), Zoo.sample("zoo/gemm"), "", temp))
        .hasMessageContaining(message);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertThatAssay(
      ThrowableAssert.ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL));
  }
}
