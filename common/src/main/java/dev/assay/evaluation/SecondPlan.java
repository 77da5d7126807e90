package dev.assay.evaluation;

import java.io.Serializable;

/** What the second pass must know of the first; the same for all its tasks. To be written. */
public final class SecondPlan implements Serializable {
  private static final long serialVersionUID = 1;

  private final EvaluationSpec spec;
  private final SearchCandidates candidates;

  private SecondPlan(EvaluationSpec spec, SearchCandidates candidates) {
    this.spec = spec;
    this.candidates = candidates;
  }

  /** Decides the second pass by all rows of the first. */
  public static SecondPlan of(EvaluationSpec spec, FirstPass first) {
    return new SecondPlan(spec, SearchCandidates.of(spec, first));
  }

  /** The code of a slice, for {@link EvaluatedRow#slices}. */
  public int slice(int slicer, String value) {
    return 0;
  }

  /** The code of a value of a searched feature, for {@link EvaluatedRow#features}. */
  public int feature(int feature, String value) {
    return 0;
  }

  EvaluationSpec spec() {
    return spec;
  }

  SearchCandidates candidates() {
    return candidates;
  }
}
