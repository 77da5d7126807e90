package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.UnitHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The persons of census.csv, which test-data/python/golden_fairness.py makes. */
final class CensusSample {
  static final List<String> FEATURES =
      List.of("AGEP", "SCHL", "MAR", "RELP", "DIS", "CIT", "SEX", "RAC1P");
  static final int SEX = 6;
  static final int RACE = 7;

  private CensusSample() {}

  /** A person with the scores of the three models. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Person(long id, String[] values, double label, double[] scores) {
    Person scored(double... others) {
      return new Person(id, values, label, others);
    }

    Person with(Person outcome) {
      return new Person(id, values, outcome.label, outcome.scores);
    }
  }

  static List<Person> persons() {
    List<Person> persons = new ArrayList<>();
    for (String line : text().lines().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      String[] values = new String[FEATURES.size()];
      System.arraycopy(cells, 1, values, 0, values.length);
      double[] scores = new double[3];
      for (int m = 0; m < scores.length; m++) {
        scores[m] = Double.parseDouble(cells[values.length + 2 + m]);
      }
      double label = Double.parseDouble(cells[values.length + 1]);
      persons.add(new Person(Long.parseLong(cells[0]), values, label, scores));
    }
    return persons;
  }

  private static String text() {
    try (InputStream in = CensusSample.class.getResourceAsStream("/golden/evaluation/census.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EvaluationSpec spec(
      int models, List<Slicer> slicers, int minimumRows, long seed, EvaluationSpec.Search search) {
    List<EvaluatedModel> named = new ArrayList<>();
    for (int m = 0; m < models; m++) {
      named.add(new EvaluatedModel(List.of("logistic", "lightgbm", "mlp").get(m), "1", 0.5));
    }
    List<String> references = new ArrayList<>();
    slicers.forEach(slicer -> references.add(null));
    return new EvaluationSpec(
        Task.BINARY,
        List.of("0", "1"),
        named,
        slicers,
        false,
        0.95,
        minimumRows,
        1000,
        EvaluationSpec.Points.NONE,
        new EvaluationSpec.Calibration(10, List.of()),
        new EvaluationSpec.Bootstrap(0, seed),
        0,
        search,
        new EvaluationSpec.Fairness(0.8, references));
  }

  /** Persons in a first pass whose slicers are named as features, one or several. */
  static FirstPass first(EvaluationSpec spec, List<Person> persons) {
    FirstPass first = new FirstPass(spec);
    EvaluatedRow row = new EvaluatedRow(spec);
    for (Person person : persons) {
      set(spec, row, person);
      for (int s = 0; s < spec.slicers().size(); s++) {
        row.slices()[s] = first.slice(s, value(spec.slicers().get(s), person));
      }
      for (int f = 0; f < spec.search().features().size(); f++) {
        row.features()[f] = first.feature(f, feature(spec, f, person));
      }
      first.add(row);
    }
    return first;
  }

  static SearchTotals totals(
      EvaluationSpec spec, SearchCandidates candidates, List<Person> persons) {
    SearchTotals totals = new SearchTotals(spec, candidates);
    EvaluatedRow row = new EvaluatedRow(spec);
    for (Person person : persons) {
      set(spec, row, person);
      for (int f = 0; f < spec.search().features().size(); f++) {
        row.features()[f] = candidates.code(f, feature(spec, f, person));
      }
      totals.add(row);
    }
    return totals;
  }

  static String feature(EvaluationSpec spec, int feature, Person person) {
    return person.values()[FEATURES.indexOf(spec.search().features().get(feature))];
  }

  private static String value(Slicer slicer, Person person) {
    List<String> values = new ArrayList<>();
    for (String column : slicer.name().split(", ", -1)) {
      values.add(person.values()[FEATURES.indexOf(column)]);
    }
    return String.join(", ", values);
  }

  private static void set(EvaluationSpec spec, EvaluatedRow row, Person person) {
    row.set(person.label(), 1, UnitHash.of(person.id()));
    System.arraycopy(person.scores(), 0, row.scores(), 0, spec.models().size());
  }
}
