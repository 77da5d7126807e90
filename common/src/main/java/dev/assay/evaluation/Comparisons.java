package dev.assay.evaluation;

import dev.assay.model.Task;
import java.util.ArrayList;
import java.util.List;

/** The rows of {@code evaluation_comparisons}. */
final class Comparisons {
  private Comparisons() {}

  /**
   * Each challenger against the champion, in the whole and in the slices that are not suppressed.
   *
   * @param first all rows of the first pass
   * @param second all rows of the second pass
   */
  static List<ComparisonRow> of(
      EvaluationSpec spec, FirstPass first, SecondPass second, EvaluationContext context) {
    List<Comparison> rows = new ArrayList<>();
    for (NamedSlice slice : NamedSlice.of(spec, first)) {
      if (slice.shown()) {
        rows.addAll(of(spec, second.plan(), slice, totals(first, second, slice)));
      } else {
        rows.addAll(suppressed(spec, slice));
      }
    }
    NamedSlice whole = NamedSlice.whole(first);
    for (int challenger = 1; challenger < spec.models().size(); challenger++) {
      ComparedSlice of = new ComparedSlice(spec, challenger, whole, totals(first, second, whole));
      rows.addAll(Looks.rows(of, context));
      rows.addAll(Periods.rows(of, first));
    }
    Adjustments.apply(rows);
    return rows.stream().map(Comparison::row).toList();
  }

  private static SliceTotals totals(FirstPass first, SecondPass second, NamedSlice slice) {
    return second.slice(second.plan().place(first, slice));
  }

  private static List<Comparison> of(
      EvaluationSpec spec, SecondPlan plan, NamedSlice slice, SliceTotals totals) {
    if (spec.task() == Task.BINARY) {
      return new BinaryComparison(spec, plan, slice, totals).rows();
    }
    List<Comparison> rows = new ArrayList<>();
    for (int challenger = 1; challenger < spec.models().size(); challenger++) {
      ComparedSlice of = new ComparedSlice(spec, challenger, slice, totals);
      rows.addAll(new OtherComparison(of, plan).rows());
    }
    return rows;
  }

  private static List<Comparison> suppressed(EvaluationSpec spec, NamedSlice slice) {
    List<Comparison> rows = new ArrayList<>();
    String metric = spec.task() == Task.REGRESSION ? "mse" : "brier";
    for (int challenger = 1; challenger < spec.models().size(); challenger++) {
      ComparedSlice of = new ComparedSlice(spec, challenger, slice, null);
      rows.add(
          of.row(metric, null, LossComparison.test(of))
              .undefined("suppressed: " + slice.suppressed()));
    }
    return rows;
  }
}
