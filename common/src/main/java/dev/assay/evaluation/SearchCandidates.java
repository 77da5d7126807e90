package dev.assay.evaluation;

import java.io.Serializable;

/** To be written. */
final class SearchCandidates implements Serializable {
  private static final long serialVersionUID = 1;

  static SearchCandidates of(EvaluationSpec spec, FirstPass first) {
    return new SearchCandidates();
  }
}
