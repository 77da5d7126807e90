package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.List;

/** The rows of {@code evaluation_differences}. */
final class Differences {
  /** Numbers from here on are written with an exponent. */
  private static final double LARGEST_WHOLE = 1e15;

  private Differences() {}

  /** By challenger and kind the rows that were drawn, in the order in which they were. */
  static List<DifferenceRow> of(EvaluationSpec spec, FirstPass first, SecondPass second) {
    List<DifferenceRow> rows = new ArrayList<>();
    DifferenceSamples samples = second.differences();
    long all = first.whole().models().rows();
    for (int c = 1; c < spec.models().size() && samples.drawn(); c++) {
      for (int k = 0; k < samples.kinds().size(); k++) {
        RowSample sample = samples.of(c, k);
        int place = 0;
        for (SampledRow row : sample.rows()) {
          place++;
          rows.add(row(spec, c, samples.kinds().get(k), place, row, sample.all(), all));
        }
      }
    }
    return rows;
  }

  private static DifferenceRow row(
      EvaluationSpec spec,
      int challenger,
      DifferenceKind kind,
      int place,
      SampledRow row,
      long ofKind,
      long all) {
    boolean classes = !spec.classes().isEmpty();
    EvaluatedModel model = spec.models().get(challenger);
    return new DifferenceRow(
        spec.champion().name(),
        spec.champion().version(),
        model.name(),
        model.version(),
        kind.column(),
        place,
        row.key(),
        row.championScore(),
        row.challengerScore(),
        row.difference(),
        classes ? spec.classes().get(row.championClass()) : null,
        classes ? spec.classes().get(row.challengerClass()) : null,
        classes ? spec.classes().get((int) row.label()) : number(row.label()),
        spec.weighted() ? row.weight() : null,
        ofKind,
        all);
  }

  private static String number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
