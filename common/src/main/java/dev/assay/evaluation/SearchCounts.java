package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** To be written. */
final class SearchCounts {
  SearchCounts(EvaluationSpec spec) {}

  void add(EvaluatedRow row) {}

  void merge(SearchCounts other) {}

  void write(DataOutput out) throws IOException {}

  static SearchCounts read(EvaluationSpec spec, DataInput in) throws IOException {
    return new SearchCounts(spec);
  }

  int code(int feature, String value) {
    return 0;
  }
}
