package dev.assay.evaluation;

import dev.assay.evaluation.PairSums.Difference;
import dev.assay.model.Task;
import dev.assay.statistics.DieboldMariano;
import dev.assay.statistics.Figure;
import dev.assay.statistics.TestResult;
import java.util.ArrayList;
import java.util.List;

/** Diebold and Mariano's test over the periods of a slicer, in the order of their values. */
final class Periods {
  private Periods() {}

  static List<Comparison> rows(ComparedSlice whole, FirstPass first) {
    List<Comparison> rows = new ArrayList<>();
    EvaluationSpec spec = whole.spec();
    for (int slicer = 0; slicer < spec.slicers().size(); slicer++) {
      if (spec.slicers().get(slicer).role() == Slicer.Role.PERIOD) {
        double[] differences =
            NamedSlice.of(spec, first, slicer).stream()
                .filter(NamedSlice::shown)
                .map(slice -> slice.state().pairs().pair(whole.challenger()))
                .mapToDouble(pair -> pair.mean(Difference.LOSS).value())
                .toArray();
        rows.add(row(whole, spec.slicers().get(slicer).name(), differences));
      }
    }
    return rows;
  }

  private static Comparison row(ComparedSlice whole, String slicer, double[] differences) {
    String metric = whole.spec().task() == Task.REGRESSION ? "mse" : "brier";
    Comparison row =
        new Comparison(whole, slicer, NamedSlice.ALL, metric, null, Comparison.DIEBOLD_MARIANO);
    if (differences.length < 2) {
      return row.undefined("fewer than 2 periods");
    }
    double mean = java.util.Arrays.stream(differences).average().orElseThrow();
    row.ofPair(Figure.of(mean));
    // lags up to the cube root of the number of periods (Diebold 2015)
    int horizon = Math.min(1 + (int) Math.cbrt(differences.length), differences.length - 1);
    TestResult test = DieboldMariano.test(differences, horizon, DieboldMariano.Kernel.BARTLETT);
    if (!test.defined()) {
      return row.untested(test.reason().orElseThrow());
    }
    return row.standardError(Math.abs(mean / test.statistic()))
        .statistic(test.statistic())
        .pValue(test.pValue());
  }
}
