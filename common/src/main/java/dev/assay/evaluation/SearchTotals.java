package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** To be written. */
final class SearchTotals {
  SearchTotals(EvaluationSpec spec, SearchCandidates candidates) {}

  void add(EvaluatedRow row) {}

  void merge(SearchTotals other) {}

  void write(DataOutput out) throws IOException {}

  static SearchTotals read(EvaluationSpec spec, SearchCandidates candidates, DataInput in)
      throws IOException {
    return new SearchTotals(spec, candidates);
  }
}
