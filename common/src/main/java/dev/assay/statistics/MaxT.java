package dev.assay.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * Several differences at once from joint bootstrap replicates: by the distribution of the largest
 * studentised deviation (Westfall and Young 1993, single step). Keeps what Holm gives away where
 * challengers resemble each other.
 */
public final class MaxT {
  private final List<Replicates> differences;
  private final double[] errors;
  private final double[] largest;

  /** Differences whose replicates are numbered alike. */
  public MaxT(List<Replicates> differences) {
    this.differences = List.copyOf(differences);
    this.errors = differences.stream().mapToDouble(Replicates::standardError).toArray();
    this.largest = new double[differences.get(0).count()];
    for (int b = 0; b < largest.length; b++) {
      for (int i = 0; i < errors.length; i++) {
        Replicates replicates = differences.get(i);
        double t = Math.abs(replicates.value(b) - replicates.point()) / errors[i];
        largest[b] = Double.isNaN(t) ? largest[b] : Math.max(largest[b], t);
      }
    }
    Arrays.sort(largest);
  }

  /** By so many standard errors simultaneous intervals reach out on both sides. */
  public double criticalValue(double level) {
    int at = (int) Math.ceil(level * (largest.length + 1)) - 1;
    return largest[Math.max(0, Math.min(at, largest.length - 1))];
  }

  /** The simultaneous interval of a difference. */
  public Interval interval(int difference, double level) {
    double point = differences.get(difference).point();
    double half = criticalValue(level) * errors[difference];
    return new Interval(point - half, point + half, level, IntervalMethod.MAX_T);
  }

  /**
   * Two-sided p-value that a difference is 0, adjusted for all of them: (1 + hits) / (1 + B), but
   * never less than without the others. No difference and no error speak against nothing: 1.
   *
   * @param p the p-value that is not adjusted
   */
  public double adjustedP(int difference, double p) {
    return Math.max(adjustedP(difference), Double.isNaN(p) ? 0 : p);
  }

  /** The same where the p-value that is not adjusted is unknown. */
  public double adjustedP(int difference) {
    double t = Math.abs(differences.get(difference).point()) / errors[difference];
    if (Double.isNaN(t)) {
      return 1;
    }
    long hits = Arrays.stream(largest).filter(value -> value >= t).count();
    return (1.0 + hits) / (1.0 + largest.length);
  }
}
