package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeLongTest {
  private static final JsonNode FILE = Golden.file("delong");

  private static DeLong state(double[][] models, boolean[] labels, int capacity) {
    Placed[] tables = new Placed[models.length];
    for (int m = 0; m < models.length; m++) {
      tables[m] = Placed.in(table(models[m], labels, capacity));
    }
    DeLong whole = new DeLong(models.length);
    DeLong part = new DeLong(models.length);
    long[][] placement = new long[models.length][1];
    for (int row = 0; row < labels.length; row++) {
      for (int m = 0; m < models.length; m++) {
        placement[m][0] = tables[m].placement(models[m][row], labels[row]);
      }
      (row % 3 == 0 ? part : whole).add(placement, 1, labels[row]);
    }
    whole.merge(DeLong.fromBytes(part.toBytes()));
    return whole;
  }

  private static ScoreTable table(double[] scores, boolean[] labels, int capacity) {
    ScoreBins bins = new ScoreBins(capacity, false);
    for (int row = 0; row < labels.length; row++) {
      bins.add(scores[row], labels[row]);
    }
    return bins.table();
  }

  private static boolean[] labels(JsonNode array) {
    boolean[] labels = new boolean[array.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = array.get(i).intValue() == 1;
    }
    return labels;
  }

  @Test
  void agreesWithMlstatkitForThreeModelsAtOnce() {
    double[][] models = Golden.matrix(FILE.get("models"));
    DeLong state = state(models, labels(FILE.get("labels")), ScoreBins.LEAST_CAPACITY);
    for (JsonNode pair : FILE.get("pairs")) {
      int a = pair.get("pair").get(0).intValue();
      int b = pair.get("pair").get(1).intValue();
      Estimate difference = state.difference(a, b);
      Golden.agrees("z", difference.statistic(0), pair.get("z"));
      Golden.agrees("p", difference.pValue(0), pair.get("p"));
      Golden.agrees("AUC", state.auc(a), pair.get("aucs").get(0));
    }
  }

  @Test
  void agreesWithTheResultThatProcPublishes() {
    JsonNode golden = FILE.get("aSAH");
    boolean[] labels = labels(golden.get("labels"));
    double[][] models = Golden.matrix(golden.get("models"));
    DeLong state = state(models, labels, ScoreBins.LEAST_CAPACITY);
    Estimate difference = state.difference(1, 0);
    Golden.agrees("Z", difference.statistic(0), golden.get("z"));
    Golden.agrees("p", difference.pValue(0), golden.get("p"));
    ScoreTable table = table(models[0], labels, ScoreBins.LEAST_CAPACITY);
    assertThat(RankMetrics.aucStandardError(table, state.auc(0)))
        .isCloseTo(Math.sqrt(state.covariance(0, 0)), within(1e-15));
  }

  @Test
  void isNearTheExactTestWithFewBins() {
    int n = 20_000;
    Random random = new Random(1);
    double[][] models = new double[2][n];
    boolean[] labels = new boolean[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(10) == 0;
      double signal = random.nextGaussian() + (labels[i] ? 1 : 0);
      models[0][i] = (float) Logistic.of(signal + random.nextGaussian());
      models[1][i] = (float) Logistic.of(signal + 0.95 * random.nextGaussian());
    }
    Estimate exact = state(models, labels, 40_000).difference(0, 1);
    Estimate binned = state(models, labels, 4096).difference(0, 1);
    assertThat(binned.value()).isCloseTo(exact.value(), within(2e-5));
    assertThat(binned.statistic(0)).isCloseTo(exact.statistic(0), within(2e-3));
    assertThat(binned.standardError()).isNotEqualTo(exact.standardError());
  }

  @Test
  void hasNoErrorBelowTwoRowsOfAClass() {
    DeLong state =
        state(new double[][] {{0.1, 0.2, 0.3}}, new boolean[] {false, false, true}, 1024);
    assertThat(state.auc(0)).isEqualTo(1);
    assertThat(state.covariance(0, 0)).isNaN();
  }
}
