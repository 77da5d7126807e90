package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationMapTest {
  private static final JsonNode FILE = Golden.file("calibration");

  private static ScoreTable table(boolean weighted) {
    ScoreBins bins = new ScoreBins(ScoreBins.LEAST_CAPACITY, weighted);
    for (int i = 0; i < FILE.get("scores").size(); i++) {
      double score = FILE.get("scores").get(i).doubleValue();
      boolean positive = FILE.get("labels").get(i).intValue() == 1;
      if (weighted) {
        bins.add(score, positive, FILE.get("weights").get(i).doubleValue());
      } else {
        bins.add(score, positive);
      }
    }
    return bins.table();
  }

  @Test
  void fitsPlattsMapAsStatsmodelsDoes() {
    for (boolean ofLogOdds : new boolean[] {false, true}) {
      JsonNode golden = FILE.get(ofLogOdds ? "plattOfLogOdds" : "platt");
      PlattMap map = PlattMap.fit(table(false), ofLogOdds);
      Golden.agrees("intercept", map.intercept(), golden.get("intercept"));
      Golden.agrees("slope", map.slope(), golden.get("slope"));
      for (int i = 0; i < FILE.get("probes").size(); i++) {
        double score = FILE.get("probes").get(i).doubleValue();
        Golden.agrees("at " + score, map.apply(score), golden.get("at").get(i));
      }
    }
  }

  @Test
  void fitsTheIsotonicMapAsScikitLearnDoes() {
    for (boolean weighted : new boolean[] {false, true}) {
      IsotonicMap map = IsotonicMap.fit(table(weighted));
      JsonNode golden = FILE.get("isotonic").get(weighted ? "weighted" : "plain");
      for (int i = 0; i < FILE.get("probes").size(); i++) {
        double score = FILE.get("probes").get(i).doubleValue();
        Golden.agrees("at " + score, map.apply(score), golden.get(i));
      }
      assertThat(map.scores()).isSorted();
      assertThat(map.probabilities()).isSorted();
    }
  }

  @Test
  void saysWhyAMapCannotBeFitted() {
    ScoreBins bins = new ScoreBins(ScoreBins.LEAST_CAPACITY, false);
    assertThatThrownBy(() -> IsotonicMap.fit(bins.table()))
        .hasMessage(
            "Cannot fit a calibration 'isotonic': there are no rows. Fit it on other rows.");
    bins.add(0.5, true);
    assertThatThrownBy(() -> PlattMap.fit(bins.table(), false))
        .hasMessage(
            "Cannot fit a calibration 'platt': there are no negatives. Fit it on other rows.");
    bins.add(0.5, false);
    assertThatThrownBy(() -> PlattMap.fit(bins.table(), false))
        .hasMessage(
            "Cannot fit a calibration 'platt': all scores are equal. Fit it on other rows.");
    bins.add(1.5, false);
    assertThatThrownBy(() -> PlattMap.fit(bins.table(), true))
        .hasMessageContaining("scores are outside 0..1 and have no log odds");
  }

  @Test
  void testsGradesAsScipyDoes() {
    List<Grade> grades = new ArrayList<>();
    for (JsonNode golden : FILE.get("grades")) {
      JsonNode g = golden.get("grade");
      Grade grade =
          new Grade("g", g.get(0).longValue(), g.get(1).longValue(), g.get(2).doubleValue());
      Golden.agrees("Jeffreys " + grade, grade.jeffreys(), golden.get("jeffreys"));
      Golden.agrees("binomial " + grade, grade.binomial(), golden.get("binomial"));
      Golden.agrees("normal " + grade, grade.normal(), golden.get("normal"));
      grades.add(grade);
    }
    TestResult test = Grade.hosmerLemeshow(grades);
    Golden.agrees("statistic", test.statistic(), FILE.get("hosmerLemeshow").get(0));
    Golden.agrees("p", test.pValue(), FILE.get("hosmerLemeshow").get(1));
    Golden.agrees("Herfindahl", Grade.herfindahl(grades).value(), FILE.get("herfindahl"));
    assertThat(Grade.normalizedHerfindahl(grades.subList(0, 1)).reason())
        .contains("fewer than two grades");
  }
}
