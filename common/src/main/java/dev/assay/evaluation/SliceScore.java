package dev.assay.evaluation;

/**
 * SliceLine's score of a slice S of n rows, a (mean loss in S / mean loss - 1) - (1 - a) (n / |S| -
 * 1), and the most that parts of S can score (Sagadeeva and Boehm, SliceLine: Fast, Linear-
 * Algebra-based Slice Finding for ML Model Debugging, SIGMOD 2021).
 *
 * @param rows all rows
 * @param sum sum of their losses
 * @param sizeWeight 1 minus a
 * @param least the fewest rows of a slice
 */
record SliceScore(double rows, double sum, double sizeWeight, double least) {
  private static final double ROUNDING = 1e-12;

  /** The score of a slice by its rows and the sum of their losses. */
  double of(double sliceRows, double sliceSum) {
    double error = sliceSum / sliceRows * rows / sum - 1;
    return (1 - sizeWeight) * error - sizeWeight * (rows / sliceRows - 1);
  }

  /**
   * No slice within all of some slices scores more, by the smallest of their rows, sums and largest
   * losses. The score of a part of s rows is at most that with a sum of min(sum, s times the
   * largest loss), which grows up to s = sum / largest loss and is monotonic from there on.
   */
  double bound(double mostRows, double mostSum, double largest) {
    if (mostRows < least || mostSum <= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    double turn = Math.max(least, Math.min(mostRows, mostSum / largest));
    double best =
        Math.max(
            of(turn, Math.min(mostSum, turn * largest)),
            of(mostRows, Math.min(mostSum, mostRows * largest)));
    return best + ROUNDING * (1 + Math.abs(best));
  }
}
