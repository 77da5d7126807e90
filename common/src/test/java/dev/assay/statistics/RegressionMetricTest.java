package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegressionMetricTest {
  private static final JsonNode FILE = Golden.file("regression");

  private static RegressionState state(boolean weighted, int from, int to) {
    RegressionState state = new RegressionState(ScoreBins.LEAST_CAPACITY, weighted);
    for (int i = from; i < to; i++) {
      double label = FILE.get("labels").get(i).doubleValue();
      double prediction = FILE.get("predictions").get(i).doubleValue();
      if (weighted) {
        state.add(label, prediction, FILE.get("weights").get(i).doubleValue());
      } else {
        state.add(label, prediction);
      }
    }
    return state;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void agreesWithScikitLearn(boolean weighted) {
    int n = FILE.get("labels").size();
    RegressionState state = state(weighted, 100, n);
    state.merge(RegressionState.fromBytes(state(weighted, 0, 100).toBytes()));
    assertThat(state.toBytes()).isEqualTo(state(weighted, 0, n).toBytes());
    FILE.get(weighted ? "weighted" : "plain")
        .fields()
        .forEachRemaining(
            entry -> {
              RegressionMetric metric = RegressionMetric.valueOf(entry.getKey());
              Figure figure = metric.of(state);
              Golden.agrees(metric.name(), figure, entry.getValue().doubleValue());
              assertThat(figure.bound()).isLessThan(1e-4);
            });
    for (JsonNode pinball : FILE.get(weighted ? "pinballWeighted" : "pinball")) {
      double quantile = pinball.get(0).doubleValue();
      Golden.agrees("pinball", state.pinball(quantile), pinball.get(1).doubleValue());
    }
    for (RegressionMetric metric :
        new RegressionMetric[] {
          RegressionMetric.RMSE, RegressionMetric.MAE, RegressionMetric.BIAS, RegressionMetric.MSE
        }) {
      Figure figure = metric.of(state, 0.95);
      assertThat(figure.interval().orElseThrow().contains(figure.value())).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(RegressionMetric.class)
  void isUndefinedWithoutRows(RegressionMetric metric) {
    Figure figure = metric.of(new RegressionState(ScoreBins.LEAST_CAPACITY, false), 0.95);
    assertThat(figure.reason()).contains("no rows");
  }

  @Test
  void saysWhyAFigureIsUndefined() {
    RegressionState state = new RegressionState(ScoreBins.LEAST_CAPACITY, false);
    state.add(0, 1);
    state.add(0, 2);
    assertThat(RegressionMetric.R2.of(state).reason()).contains("all labels are equal");
    assertThat(RegressionMetric.MAPE.of(state).reason()).contains("2 labels are 0");
    assertThatThrownBy(() -> state.add(Double.NaN, 1))
        .hasMessage(
            "Cannot evaluate prediction '1.0' of label 'NaN': they are not numbers within the range"
                + " of float. Leave such rows out.");
  }
}
