package dev.assay.model;

/**
 * How the outputs of a model compare with those expected.
 *
 * @param rows rows compared
 * @param outputs outputs per row
 * @param maxDifference largest absolute difference of an output; infinite where one of the two is
 *     NaN or infinite and the other is not
 * @param bitEqual whether all outputs have the same bits
 * @param row the row with the largest difference, or -1
 * @param output the output with the largest difference, or -1
 * @param expected what was expected there
 * @param found what was found there
 */
public record GoldenResult(
    int rows,
    int outputs,
    double maxDifference,
    boolean bitEqual,
    int row,
    int output,
    double expected,
    double found) {

  /** Compares two lists of outputs, row-major. */
  static GoldenResult compare(double[] expected, double[] found, int outputs) {
    double max = 0;
    int at = -1;
    boolean bitEqual = true;
    for (int i = 0; i < expected.length; i++) {
      double difference = difference(expected[i], found[i]);
      bitEqual &= Double.doubleToLongBits(expected[i]) == Double.doubleToLongBits(found[i]);
      if (difference > max) {
        max = difference;
        at = i;
      }
    }
    return new GoldenResult(
        expected.length / outputs,
        outputs,
        max,
        bitEqual,
        at < 0 ? -1 : at / outputs,
        at < 0 ? -1 : at % outputs,
        at < 0 ? 0 : expected[at],
        at < 0 ? 0 : found[at]);
  }

  /** The absolute difference of two outputs: equal NaNs and infinities do not differ. */
  public static double difference(double a, double b) {
    if (Double.compare(a, b) == 0 || a == b) {
      return 0;
    }
    double difference = Math.abs(a - b);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  /** The difference in words, with numbers. */
  String describe() {
    return "output %d of row %d is %s, expected %s, off by %.3g"
        .formatted(output, row, found, expected, maxDifference);
  }
}
