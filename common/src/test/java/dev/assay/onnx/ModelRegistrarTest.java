package dev.assay.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.GoldenResult;
import dev.assay.model.Manifest;
import java.nio.file.Path;
import java.util.List;
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
        "zoo/bool-input|tensors: {flags: [b0, b1], amounts: [x0, x1]}|BINARY|score|0,1",
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
        "zoo/xgboost-binary|-|BINARY|probabilities|0,1",
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
    System.out.println(
        name
            + " "
            + result.reference()
            + " "
            + manifest.batchInvariance()
            + " "
            + manifest.golden().tolerance()
            + " "
            + result.notes());
    assertThat(manifest.task()).hasToString(task);
    assertThat(manifest.output().tensor()).isEqualTo(output);
    assertThat(manifest.classes())
        .isEqualTo(classes == null ? List.of() : List.of(classes.split(",")));
    assertThat(result.reference())
        .map(GoldenResult::maxDifference)
        .hasValueSatisfying(d -> assertThat(d).isLessThan(1e-6));
  }
}
