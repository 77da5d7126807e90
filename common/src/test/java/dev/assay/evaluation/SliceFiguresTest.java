package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.evaluation.CensusSample.Person;
import dev.assay.model.Task;
import dev.assay.statistics.StateFormat;
import dev.assay.statistics.UnitHash;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.TTest;
import org.junit.jupiter.api.Test;

class SliceFiguresTest {
  private static final List<Person> PERSONS = CensusSample.persons();
  private static final EvaluationSpec.Search NO_SEARCH = search(List.of(), 3);

  private static EvaluationSpec.Search search(List<String> features, int predicates) {
    return new EvaluationSpec.Search(features, predicates, 20, 0.01, 5, 0.1);
  }

  private static List<SliceRow> rows(EvaluationSpec spec, List<Person> persons, int most) {
    FirstPass first = CensusSample.first(spec, persons);
    SearchCandidates candidates = SearchCandidates.of(spec, first.search(), most);
    return SliceFigures.of(spec, first, CensusSample.totals(spec, candidates, persons));
  }

  private static double[] losses(List<Person> persons, int column, String value, boolean in) {
    return persons.stream()
        .filter(p -> p.values()[column].equals(value) == in)
        .mapToDouble(p -> Math.pow(p.scores()[0] - p.label(), 2))
        .toArray();
  }

  @Test
  void comparesDeclaredSlicesWithAllOtherRows() {
    Slicer race = new Slicer("RAC1P", Slicer.Role.DECLARED, false);
    Slicer sex = new Slicer("SEX", Slicer.Role.ATTRIBUTE, false);
    EvaluationSpec spec = CensusSample.spec(2, List.of(race, sex), 50, 1, NO_SEARCH);
    List<SliceRow> rows = rows(spec, PERSONS, 100);
    SliceRow black =
        rows.stream().filter(row -> row.slice().equals("RAC1P = 2")).findFirst().orElseThrow();
    double[] in = losses(PERSONS, CensusSample.RACE, "2", true);
    double[] rest = losses(PERSONS, CensusSample.RACE, "2", false);
    assertThat(black.origin()).isEqualTo("DECLARED");
    assertThat(black.loss()).isEqualTo("brier");
    assertThat(black.rows()).isEqualTo(in.length);
    assertThat(black.meanLoss()).isCloseTo(StatUtils.mean(in), within(1e-7));
    assertThat(black.restLoss()).isCloseTo(StatUtils.mean(rest), within(1e-7));
    assertThat(black.effect()).isBetween(black.low(), black.high());
    assertThat(black.pValue()).isCloseTo(new TTest().tTest(in, rest), within(1e-5));
    assertThat(black.pAdjusted()).isBetween(black.pValue() * (1 - 1e-15), 1.0);
    assertThat(black.method()).isEqualTo("WELCH");
    assertThat(black.confirmed()).isNull();
    assertThat(rows.stream().filter(row -> row.slicer().equals("SEX"))).hasSize(4);
    SliceRow hidden =
        rows.stream().filter(row -> row.slice().equals("RAC1P = 3")).findFirst().orElseThrow();
    assertThat(hidden.rows()).isLessThan(50);
    assertThat(hidden.suppressed()).isEqualTo("fewer than 50 rows");
    assertThat(hidden.meanLoss()).isNull();
    assertThat(hidden.positives()).isNull();
  }

  @Test
  void leavesOutFeaturesWithManyValuesAndSaysSo() {
    List<Person> persons = new ArrayList<>();
    for (Person person : PERSONS) {
      String[] values = person.values().clone();
      values[CensusSample.RACE] = Long.toString(person.id() % 300);
      persons.add(new Person(person.id(), values, person.label(), person.scores()));
    }
    EvaluationSpec spec =
        CensusSample.spec(1, List.of(), 20, 1, search(List.of("MAR", "RAC1P", "SEX"), 3));
    EvaluationSpec without =
        CensusSample.spec(1, List.of(), 20, 1, search(List.of("MAR", "SEX"), 3));
    List<SliceRow> rows = rows(spec, persons, 100);
    SliceRow last = rows.get(rows.size() - 1);
    assertThat(last.origin()).isEqualTo("NOT_SEARCHED");
    assertThat(last.slice()).isEqualTo("RAC1P");
    assertThat(last.suppressed())
        .isEqualTo(
            "not searched: more than 256 values; search by ranges or by a column with fewer"
                + " values");
    assertThat(rows.subList(0, rows.size() - 1))
        .isNotEmpty()
        .isEqualTo(rows(without, persons, 100));
    byte[] whole = CensusSample.first(spec, persons).toBytes();
    Collections.shuffle(persons, new Random(1));
    FirstPass merged = CensusSample.first(spec, persons.subList(0, 100)); // few enough values
    merged.merge(CensusSample.first(spec, persons.subList(100, 250)));
    merged.merge(CensusSample.first(spec, persons.subList(250, persons.size())));
    assertThat(merged.toBytes()).isEqualTo(whole);
  }

  @Test
  void saysWhatIsTooMuchToCount() {
    EvaluationSpec spec = CensusSample.spec(1, List.of(), 20, 1, search(CensusSample.FEATURES, 3));
    List<SliceRow> rows = rows(spec, PERSONS, 10);
    SliceRow last = rows.get(rows.size() - 1);
    assertThat(last.origin()).isEqualTo("NOT_SEARCHED");
    assertThat(last.slice()).isEqualTo("slices of three values");
    assertThat(last.suppressed())
        .matches("not searched: \\d+ slices were too many to count; none of them scores more .*");
  }

  @Test
  void saysWhyAModelCannotBeSearched() {
    EvaluationSpec spec = CensusSample.spec(1, List.of(), 20, 1, search(List.of("SEX"), 1));
    List<Person> wild = PERSONS.stream().map(p -> p.scored(1000 * p.scores()[0])).toList();
    assertThat(rows(spec, wild, 10))
        .singleElement()
        .extracting(SliceRow::suppressed)
        .asString()
        .startsWith("not searched: ")
        .endsWith("rows have a loss that is no number or too large to be summed");
    List<Person> perfect = PERSONS.stream().map(p -> p.scored(p.label())).toList();
    assertThat(rows(spec, perfect, 10))
        .singleElement()
        .extracting(SliceRow::suppressed)
        .isEqualTo("not searched: the model makes no errors");
  }

  private static EvaluationSpec of(Task task, List<String> classes) {
    EvaluationSpec spec = CensusSample.spec(1, List.of(), 20, 1, search(List.of("MAR", "SEX"), 2));
    return new EvaluationSpec(
        task,
        classes,
        spec.models(),
        List.of(new Slicer("SEX", Slicer.Role.DECLARED, false)),
        false,
        0.95,
        20,
        100,
        spec.points(),
        spec.calibration(),
        spec.bootstrap(),
        spec.differences(),
        spec.search(),
        spec.fairness());
  }

  @Test
  void sumsErrorsOfNumbersExactly() {
    EvaluationSpec spec = of(Task.REGRESSION, List.of());
    List<Person> persons = new ArrayList<>();
    Random random = new Random(3);
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (Person person : PERSONS) {
      double error = (random.nextBoolean() ? 1e9 : 1e-6) * random.nextGaussian();
      persons.add(new Person(person.id(), person.values(), 0, new double[] {error}));
      if (!UnitHash.inHalf(UnitHash.of(person.id()), 1)) {
        BigDecimal loss = new BigDecimal(error * error);
        sum = sum.add(loss);
        squares = squares.add(new BigDecimal(error * error * (error * error)));
      }
    }
    SearchCounts counts = CensusSample.first(spec, persons).search();
    int all = SearchCounts.CONFIRMING;
    LossCells.Moments moments = counts.sorted().cells().moments(all, 0, all);
    assertThat(moments.sum().subtract(sum).abs()).isLessThan(new BigDecimal("1e-30"));
    assertThat(moments.squares().subtract(squares).abs()).isLessThan(new BigDecimal("1e-50"));
    SliceRow declared = rows(spec, persons, 100).get(0);
    assertThat(declared.loss()).isEqualTo("squared_error");
    assertThat(declared.positives()).isNull();
    byte[] whole = StateFormat.toBytes(counts::write);
    Collections.shuffle(persons, random);
    SearchCounts merged = CensusSample.first(spec, persons.subList(0, 1500)).search();
    merged.merge(CensusSample.first(spec, persons.subList(1500, persons.size())).search());
    assertThat(StateFormat.toBytes(merged::write)).isEqualTo(whole);
  }

  @Test
  void comparesModelsOfSeveralClassesByTheSumOfSquaredErrors() {
    EvaluationSpec spec = of(Task.MULTICLASS, List.of("a", "b", "c"));
    FirstPass first = new FirstPass(spec);
    EvaluatedRow row = new EvaluatedRow(spec);
    List<List<Double>> losses = List.of(new ArrayList<>(), new ArrayList<>());
    for (Person person : PERSONS) {
      double p = 0.9 * person.scores()[0];
      double[] of = {1 - p - 0.05, p, 0.05};
      double loss = 0;
      for (int k = 0; k < 3; k++) {
        row.probabilities()[0][k] = of[k];
        loss += Math.pow(of[k] - (k == person.label() ? 1 : 0), 2);
      }
      row.set(person.label(), 1, UnitHash.of(person.id()));
      row.slices()[0] = first.slice(0, person.values()[CensusSample.SEX]);
      row.features()[0] = first.feature(0, person.values()[2]);
      row.features()[1] = first.feature(1, person.values()[CensusSample.SEX]);
      first.add(row);
      losses.get(person.values()[CensusSample.SEX].equals("1") ? 0 : 1).add(loss);
    }
    SearchCandidates candidates = SearchCandidates.of(spec, first);
    SliceRow men = SliceFigures.of(spec, first, new SearchTotals(spec, candidates)).get(0);
    double[] in = losses.get(0).stream().mapToDouble(Double::doubleValue).toArray();
    double[] rest = losses.get(1).stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(men.slice()).isEqualTo("SEX = 1");
    assertThat(men.loss()).isEqualTo("brier");
    assertThat(men.meanLoss()).isCloseTo(StatUtils.mean(in), within(1e-12));
    assertThat(men.restLoss()).isCloseTo(StatUtils.mean(rest), within(1e-12));
    assertThat(men.pValue()).isCloseTo(new TTest().tTest(in, rest), within(1e-9));
  }
}
