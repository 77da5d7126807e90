package dev.assay.evaluation;

import dev.assay.evaluation.PairSums.Difference;
import dev.assay.model.Task;
import dev.assay.statistics.DieboldMariano;
import dev.assay.statistics.Figure;
import dev.assay.statistics.TestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Diebold and Mariano's test over the periods of a slicer, in the order of their values. */
final class Periods {
  private Periods() {}

  static List<Comparison> rows(ComparedSlice whole, FirstPass first) {
    List<Comparison> rows = new ArrayList<>();
    EvaluationSpec spec = whole.spec();
    for (int slicer = 0; slicer < spec.slicers().size(); slicer++) {
      if (spec.slicers().get(slicer).role() == Slicer.Role.PERIOD) {
        rows.add(row(whole, first, slicer));
      }
    }
    return rows;
  }

  private static Comparison row(ComparedSlice whole, FirstPass first, int slicer) {
    EvaluationSpec spec = whole.spec();
    String name = spec.slicers().get(slicer).name();
    String metric = spec.task() == Task.REGRESSION ? "mse" : "brier";
    Comparison row =
        new Comparison(whole, name, NamedSlice.ALL, metric, null, Comparison.DIEBOLD_MARIANO);
    List<NamedSlice> periods = NamedSlice.of(spec, first, slicer);
    List<Integer> shown =
        IntStream.range(0, periods.size()).filter(i -> periods.get(i).shown()).boxed().toList();
    if (shown.size() < 2) {
      return row.undefined("fewer than 2 periods");
    }
    List<NamedSlice> range = periods.subList(shown.get(0), shown.get(shown.size() - 1) + 1);
    if (shown.size() < range.size()) {
      NamedSlice hidden =
          range.stream().filter(period -> !period.shown()).findFirst().orElseThrow();
      return row.undefined("a period between others is suppressed: " + hidden.name());
    }
    Optional<String> gap =
        SliceOrder.gap(
            range.stream().map(period -> first.codes().value(slicer, period.code())).toList());
    if (gap.isPresent()) {
      return row.undefined("periods do not follow on each other: none between " + gap.get());
    }
    double[] differences =
        range.stream()
            .map(period -> period.state().pairs().pair(whole.challenger()))
            .mapToDouble(pair -> pair.mean(Difference.LOSS).value())
            .toArray();
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
