package dev.assay.bench;

import java.util.List;
import java.util.Optional;

/**
 * A ratio of costs, and what we want it to be.
 *
 * @param name its name in the report
 * @param measure what is compared
 * @param above scenarios whose costs add up to the numerator
 * @param less scenarios whose costs are taken off the numerator
 * @param below scenarios whose costs add up to the denominator; none for a plain value
 * @param unit what the ratio is multiplied with
 * @param low the least that is wanted; null for no bound
 * @param high the most that is wanted; null for no bound
 */
record Target(
    String name,
    Measure measure,
    List<String> above,
    List<String> less,
    List<String> below,
    double unit,
    Double low,
    Double high) {

  Target(
      String name,
      Measure measure,
      List<String> above,
      List<String> below,
      Double low,
      Double high) {
    this(name, measure, above, List.of(), below, 1, low, high);
  }

  /**
   * How many times the CPU time of one scenario others take together; {@code least} may be null.
   */
  static Target times(String name, List<String> above, String below, Double least) {
    return new Target(name, Measure.CPU, above, List.of(below), least, null);
  }

  /** A ratio of CPU times that should be about one. */
  static Target within(String name, String above, String below, double low, double high) {
    return new Target(name, Measure.CPU, List.of(above), List.of(below), low, high);
  }

  /** A ratio of CPU times that should not be large; {@code most} may be null. */
  static Target atMost(String name, String above, String below, Double most) {
    return new Target(name, Measure.CPU, List.of(above), List.of(below), null, most);
  }

  /** The passes over the input. */
  static Target scans(String name, String scenario, double most) {
    return new Target(name, Measure.SCANS, List.of(scenario), List.of(), null, most);
  }

  /** What a scenario takes beyond another for each row, in another unit; only reported. */
  static Target beyond(String name, String more, String less, double unit) {
    return new Target(name, Measure.CPU, List.of(more), List.of(less), List.of(), unit, null, null);
  }

  /** A ratio of peaks of memory. */
  static Target peak(String name, String above, String below, double high) {
    return new Target(name, Measure.PEAK, List.of(above), List.of(below), null, high);
  }

  /** The heap bytes that tasks allocate per row. */
  static Target allocation(String name, String scenario, double high) {
    return new Target(name, Measure.ALLOCATION, List.of(scenario), List.of(), null, high);
  }

  /** Allocation against another scenario's; only reported. */
  static Target allocationBeyond(String name, String scenario, String other) {
    return new Target(name, Measure.ALLOCATION, List.of(scenario), List.of(other), null, null);
  }

  /** The ratio of each round, summed up; empty where a scenario was not measured. */
  Optional<Stat> evaluate(Results results, Measure by) {
    double[] ratios =
        results.rounds().stream()
            .filter(
                round ->
                    results.has(above, round)
                        && results.has(less, round)
                        && results.has(below, round))
            .mapToDouble(round -> ratio(results, by, round))
            .toArray();
    return ratios.length == 0 ? Optional.empty() : Optional.of(Stat.of(ratios));
  }

  /** What is wanted, in words. */
  String wanted() {
    String least = low == null ? "" : "≥ " + Report.number(low);
    String most = high == null ? "" : "≤ " + Report.number(high);
    return (least + " " + most).strip();
  }

  /** Whether a value is what is wanted. */
  boolean met(double value) {
    return (low == null || value >= low) && (high == null || value <= high);
  }

  private double ratio(Results results, Measure by, int round) {
    double denominator = below.isEmpty() ? 1 : results.sum(below, by, round);
    double numerator = results.sum(above, by, round) - results.sum(less, by, round);
    return unit * numerator / denominator;
  }
}
