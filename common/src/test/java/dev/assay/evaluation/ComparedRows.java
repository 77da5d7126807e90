package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.UnitHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Rows in arrays, evaluated by both passes in any order and partitions. */
final class ComparedRows {
  final Task task;
  final double[] labels;
  final double[][] scores; // by model
  final double[][][] probabilities; // by model and row, of multiclass models
  double[] weights;
  double[] amounts;
  double[] cutoffs;
  List<Slicer> slicers = List.of();
  String[][] slices = {}; // by slicer; null for none
  int rowsPerUnit = 1;
  String[] keys; // of rows that are drawn
  long firstUnit; // of the first row; others count on from it
  int replicates;
  long seed = 11;
  int differences;
  int minimumRows = 30;
  List<Double> selectionRates = List.of();
  CostMatrix costs;
  Map<String, String> earlier = Map.of();
  String question = "all rows";
  String look = "2026-11-22";

  ComparedRows(Task task, double[] labels, double[][] scores, double[][][] probabilities) {
    this.task = task;
    this.labels = labels;
    this.scores = scores;
    this.probabilities = probabilities;
    this.cutoffs = new double[models()];
    java.util.Arrays.fill(cutoffs, 0.5);
  }

  static ComparedRows binary(double[] labels, double[]... scores) {
    return new ComparedRows(Task.BINARY, labels, scores, null);
  }

  /** Binary rows of which model m sees the truth through noise of its own. */
  static ComparedRows drawn(long seed, int rows, double prevalence, double... noise) {
    Random random = new Random(seed);
    double[] labels = new double[rows];
    double[][] scores = new double[noise.length][rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = random.nextDouble() < prevalence ? 1 : 0;
      double signal = 1.5 * labels[i] + random.nextGaussian() + Math.log(prevalence);
      for (int m = 0; m < noise.length; m++) {
        double odds = signal + noise[m] * random.nextGaussian();
        scores[m][i] = (float) (1 / (1 + Math.exp(-odds)));
      }
    }
    return binary(labels, scores);
  }

  int models() {
    return scores == null ? probabilities.length : scores.length;
  }

  EvaluationSpec spec() {
    List<EvaluatedModel> models = new ArrayList<>();
    for (int m = 0; m < models(); m++) {
      models.add(new EvaluatedModel(m == 0 ? "old" : "new" + m, "1", cutoffs[m]));
    }
    int classes = probabilities == null ? 2 : probabilities[0][0].length;
    return new EvaluationSpec(
        task,
        task == Task.REGRESSION
            ? List.of()
            : IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
        models,
        slicers,
        weights != null,
        0.95,
        minimumRows,
        20_000,
        new EvaluationSpec.Points(selectionRates, List.of(), costs, amounts != null),
        new EvaluationSpec.Calibration(10, List.of()),
        new EvaluationSpec.Bootstrap(replicates, seed),
        differences,
        new EvaluationSpec.Search(List.of(), 1, 30, 0.1, 3, 0.1),
        new EvaluationSpec.Fairness(0.8, Collections.nCopies(slicers.size(), null)));
  }

  private record Key(String text) implements RowKey {
    @Override
    public long hash() {
      return UnitHash.of(text);
    }
  }

  /** What gives a slice its code. */
  interface Coder {
    int code(int slicer, String value);
  }

  void fill(EvaluatedRow row, int i, Coder coder) {
    for (int m = 0; m < models(); m++) {
      if (scores != null) {
        row.scores()[m] = scores[m][i];
      } else {
        System.arraycopy(
            probabilities[m][i], 0, row.probabilities()[m], 0, row.probabilities()[m].length);
      }
    }
    for (int s = 0; s < slices.length; s++) {
      row.slices()[s] = slices[s][i] == null ? EvaluatedRow.NONE : coder.code(s, slices[s][i]);
    }
    row.name(keys == null ? null : new Key(keys[i]));
    row.set(labels[i], weights == null ? 1 : weights[i], UnitHash.of(firstUnit + i / rowsPerUnit));
    if (amounts != null) {
      row.setAmount(amounts[i]);
    }
  }

  FirstPass first(EvaluationSpec spec, int... rows) {
    FirstPass pass = new FirstPass(spec);
    EvaluatedRow row = new EvaluatedRow(spec);
    for (int i : rows) {
      fill(row, i, pass::slice);
      pass.add(row);
    }
    return pass;
  }

  SecondPass second(SecondPlan plan, int... rows) {
    SecondPass pass = new SecondPass(plan);
    EvaluatedRow row = new EvaluatedRow(plan.spec());
    for (int i : rows) {
      fill(row, i, plan::slice);
      pass.add(row);
    }
    return pass;
  }

  int[] all() {
    return IntStream.range(0, labels.length).toArray();
  }

  List<ComparisonRow> compare() {
    EvaluationSpec spec = spec();
    FirstPass first = first(spec, all());
    SecondPass second = second(SecondPlan.of(spec, first), all());
    return Comparisons.of(spec, first, second, context());
  }

  EvaluationContext context() {
    return new EvaluationContext(
        look, question, earlier, Map.of(), Collections.nCopies(models(), 0L), List.of(), null);
  }

  /** The one row that is asked for. */
  static ComparisonRow row(
      List<ComparisonRow> rows, int challenger, String slice, String metric, String test) {
    List<ComparisonRow> found =
        rows.stream()
            .filter(row -> row.challenger().equals("new" + challenger))
            .filter(row -> row.slice().equals(slice) && row.metric().equals(metric))
            .filter(row -> row.test().equals(test))
            .filter(row -> row.point() == null || row.point().equals("cutoff"))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " rows of " + slice + ", " + metric + ", " + test);
    }
    return found.get(0);
  }
}
