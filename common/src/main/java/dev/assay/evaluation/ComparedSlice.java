package dev.assay.evaluation;

/**
 * A challenger against the champion in the whole or a slice.
 *
 * @param spec what is computed
 * @param challenger counted from 1, as models are
 * @param slice the whole or the slice
 * @param totals what the second pass kept of it; null if nothing
 */
record ComparedSlice(EvaluationSpec spec, int challenger, NamedSlice slice, SliceTotals totals) {
  PairSums pair() {
    return slice.state().pairs().pair(challenger);
  }

  UnitGroups units() {
    return totals == null ? null : totals.units();
  }

  EvaluatedModel model() {
    return spec.models().get(challenger);
  }

  boolean whole() {
    return slice.slicer() < 0;
  }

  /** A row of the table that is to be filled. */
  Comparison row(String metric, String point, String test) {
    return new Comparison(this, slice.slicerName(), slice.name(), metric, point, test);
  }
}
