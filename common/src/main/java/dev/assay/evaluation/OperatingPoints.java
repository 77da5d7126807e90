package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.OperatingPoint;
import dev.assay.statistics.ScoreTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The named operating points of an evaluation with the cutoff of each model, decided on all rows: a
 * slice is looked at with the cutoffs that are in force for everybody.
 *
 * @param points the models' own cutoffs first
 */
record OperatingPoints(List<Point> points) implements Serializable {
  /** The point of the models' own cutoffs. */
  static final String CUTOFF = "cutoff";

  OperatingPoints {
    points = List.copyOf(points);
  }

  /**
   * An operating point.
   *
   * @param name such as {@code selection_rate=0.1}
   * @param cutoffs by model; scores at or above it are selected, infinite where none is
   */
  record Point(String name, List<Double> cutoffs) implements Serializable {
    Point {
      cutoffs = List.copyOf(cutoffs);
    }

    double cutoff(int model) {
      return cutoffs.get(model);
    }
  }

  /** The points of binary models; of others there are none. */
  static OperatingPoints of(EvaluationSpec spec, FirstPass first) {
    return of(spec, first.whole().models());
  }

  static OperatingPoints of(EvaluationSpec spec, ModelStates whole) {
    List<Point> points = new ArrayList<>();
    if (spec.task() == Task.BINARY) {
      points.add(new Point(CUTOFF, spec.models().stream().map(EvaluatedModel::cutoff).toList()));
      for (double rate : spec.points().selectionRates()) {
        String name = "selection_rate=" + rate;
        points.add(point(spec, whole, name, t -> OperatingPoint.atSelectionRate(t, rate)));
      }
      for (double recall : spec.points().recalls()) {
        points.add(point(spec, whole, "recall=" + recall, t -> OperatingPoint.atRecall(t, recall)));
      }
      CostMatrix costs = spec.points().costs();
      if (costs != null) {
        points.add(point(spec, whole, "least_cost", t -> OperatingPoint.ofLeastCost(t, costs)));
      }
    }
    return new OperatingPoints(points);
  }

  private static Point point(
      EvaluationSpec spec,
      ModelStates whole,
      String name,
      Function<ScoreTable, OperatingPoint> choice) {
    List<Double> cutoffs = new ArrayList<>();
    for (int model = 0; model < spec.models().size(); model++) {
      cutoffs.add(choice.apply(whole.table(model)).cutoff());
    }
    return new Point(name, cutoffs);
  }
}
