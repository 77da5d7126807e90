package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.CalibrationGroup;
import dev.assay.statistics.CalibrationGroups;
import dev.assay.statistics.Grade;
import dev.assay.statistics.Interval;
import dev.assay.statistics.ProportionInterval;
import dev.assay.statistics.ScoreTable;
import java.util.ArrayList;
import java.util.List;

/** Reliability diagrams and rating grades of binary models whose scores are probabilities. */
final class CalibrationFigures {
  private static final String WIDTH = "EQUAL_WIDTH";
  private static final String MASS = "EQUAL_MASS";
  private static final String GRADE = "GRADE";

  private final EvaluationSpec spec;
  private final List<CalibrationRow> rows = new ArrayList<>();

  private CalibrationFigures(EvaluationSpec spec) {
    this.spec = spec;
  }

  /** The rows of {@code calibration}, of the whole and of each slice that is not suppressed. */
  static List<CalibrationRow> of(EvaluationSpec spec, FirstPass first) {
    CalibrationFigures figures = new CalibrationFigures(spec);
    if (spec.task() == Task.BINARY) {
      for (NamedSlice slice : NamedSlice.of(spec, first)) {
        for (int model = 0; slice.shown() && model < spec.models().size(); model++) {
          figures.add(slice, spec.models().get(model), slice.models().table(model));
        }
      }
    }
    return figures.rows;
  }

  /** The rating grades of a table that have rows; what they stand for is their mean score. */
  static List<Grade> grades(EvaluationSpec spec, ScoreTable table) {
    List<Grade> grades = new ArrayList<>();
    double[] borders = borders(spec);
    for (CalibrationGroup group : CalibrationGroups.between(table, borders).groups()) {
      grades.add(grade(group, place(group, borders)));
    }
    return grades;
  }

  private static double[] borders(EvaluationSpec spec) {
    return spec.calibration().grades().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Grade grade(CalibrationGroup group, int place) {
    long defaults = Math.round(group.positives());
    return new Grade(Integer.toString(place), group.rows(), defaults, group.meanScore());
  }

  /** How many borders are at or below the group, and one. */
  private static int place(CalibrationGroup group, double[] borders) {
    int place = 1;
    for (double border : borders) {
      place += border <= group.low() ? 1 : 0;
    }
    return place;
  }

  private void add(NamedSlice slice, EvaluatedModel model, ScoreTable table) {
    if (!table.probabilities() || table.total() == 0) {
      String reason = table.total() == 0 ? "no rows" : "scores are outside 0..1";
      rows.add(empty(slice, model, WIDTH, null, null, reason));
      return;
    }
    double share = table.effectiveRows() / table.total();
    int groups = spec.calibration().groups();
    double[] edges = CalibrationGroups.equalWidthEdges(groups);
    for (CalibrationGroup group : CalibrationGroups.equalWidth(table, groups).groups()) {
      rows.add(row(slice, model, WIDTH, place(group, edges), group, share));
    }
    int place = 1;
    for (CalibrationGroup group : CalibrationGroups.equalMass(table, groups).groups()) {
      rows.add(row(slice, model, MASS, place++, group, share));
    }
    addGrades(slice, model, table, share);
  }

  private void addGrades(NamedSlice slice, EvaluatedModel model, ScoreTable table, double share) {
    double[] borders = borders(spec);
    if (borders.length == 0) {
      return;
    }
    int next = 1;
    for (CalibrationGroup group : CalibrationGroups.between(table, borders).groups()) {
      int place = place(group, borders);
      for (; next < place; next++) {
        rows.add(empty(slice, model, GRADE, next, 0L, "no rows"));
      }
      rows.add(row(slice, model, GRADE, place, group, share));
      next = place + 1;
    }
    for (; next <= borders.length + 1; next++) {
      rows.add(empty(slice, model, GRADE, next, 0L, "no rows"));
    }
  }

  private CalibrationRow row(
      NamedSlice slice,
      EvaluatedModel model,
      String grouping,
      int place,
      CalibrationGroup group,
      double share) {
    boolean ofGrade = grouping.equals(GRADE);
    boolean tested = ofGrade && !spec.weighted();
    Grade grade = grade(group, place);
    double trials = group.weight() * share;
    double successes = group.positives() * share;
    Interval interval =
        ofGrade
            ? ProportionInterval.jeffreys(successes, trials, spec.level())
            : ProportionInterval.wilson(successes, trials, spec.level());
    return new CalibrationRow(
        model.name(),
        model.version(),
        slice.slicerName(),
        slice.name(),
        grouping,
        place,
        group.low(),
        group.high(),
        group.rows(),
        group.weight(),
        group.meanScore(),
        group.observed(),
        interval.low(),
        interval.high(),
        interval.level(),
        interval.method().name(),
        tested ? finite(grade.jeffreys()) : null,
        tested ? finite(grade.binomial()) : null,
        tested ? finite(grade.normal()) : null,
        ofGrade && !tested ? "no tests: rows are weighted" : null);
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static CalibrationRow empty(
      NamedSlice slice,
      EvaluatedModel model,
      String grouping,
      Integer place,
      Long count,
      String reason) {
    return new CalibrationRow(
        model.name(),
        model.version(),
        slice.slicerName(),
        slice.name(),
        grouping,
        place,
        null,
        null,
        count,
        count == null ? null : 0.0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        reason);
  }
}
