package dev.assay.jobs;

import dev.assay.quality.ReferenceProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Ranges of a number by the shares of its values in a reference. */
final class ReferenceQuantiles {
  private ReferenceQuantiles() {}

  /**
   * Where ranges begin that hold about equal shares: the first value with at least k/n of the
   * shares below it, for k from 1 to n - 1, each once; empty where no value is a number.
   */
  static List<Double> edges(List<ReferenceProfile.Value> values, int ranges) {
    TreeMap<Double, Double> shares = new TreeMap<>();
    double total = 0;
    for (ReferenceProfile.Value value : values) {
      double number = number(value.value());
      if (Double.isFinite(number)) {
        shares.merge(number, value.share(), Double::sum);
        total += value.share();
      }
    }
    List<Double> edges = new ArrayList<>();
    double below = 0;
    int next = 1;
    for (java.util.Map.Entry<Double, Double> entry : shares.entrySet()) {
      boolean begins = false;
      while (next < ranges && below >= total * next / ranges * (1 - 1e-12) && below > 0) {
        next++;
        begins = true;
      }
      if (begins) {
        edges.add(entry.getKey());
      }
      below += entry.getValue();
    }
    return edges;
  }

  /** NaN for a text among the numbers, such as null. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
