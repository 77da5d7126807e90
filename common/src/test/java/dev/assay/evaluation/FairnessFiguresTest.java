package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.evaluation.CensusSample.Person;
import dev.assay.statistics.Interval;
import dev.assay.statistics.ProportionInterval;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FairnessFiguresTest {
  private static final int LEAST = 50;
  private static final Map<String, String> FAIRLEARN =
      Map.of(
          "selection_rate", "selection_rate",
          "recall", "true_positive_rate",
          "false_positive_rate", "false_positive_rate",
          "false_negative_rate", "false_negative_rate");
  private static final Map<String, String> AEQUITAS =
      Map.of(
          "selection_rate", "pprev",
          "recall", "tpr",
          "false_positive_rate", "fpr",
          "false_negative_rate", "fnr",
          "false_discovery_rate", "fdr",
          "false_omission_rate", "for",
          "precision", "precision");
  private static final Map<String, String> BETWEEN =
      Map.of(
          "selection_rate", "demographic_parity",
          "recall", "equal_opportunity",
          "equalized_odds", "equalized_odds");
  private static final EvaluationSpec.Search NO_SEARCH =
      new EvaluationSpec.Search(List.of(), 3, 100, 0.05, 5, 0.1);

  private static EvaluationSpec spec(int models, List<String> attributes, String reference) {
    List<Slicer> slicers =
        attributes.stream().map(a -> new Slicer(a, Slicer.Role.ATTRIBUTE, false)).toList();
    EvaluationSpec spec = CensusSample.spec(models, slicers, LEAST, 1, NO_SEARCH);
    return new EvaluationSpec(
        spec.task(),
        spec.classes(),
        spec.models(),
        slicers,
        false,
        spec.level(),
        LEAST,
        spec.maximumSlices(),
        spec.points(),
        spec.calibration(),
        spec.bootstrap(),
        spec.differences(),
        spec.search(),
        new EvaluationSpec.Fairness(0.8, Collections.nCopies(slicers.size(), reference)));
  }

  private static FairnessRow row(List<FairnessRow> rows, String group, String measure) {
    return rows.stream()
        .filter(row -> row.groupName().equals(group) && row.measure().equals(measure))
        .findFirst()
        .orElseThrow();
  }

  private static void agrees(Double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-9 * Math.abs(expected) + 1e-15));
  }

  @Test
  void agreesWithFairlearnAndAequitasOnTheCensus() throws IOException {
    JsonNode golden;
    try (InputStream in = getClass().getResourceAsStream("/golden/evaluation/fairness.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    int compared = 0;
    for (String attribute : List.of("SEX", "RAC1P", "SEX, RAC1P")) {
      for (String model : List.of("logistic", "lightgbm")) {
        compared += compare(attribute, golden.get(attribute).get(model));
      }
    }
    assertThat(compared).isEqualTo(2 * (2 + 6 + 10));
  }

  private int compare(String attribute, JsonNode golden) {
    JsonNode aequitas = golden.get("aequitas");
    EvaluationSpec spec = spec(1, List.of(attribute), aequitas.get("reference").textValue());
    List<Person> persons = persons(attribute, golden.get("outcomes"));
    List<FairnessRow> rows = FairnessFigures.of(spec, CensusSample.first(spec, persons));
    Set<String> shown = new TreeSet<>();
    golden
        .get("outcomes")
        .fields()
        .forEachRemaining(
            group -> {
              if (sum(group.getValue()) >= LEAST) {
                shown.add(group.getKey());
              } else {
                FairnessRow hidden = row(rows, group.getKey(), "all");
                assertThat(hidden.outcome()).isEqualTo("SUPPRESSED");
                assertThat(hidden.reason()).isEqualTo("fewer than 50 rows");
                assertThat(hidden.value()).isNull();
                assertThat(hidden.positives()).isNull();
                assertThat(hidden.rows()).isEqualTo(sum(group.getValue()));
              }
            });
    for (String group : shown) {
      JsonNode theirs = golden.get("fairlearn").get("by_group").get(group);
      FAIRLEARN.forEach(
          (ours, name) -> agrees(row(rows, group, ours).value(), theirs.get(name).doubleValue()));
      JsonNode others = aequitas.get("by_group").get(group);
      AEQUITAS.forEach(
          (ours, name) -> {
            agrees(row(rows, group, ours).value(), others.get(name).doubleValue());
            agrees(row(rows, group, ours).ratio(), others.get(name + "_disparity").doubleValue());
          });
    }
    BETWEEN.forEach(
        (ours, name) -> {
          JsonNode between = golden.get("fairlearn").get("between");
          FairnessRow overall = row(rows, "overall", ours);
          agrees(overall.difference(), between.get(name + "_difference").doubleValue());
          agrees(overall.ratio(), between.get(name + "_ratio").doubleValue());
        });
    return shown.size();
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.longValue();
    }
    return sum;
  }

  /** Persons by counts of true and false positives, false and true negatives of each group. */
  private static List<Person> persons(String attribute, JsonNode outcomes) {
    List<Person> persons = new ArrayList<>();
    String[] columns = attribute.split(", ", -1);
    outcomes
        .fields()
        .forEachRemaining(
            group -> {
              String[] values = new String[CensusSample.FEATURES.size()];
              String[] parts = group.getKey().split(", ", -1);
              for (int i = 0; i < columns.length; i++) {
                values[CensusSample.FEATURES.indexOf(columns[i])] = parts[i];
              }
              for (int cell = 0; cell < 4; cell++) {
                double label = cell == 0 || cell == 2 ? 1 : 0;
                double[] score = {cell < 2 ? 0.75 : 0.25};
                for (int i = 0; i < group.getValue().get(cell).intValue(); i++) {
                  persons.add(new Person(persons.size(), values, label, score));
                }
              }
            });
    return persons;
  }

  private static List<Person> sexes(int[]... outcomes) {
    StringBuilder text = new StringBuilder("{");
    for (int group = 0; group < outcomes.length; group++) {
      String counts =
          Arrays.stream(outcomes[group])
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(","));
      text.append(group == 0 ? "" : ",").append("\"" + (group + 1) + "\":[" + counts + "]");
    }
    try {
      return persons("SEX", new ObjectMapper().readTree(text.append("}").toString()));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<FairnessRow> figures(EvaluationSpec spec, List<Person> persons) {
    return FairnessFigures.of(spec, CensusSample.first(spec, persons));
  }

  @Test
  void judgesByTheIntervalOfTheRatioAndNotByTheRatio() {
    int[] large = {3000, 1000, 1000, 5000};
    int[] same = {2980, 1010, 1020, 4990};
    int[] small = {30, 20, 10, 40}; // ratio of selection rates 1.25
    int[] unfair = {900, 300, 1500, 3300}; // half the selection rate
    EvaluationSpec spec = spec(1, List.of("SEX"), null);
    List<FairnessRow> rows = figures(spec, sexes(large, same, small, unfair));
    assertThat(row(rows, "2", "selection_rate").outcome()).isEqualTo("FAIR");
    assertThat(row(rows, "3", "selection_rate").outcome()).isEqualTo("INCONCLUSIVE");
    assertThat(row(rows, "3", "selection_rate").ratio()).isCloseTo(1.25, within(1e-12));
    assertThat(row(rows, "4", "selection_rate").outcome()).isEqualTo("UNFAIR");
    assertThat(row(rows, "4", "equalized_odds").outcome()).isEqualTo("UNFAIR");
    assertThat(row(rows, "1", "selection_rate").outcome()).isNull();
    assertThat(row(rows, "1", "selection_rate").ratio()).isEqualTo(1);
    FairnessRow group = row(rows, "4", "recall");
    Interval difference = ProportionInterval.difference(900, 2400, 3000, 4000, 0.95);
    Interval ratio = ProportionInterval.ratio(900, 2400, 3000, 4000, 0.95);
    assertThat(group.reference()).isEqualTo("1");
    agrees(group.differenceLow(), difference.low());
    agrees(group.differenceHigh(), difference.high());
    agrees(group.ratioLow(), ratio.low());
    agrees(group.ratioHigh(), ratio.high());
    assertThat(group.pAdjusted()).isBetween(group.pValue(), 1e-6);
    assertThat(row(rows, "overall", "selection_rate").outcome()).isEqualTo("UNFAIR");
  }

  @Test
  void saysWhatIsNotDefinedAndHasNoCertaintyFromEmptyCells() {
    int[] reference = {500, 100, 100, 500};
    int[] noPositives = {0, 10, 0, 90};
    int[] fewPositives = {3, 30, 0, 70}; // all of three positives are found
    EvaluationSpec spec = spec(1, List.of("SEX"), null);
    List<FairnessRow> rows = figures(spec, sexes(reference, noPositives, fewPositives));
    FairnessRow undefined = row(rows, "2", "recall");
    assertThat(undefined.value()).isNull();
    assertThat(undefined.ratio()).isNull();
    assertThat(undefined.reason()).isEqualTo("no positives");
    assertThat(undefined.outcome()).isEqualTo("INCONCLUSIVE");
    assertThat(row(rows, "2", "equalized_odds").reason()).isEqualTo("no positives");
    FairnessRow few = row(rows, "3", "recall");
    assertThat(few.value()).isEqualTo(1);
    assertThat(few.outcome()).isEqualTo("INCONCLUSIVE");
    assertThat(few.ratioLow()).isLessThan(few.ratio());
    List<FairnessRow> unselected =
        figures(spec, sexes(new int[] {0, 0, 50, 50}, new int[] {0, 0, 60, 70}));
    FairnessRow none = row(unselected, "1", "selection_rate");
    assertThat(none.pValue()).isEqualTo(1);
    assertThat(none.ratio()).isNull();
    assertThat(none.outcome()).isEqualTo("INCONCLUSIVE");
    assertThat(row(unselected, "1", "precision").reason()).isEqualTo("no row is selected");
    assertThat(row(unselected, "overall", "precision").reason())
        .isEqualTo("the measure is defined in fewer than two groups");
  }

  @Test
  void hidesASecondGroupWhereOneCouldBeHadBySubtraction() {
    int[] large = {300, 100, 100, 500};
    int[] middle = {100, 50, 50, 100};
    int[] small = {2, 1, 1, 3};
    EvaluationSpec spec = spec(1, List.of("SEX"), null);
    List<FairnessRow> rows = figures(spec, sexes(large, middle, small));
    assertThat(row(rows, "3", "all").reason()).isEqualTo("fewer than 50 rows");
    assertThat(row(rows, "2", "all").reason())
        .isEqualTo("it would give away fewer than 50 other rows");
    assertThat(rows.stream().filter(row -> row.value() != null).map(FairnessRow::groupName))
        .containsOnly("1");
    EvaluationSpec missing = spec(1, List.of("SEX"), "3");
    FairnessRow alone = row(figures(missing, sexes(large, middle, small)), "1", "recall");
    assertThat(alone.reason()).isEqualTo("the reference group '3' is suppressed or has no rows");
    assertThat(alone.outcome()).isNull();
    assertThat(alone.value()).isEqualTo(0.75);
  }

  @Test
  void comparesMeanScoresAndCalibrationOfGroups() {
    List<Person> persons = CensusSample.persons();
    EvaluationSpec spec = spec(1, List.of("SEX"), "1");
    List<FairnessRow> rows = figures(spec, persons);
    double[] score = new double[3];
    double[] positives = new double[3];
    int[] count = new int[3];
    for (Person person : persons) {
      int sex = Integer.parseInt(person.values()[CensusSample.SEX]);
      score[sex] += person.scores()[0];
      positives[sex] += person.label();
      count[sex]++;
    }
    FairnessRow mean = row(rows, "2", "mean_score");
    assertThat(mean.value()).isCloseTo(score[2] / count[2], within(1e-7));
    assertThat(mean.ratio())
        .isCloseTo(score[2] / count[2] / (score[1] / count[1]), within(1e-6))
        .isBetween(mean.ratioLow(), mean.ratioHigh());
    FairnessRow calibration = row(rows, "2", "calibration");
    double gap = (positives[2] - score[2]) / count[2];
    assertThat(calibration.value())
        .isCloseTo(gap, within(1e-7))
        .isBetween(calibration.low(), calibration.high());
    assertThat(calibration.difference())
        .isCloseTo(gap - (positives[1] - score[1]) / count[1], within(1e-7));
    assertThat(calibration.ratio()).isNull();
    assertThat(row(rows, "1", "calibration").ratio()).isNull();
    assertThat(row(rows, "1", "calibration").difference()).isZero();
    assertThat(calibration.outcome()).isNull();
  }

  @Test
  void comparesChallengersWithTheChampionOnTheSameRows() {
    List<Person> persons = CensusSample.persons();
    EvaluationSpec spec = spec(2, List.of("SEX"), null);
    List<FairnessRow> rows = figures(spec, persons);
    int onlyChampion = 0;
    int onlyChallenger = 0;
    int count = 0;
    for (Person person : persons) {
      if (person.values()[CensusSample.SEX].equals("2")) {
        boolean champion = person.scores()[0] >= 0.5;
        boolean challenger = person.scores()[1] >= 0.5;
        onlyChampion += champion && !challenger ? 1 : 0;
        onlyChallenger += challenger && !champion ? 1 : 0;
        count++;
      }
    }
    FairnessRow pair =
        rows.stream()
            .filter(row -> "logistic@1".equals(row.comparedWith()))
            .filter(row -> row.groupName().equals("2") && row.measure().equals("selection_rate"))
            .findFirst()
            .orElseThrow();
    double difference = (onlyChallenger - onlyChampion) / (double) count;
    double error =
        Math.sqrt(
            (onlyChallenger + onlyChampion - count * difference * difference)
                / ((double) count * (count - 1)));
    assertThat(pair.model()).isEqualTo("lightgbm");
    assertThat(pair.difference()).isCloseTo(difference, within(1e-12));
    assertThat(pair.differenceHigh() - pair.differenceLow())
        .isCloseTo(2 * 1.959963984540054 * error, within(1e-7));
    assertThat(pair.ratio()).isBetween(pair.ratioLow(), pair.ratioHigh());
    assertThat(pair.outcome()).isNull();
    assertThat(rows.stream().filter(row -> row.comparedWith() != null)).hasSize(2 * 8);
  }
}
