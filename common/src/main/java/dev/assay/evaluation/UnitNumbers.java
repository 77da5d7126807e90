package dev.assay.evaluation;

/** The numbers of a row that groups of units add up; filled again for each row. */
final class UnitNumbers {
  private final SecondPlan plan;
  private final UnitScales scales;
  private final long[] counts;

  UnitNumbers(SecondPlan plan) {
    this.plan = plan;
    this.scales = plan.scales();
    this.counts = new long[scales.size()];
  }

  long[] counts() {
    return counts;
  }

  /** Takes a row whose losses are derived, but for its places in slices. */
  void set(EvaluatedRow row, int[] codes) {
    EvaluationSpec spec = plan.spec();
    double weight = row.weight();
    put(UnitScales.WEIGHT, weight);
    put(UnitScales.LABEL, weight * row.label());
    put(UnitScales.SQUARED_LABEL, weight * row.label() * row.label());
    for (int m = 0; m < spec.models().size(); m++) {
      put(scales.place(m, UnitScales.LOSS), weight * row.losses()[m]);
      put(scales.place(m, UnitScales.LOG_LOSS), weight * row.logLosses()[m]);
      switch (spec.task()) {
        case BINARY -> setBinary(row, m, codes[m]);
        case MULTICLASS -> {
          boolean right = Losses.predicted(row.probabilities()[m]) == row.label();
          put(scales.place(m, UnitScales.RIGHT), right ? weight : 0);
        }
        default -> {
          double error = Math.abs(row.scores()[m] - row.label());
          put(scales.place(m, UnitScales.ABSOLUTE), weight * error);
          put(scales.place(m, UnitScales.SCORE), weight * row.scores()[m]);
        }
      }
    }
  }

  private void setBinary(EvaluatedRow row, int m, int code) {
    double weight = row.weight();
    put(scales.place(m, UnitScales.SCORE), weight * row.scores()[m]);
    for (int p = 0; p <= plan.otherPoints(); p++) {
      boolean selected =
          p == 0
              ? row.scores()[m] >= plan.spec().models().get(m).cutoff()
              : plan.selects(p - 1, m, code);
      put(scales.place(m, p, true), selected && row.positive() ? weight : 0);
      put(scales.place(m, p, false), selected && !row.positive() ? weight : 0);
      if (scales.costs()) {
        double cost = plan.spec().points().costs().of(row.positive(), selected, row.amount());
        put(scales.place(m, scales.cost(p)), weight * cost);
      }
    }
  }

  /** Where the row stands among the other class of a slice, as a share. */
  void setPlaces(SlicePlan slice, boolean positive, long others, int[] codes) {
    for (int m = 0; m < codes.length; m++) {
      double place = slice.bins(m).placement(slice.bins(m).bin(codes[m]), positive);
      double share = others == 0 ? 0 : place / 2 / others;
      put(scales.place(m, UnitScales.PLACE_OF_POSITIVE), positive ? share : 0);
      put(scales.place(m, UnitScales.PLACE_OF_NEGATIVE), positive ? 0 : share);
    }
  }

  private void put(int place, double value) {
    counts[place] = scales.count(place, value);
  }
}
