package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MulticlassMetricTest {
  private static final JsonNode FILE = Golden.file("multiclass");
  private static final int CLASSES = 4;

  private static MulticlassState state(boolean weighted, int from, int to) {
    MulticlassState state = new MulticlassState(CLASSES, ScoreBins.LEAST_CAPACITY, weighted);
    double[][] probabilities = Golden.matrix(FILE.get("probabilities"));
    for (int i = from; i < to; i++) {
      double weight = weighted ? FILE.get("weights").get(i).doubleValue() : 1;
      state.add(probabilities[i], 0, FILE.get("labels").get(i).intValue(), weight);
    }
    return state;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void agreesWithScikitLearn(boolean weighted) {
    int n = FILE.get("labels").size();
    MulticlassState state = state(weighted, 77, n);
    state.merge(MulticlassState.fromBytes(state(weighted, 0, 77).toBytes()));
    assertThat(state.toBytes()).isEqualTo(state(weighted, 0, n).toBytes());
    FILE.get(weighted ? "weighted" : "plain")
        .fields()
        .forEachRemaining(
            entry -> {
              MulticlassMetric metric = MulticlassMetric.valueOf(entry.getKey());
              Figure figure = metric.of(state);
              Golden.agrees(metric.name(), figure, entry.getValue().doubleValue());
            });
    if (!weighted) {
      double[][] matrix = Golden.matrix(FILE.get("confusion"));
      for (int label = 0; label < CLASSES; label++) {
        for (int predicted = 0; predicted < CLASSES; predicted++) {
          assertThat(state.count(label, predicted)).isEqualTo(matrix[label][predicted]);
        }
      }
      for (int k = 1; k <= 3; k++) {
        Golden.agrees("top " + k, state.topK(k).value(), FILE.get("topK").get(k - 1));
      }
    }
  }

  @Test
  void saysWhyAFigureIsUndefined() {
    MulticlassState state = new MulticlassState(3, ScoreBins.LEAST_CAPACITY, false);
    assertThat(MulticlassMetric.ACCURACY.of(state).reason()).contains("no rows");
    state.add(new double[] {0.5, 0.3, 0.2}, 0);
    state.add(new double[] {0.2, 0.7, 0.1}, 1);
    assertThat(MulticlassMetric.MACRO_AUC.of(state).reason()).contains("class 2: no positives");
    assertThat(MulticlassMetric.MACRO_PRECISION.of(state).reason())
        .contains("class 2: no row is selected");
    assertThatThrownBy(() -> state.add(new double[3], 3))
        .hasMessage(
            "Cannot evaluate label '3': the model has the classes 0 to 2. Correct the labels.");
  }
}
