package dev.assay.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.model.Decision;
import dev.assay.model.ExecutionDevice;
import dev.assay.model.FeatureRows;
import dev.assay.model.GoldenVectors;
import dev.assay.model.Manifest;
import dev.assay.model.ModelPackage;
import dev.assay.model.OutputLink;
import dev.assay.model.Sample;
import dev.assay.model.Scorer;
import dev.assay.model.ScorerScratch;
import dev.assay.statistics.CalibrationMap;
import dev.assay.statistics.IsotonicMap;
import dev.assay.statistics.PlattMap;
import dev.assay.statistics.ScoreBins;
import dev.assay.statistics.ScoreTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs of real exporters with a map appended, against the map on their scores. */
class CalibratedModelTest {
  private static final Manifest.Recalibration HOW =
      new Manifest.Recalibration(
          "tried@1",
          "sha256:0",
          "platt",
          "a map",
          "table",
          "sha256:1",
          null,
          null,
          "y",
          null,
          List.of("id"),
          1,
          100,
          100,
          0.5,
          0.4,
          false);

  @TempDir Path temp;

  private static double[] raw(ModelPackage model, FeatureRows rows) {
    try (OnnxModel loaded =
            OnnxModel.load(
                model.directory(),
                model.manifest(),
                ExecutionDevice.CPU,
                rows.select(0).vectors());
        ScorerScratch scratch = new ScorerScratch();
        Scorer scorer = loaded.newScorer(scratch)) {
      return GoldenVectors.score(scorer, rows);
    }
  }

  private static double[] scores(ModelPackage model, FeatureRows rows) {
    double[] scores = new double[rows.rows()];
    new Decision(model.manifest(), 1)
        .decide(rows.rows(), raw(model, rows), scores, new int[rows.rows()]);
    return scores;
  }

  /** Labels that go with a distorted score, so that maps have something to do. */
  private static ScoreTable labelled(double[] scores) {
    ScoreBins bins = new ScoreBins(ScoreBins.LEAST_CAPACITY, false);
    Random random = new Random(5);
    for (int round = 0; round < 8; round++) {
      for (double score : scores) {
        double p = Math.min(1, Math.max(0, score));
        bins.add(p, random.nextDouble() < 0.1 + 0.8 * p * p);
      }
    }
    return bins.table();
  }

  private static FeatureRows rows(ModelPackage model, Sample sample) {
    FeatureRows rows = sample.fit(model.manifest().tensors()).rows();
    int fixed = model.manifest().batch().rows();
    return model.manifest().batch().fixedByGraph() ? rows : rows.extend(Math.max(fixed, 700), 3);
  }

  private ModelPackage recalibrated(ModelPackage model, CalibrationMap map, Sample sample) {
    Manifest before = model.manifest();
    Manifest draft = before.recalibrated("2", before.output(), 0.25, HOW);
    return ModelRegistrar.recalibrate(model, draft, map, sample, Zoo.empty(temp)).modelPackage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "census/logistic|-",
        "census/lightgbm|-",
        "census/mlp|-",
        "bench/trees200|-",
        "zoo/sklearn-double|-",
        "zoo/sklearn-forest-binary|-",
        "zoo/xgboost-binary|missing: nan",
        "zoo/lightgbm-missing|missing: nan",
        "zoo/logit|'task: binary\nlink: logit'",
        "zoo/rank1-output|-",
        "zoo/fixed-batch|-",
        "zoo/external-weights|-",
        "zoo/every-type|'tensors: {float: [c_float], double: [c_double], int32: [c_int], int64: [c_long], bool: [c_bool], string: [c_string]}'",
      })
  void graphsGiveWhatTheMapGivesForTheirScores(String name, String yaml) {
    Sample sample = Zoo.sample(name);
    ModelPackage model = Zoo.register(name, yaml == null ? "" : yaml, temp).modelPackage();
    FeatureRows rows = rows(model, sample);
    double[] before = scores(model, rows);
    ScoreTable table = labelled(before);
    for (CalibrationMap map : List.of(PlattMap.fit(table, true), IsotonicMap.fit(table))) {
      ModelPackage made = recalibrated(model, map, sample);
      double[] after = scores(made, rows);
      boolean doubles = name.equals("zoo/sklearn-double");
      for (int i = 0; i < after.length; i++) {
        double expected = map.apply(before[i]);
        assertThat(after[i])
            .as("%s at %s", map, before[i])
            .isCloseTo(expected, within(doubles ? 1e-14 : Math.ulp((float) expected)));
      }
      Manifest manifest = made.manifest();
      assertThat(manifest.output().link()).isEqualTo(OutputLink.IDENTITY);
      assertThat(manifest.output().tensor())
          .isEqualTo(model.manifest().output().tensor() + "_calibrated");
      assertThat(manifest.reference()).isEqualTo("tried@2");
      assertThat(manifest.recalibration()).isEqualTo(HOW);
      assertThat(manifest.inputs()).isEqualTo(model.manifest().inputs());
      assertThat(manifest.cutoff()).isEqualTo(0.25);
    }
  }

  @Test
  void keepsTheShapeWithTheComplement() {
    Sample sample = Zoo.sample("census/lightgbm");
    ModelPackage model = Zoo.register("census/lightgbm", "", temp).modelPackage();
    FeatureRows rows = rows(model, sample);
    ModelPackage made = recalibrated(model, new PlattMap(0.3, 1.2, true), sample);
    Path file = made.directory().resolve("model.onnx");
    assertThat(OnnxGraph.read(file).outputs())
        .extracting(GraphTensor::toString)
        .containsExactly("'lgbmprobabilities_calibrated' (float [N, 2])");
    try (GraphProbe probe =
        new GraphProbe("tried", file, made.manifest().tensors(), GraphTensor.OPEN)) {
      double[] values = probe.run(rows).get("lgbmprobabilities_calibrated").numbers();
      for (int i = 0; i < values.length; i += 2) {
        assertThat(values[i] + values[i + 1]).isCloseTo(1, within(1e-7));
      }
    }
  }

  @Test
  void aRecalibratedModelCanBeRecalibrated() {
    Sample sample = Zoo.sample("census/logistic");
    ModelPackage model = Zoo.register("census/logistic", "", temp).modelPackage();
    FeatureRows rows = rows(model, sample);
    PlattMap first = new PlattMap(0.3, 1.2, true);
    PlattMap back = new PlattMap(-0.3 / 1.2, 1 / 1.2, true);
    ModelPackage once = recalibrated(model, first, sample);
    ModelPackage twice = recalibrated(once, back, sample);
    assertThat(twice.manifest().output().tensor()).isEqualTo("probabilities_calibrated2");
    double[] before = scores(model, rows);
    double[] after = scores(twice, rows);
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isCloseTo(before[i], within(1e-6));
    }
  }

  @Test
  void scoresThatAreNoNumbersStayNone() {
    // bench/logistic30 takes NaN for an answer where a feature is NaN
    String yaml = "missing: nan";
    Sample sample = Zoo.sample("bench/logistic30");
    ModelPackage model = Zoo.register("bench/logistic30", yaml, temp).modelPackage();
    List<List<Object>> rows = new java.util.ArrayList<>(sample.rows());
    List<Object> missing = new java.util.ArrayList<>(rows.get(0));
    missing.set(0, null);
    rows.add(missing);
    FeatureRows with = new Sample(sample.columns(), rows).fit(model.manifest().tensors()).rows();
    assertThat(scores(model, with)[with.rows() - 1]).isNaN();
    ScoreTable table = labelled(scores(model, rows(model, sample)));
    for (CalibrationMap map :
        List.of(PlattMap.fit(table, true), PlattMap.fit(table, false), IsotonicMap.fit(table))) {
      double[] after = scores(recalibrated(model, map, sample), with);
      assertThat(after[with.rows() - 1]).as(map.toString()).isNaN();
      assertThat(Arrays.stream(after).filter(Double::isNaN).count()).isEqualTo(1);
    }
  }

  @Test
  void keepsOtherFilesOfThePackage() throws IOException {
    Path profile = temp.resolve("profile.json");
    Files.writeString(profile, "{}");
    ModelPackage model =
        ModelRegistrar.register(
                Zoo.model("zoo/external-weights"),
                Zoo.registration("training: {table: t}\ncode-commit: abc"),
                Zoo.sample("zoo/external-weights"),
                null,
                List.of(profile),
                Zoo.empty(temp))
            .modelPackage();
    ModelPackage made =
        recalibrated(model, new PlattMap(0, 1, true), Zoo.sample("zoo/external-weights"));
    assertThat(made.manifest().files())
        .containsOnlyKeys("external-weights.bin", "golden.json", "model.onnx", "profile.json");
    assertThat(made.manifest().training()).isEqualTo(model.manifest().training());
    assertThat(made.manifest().codeCommit()).isEqualTo("abc");
  }

  @Test
  void refusesOutputsThatHoldNoFractions() {
    MeasuredOutput integers = new MeasuredOutput(7, List.of(GraphTensor.OPEN));
    OnnxGraph graph = OnnxGraph.read(Zoo.model("census/logistic"));
    Manifest.Output label = new Manifest.Output("label", null, OutputLink.IDENTITY);
    assertThatThrownBy(() -> graph.calibrated(label, integers, new PlattMap(0, 1, true)))
        .hasMessage(
            "Cannot append a calibration map to the model: its output 'label' holds no fractions. Export it again.");
  }
}
