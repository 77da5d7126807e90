package dev.assay.statistics;

/**
 * Rows with scores near each other: a point of a reliability diagram.
 *
 * @param low lowest score that may be in the group
 * @param high highest score that may be in the group
 * @param rows number of rows
 * @param weight of the rows
 * @param meanScore their mean score
 * @param positives weight of the positives among them
 */
public record CalibrationGroup(
    double low, double high, long rows, double weight, double meanScore, double positives) {

  /** Share of positives. */
  public double observed() {
    return positives / weight;
  }

  /** Wilson's interval of the share of positives. */
  public Interval interval(double level) {
    return ProportionInterval.wilson(observed() * rows, (double) rows, level);
  }
}
