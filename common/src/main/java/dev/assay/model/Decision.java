package dev.assay.model;

/** From a model's raw outputs to score and class. */
public final class Decision {
  /** The class of a row whose score is not a number: none. */
  public static final int UNDECIDED = -1;

  private final Task task;
  private final OutputLink link;
  private final double cutoff;
  private final int outputs;

  /** The rule of a model with so many raw outputs per row. */
  public Decision(Manifest manifest, int outputs) {
    this.task = manifest.task();
    this.link = manifest.output().link();
    this.cutoff = manifest.cutoff();
    this.outputs = outputs;
  }

  /** Whether rows get a score. */
  public boolean hasScore() {
    return task == Task.BINARY || task == Task.REGRESSION || task == Task.MULTICLASS;
  }

  /** Whether rows get a class. */
  public boolean hasLabel() {
    return task == Task.BINARY || task == Task.MULTICLASS;
  }

  /** Whether rows get a vector of scores. */
  public boolean hasScores() {
    return task == Task.MULTICLASS || task == Task.MULTI_OUTPUT || task == Task.EMBEDDING;
  }

  /**
   * Turns raw outputs into scores and classes.
   *
   * @param raw outputs, row-major; a link is applied in place
   * @param scores receives one score per row
   * @param classes receives the index of the predicted class, or {@link #UNDECIDED}
   */
  public void decide(int rows, double[] raw, double[] scores, int[] classes) {
    switch (task) {
      case BINARY -> binary(rows, raw, scores, classes);
      case REGRESSION -> System.arraycopy(raw, 0, scores, 0, rows);
      case MULTICLASS -> multiclass(rows, raw, scores, classes);
      case MULTI_OUTPUT, EMBEDDING -> {}
    }
  }

  private void binary(int rows, double[] raw, double[] scores, int[] classes) {
    if (link == OutputLink.LOGIT) {
      for (int i = 0; i < rows; i++) {
        raw[i] = logistic(raw[i]);
      }
    }
    System.arraycopy(raw, 0, scores, 0, rows);
    for (int i = 0; i < rows; i++) {
      // The sign decides: which side of the cutoff a row is on cannot be predicted by a branch.
      double above = scores[i] - cutoff + 0.0; // no negative zero
      classes[i] = 1 - (int) (Double.doubleToRawLongBits(above) >>> 63);
      if (Double.isNaN(above)) {
        classes[i] = UNDECIDED;
      }
    }
  }

  private static double logistic(double logit) {
    double e = Math.exp(-Math.abs(logit)); // never overflows
    return logit >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  private void multiclass(int rows, double[] raw, double[] scores, int[] classes) {
    for (int i = 0; i < rows; i++) {
      int start = i * outputs;
      if (link == OutputLink.SOFTMAX) {
        softmax(raw, start);
      }
      int best = best(raw, start);
      scores[i] = best == UNDECIDED ? Double.NaN : raw[start + best];
      classes[i] = best;
    }
  }

  private int best(double[] raw, int start) {
    int best = 0;
    boolean nan = Double.isNaN(raw[start]);
    for (int k = 1; k < outputs; k++) {
      nan |= Double.isNaN(raw[start + k]);
      if (raw[start + k] > raw[start + best]) {
        best = k;
      }
    }
    return nan ? UNDECIDED : best;
  }

  private void softmax(double[] raw, int start) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < outputs; k++) {
      largest = Math.max(largest, raw[start + k]);
    }
    double sum = 0;
    for (int k = 0; k < outputs; k++) {
      raw[start + k] = Math.exp(raw[start + k] - largest);
      sum += raw[start + k];
    }
    for (int k = 0; k < outputs; k++) {
      raw[start + k] /= sum;
    }
  }
}
