package dev.assay.evaluation;

import dev.assay.statistics.MaxT;
import dev.assay.statistics.Multiplicity;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * P-values adjusted for all that was looked at: of the whole for the challengers, by Holm or, where
 * there are joint replicates, by the largest deviation; of slices for slices, metrics and
 * challengers by Benjamini and Hochberg.
 */
final class Adjustments {
  private Adjustments() {}

  private record Key(String metric, String point, String test) {}

  static void apply(List<Comparison> rows) {
    List<Comparison> tested = rows.stream().filter(row -> !Double.isNaN(row.p())).toList();
    families(tested.stream().filter(Comparison::whole).toList()).forEach(Adjustments::ofWhole);
    Map<Boolean, List<Comparison>> slices =
        tested.stream()
            .filter(row -> !row.whole())
            .collect(Collectors.partitioningBy(row -> row.test().equals(Comparison.BOOTSTRAP)));
    slices.values().forEach(Adjustments::benjaminiHochberg);
  }

  private static Collection<List<Comparison>> families(List<Comparison> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                row -> new Key(row.metric(), row.point(), row.test()),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  private static void ofWhole(List<Comparison> family) {
    if (family.stream().allMatch(row -> row.replicates() != null)) {
      MaxT maxT = new MaxT(family.stream().map(Comparison::replicates).toList());
      for (int i = 0; i < family.size(); i++) {
        family.get(i).adjusted(maxT.adjustedP(i, family.get(i).p()), "max-t");
      }
      return;
    }
    double[] adjusted = Multiplicity.holm(pValues(family));
    for (int i = 0; i < adjusted.length; i++) {
      family.get(i).adjusted(adjusted[i], "holm");
    }
  }

  private static void benjaminiHochberg(List<Comparison> family) {
    double[] adjusted = Multiplicity.benjaminiHochberg(pValues(family));
    for (int i = 0; i < adjusted.length; i++) {
      family.get(i).adjusted(adjusted[i], "benjamini-hochberg");
    }
  }

  private static double[] pValues(List<Comparison> family) {
    return family.stream().mapToDouble(Comparison::p).toArray();
  }
}
