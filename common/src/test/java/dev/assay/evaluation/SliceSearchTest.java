package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.evaluation.CensusSample.Person;
import dev.assay.statistics.StateFormat;
import dev.assay.statistics.UnitHash;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SliceSearchTest {
  private static final List<Person> PERSONS = CensusSample.persons();
  private static final double RATE = 0.1;

  private static EvaluationSpec.Search search(int predicates, int minimumRows, int slices) {
    return search(CensusSample.FEATURES, predicates, minimumRows, slices);
  }

  private static EvaluationSpec.Search search(
      List<String> features, int predicates, int minimumRows, int slices) {
    return new EvaluationSpec.Search(features, predicates, minimumRows, 0.01, slices, RATE);
  }

  private static EvaluationSpec spec(int models, long seed, EvaluationSpec.Search search) {
    return CensusSample.spec(models, List.of(), 20, seed, search);
  }

  private static List<SliceRow> run(EvaluationSpec spec, List<Person> persons) {
    FirstPass first = CensusSample.first(spec, persons);
    SearchCandidates candidates = SearchCandidates.of(spec, first);
    SearchTotals totals = CensusSample.totals(spec, candidates, persons);
    return SliceFigures.of(spec, first, totals);
  }

  @Test
  void findsAndConfirmsAPlantedSlice() {
    List<Person> planted = new ArrayList<>();
    double[] sums = new double[2];
    int[] rows = new int[2];
    for (Person person : PERSONS) {
      String[] values = person.values();
      boolean in = values[0].equals("6") && values[2].equals("1") && values[6].equals("2");
      double score = in ? 1 - person.scores()[1] : person.scores()[1];
      planted.add(person.scored(score));
      rows[in ? 0 : 1]++;
      sums[in ? 0 : 1] += (score - person.label()) * (score - person.label());
    }
    List<SliceRow> found = run(spec(1, 1, search(3, 25, 5)), planted);
    SliceRow worst = found.get(0);
    assertThat(worst.slice()).isEqualTo("AGEP, MAR, SEX = 6, 1, 2");
    assertThat(worst.origin()).isEqualTo("FOUND");
    assertThat(worst.confirmed()).isTrue();
    assertThat(worst.rows()).isEqualTo(rows[0]);
    assertThat(worst.meanLoss()).isCloseTo(sums[0] / rows[0], within(1e-12));
    assertThat(worst.restLoss()).isCloseTo(sums[1] / rows[1], within(1e-12));
    assertThat(worst.effect()).isBetween(worst.low(), worst.high()).isGreaterThan(0.2);
    assertThat(worst.pAdjusted()).isLessThan(1e-6);
  }

  @Test
  void joinsNoMoreValuesThanAllowed() {
    for (int predicates = 1; predicates <= 2; predicates++) {
      EvaluationSpec spec = spec(1, 1, search(predicates, 25, 10));
      List<Integer> sizes =
          run(spec, PERSONS).stream().map(row -> row.slicer().split(", ", -1).length).toList();
      assertThat(sizes).isNotEmpty().allMatch(size -> size <= spec.search().predicates());
      assertThat(sizes).contains(predicates);
    }
  }

  @Test
  void holdsTheFalseDiscoveryRateWhereNothingIsPlanted() {
    int runs = 200;
    int withFalseClaims = 0;
    int reported = 0;
    EvaluationSpec.Search search = search(CensusSample.FEATURES.subList(2, 8), 3, 25, 10);
    List<Person> persons = PERSONS.subList(0, 2000);
    for (int run = 0; run < runs; run++) {
      List<Person> outcomes = new ArrayList<>(persons);
      Collections.shuffle(outcomes, new Random(run));
      List<Person> shuffled =
          IntStream.range(0, persons.size())
              .mapToObj(i -> persons.get(i).with(outcomes.get(i)))
              .toList();
      List<SliceRow> found = run(spec(1, run, search), shuffled);
      reported += found.size();
      withFalseClaims += found.stream().anyMatch(SliceRow::confirmed) ? 1 : 0;
    }
    assertThat(reported).isGreaterThan(5 * runs); // there was something to claim
    // every claim is false: the share of false ones is 1 in these runs and 0 in the others
    assertThat(withFalseClaims).isLessThanOrEqualTo((int) (RATE * runs));
  }

  @Test
  void agreesWithAllSlicesTriedOneByOne() {
    EvaluationSpec spec = spec(2, 2, search(3, 30, 6));
    List<SliceRow> rows = run(spec, PERSONS);
    for (int model = 0; model < 2; model++) {
      String name = spec.models().get(model).name();
      List<String> found =
          rows.stream()
              .filter(row -> row.model().equals(name))
              .map(row -> row.slice() + " " + Math.round(row.score() * 1e9))
              .toList();
      EverySlice every = new EverySlice(spec, model);
      assertThat(found).hasSize(6).isEqualTo(every.found());
      assertThat(every.tried).hasSizeGreaterThan(500);
    }
  }

  /** All slices up to three values by their rows. */
  private static final class EverySlice {
    private final EvaluationSpec spec;
    private final List<Person> searched;
    private final double[] losses;
    private final double total;
    private final List<Tried> tried = new ArrayList<>();

    private record Tried(List<String> values, BitSet rows, double sum, double score) {}

    EverySlice(EvaluationSpec spec, int model) {
      this.spec = spec;
      long seed = spec.bootstrap().seed();
      searched = PERSONS.stream().filter(p -> UnitHash.inHalf(UnitHash.of(p.id()), seed)).toList();
      losses =
          searched.stream().mapToDouble(p -> Math.pow(p.scores()[model] - p.label(), 2)).toArray();
      total = IntStream.range(0, losses.length).mapToDouble(i -> losses[i]).sum();
      BitSet all = new BitSet();
      all.set(0, losses.length);
      extend(List.of(), all, 0);
    }

    private void extend(List<String> values, BitSet rows, int from) {
      for (int f = from; values.size() < 3 && f < CensusSample.FEATURES.size(); f++) {
        int feature = f;
        List<String> texts =
            searched.stream().map(p -> p.values()[feature]).distinct().sorted().toList();
        for (String value : texts) {
          BitSet part = new BitSet();
          rows.stream()
              .filter(i -> searched.get(i).values()[feature].equals(value))
              .forEach(part::set);
          if (part.cardinality() >= 30) {
            List<String> joined = new ArrayList<>(values);
            joined.add(CensusSample.FEATURES.get(f) + "=" + value);
            double sum = part.stream().mapToDouble(i -> losses[i]).sum();
            tried.add(
                new Tried(joined, part, sum, score(part.cardinality(), sum, losses.length, total)));
            extend(joined, part, f + 1);
          }
        }
      }
    }

    private double score(double n, double sum, double ofRows, double ofSum) {
      double weight = spec.search().sizeWeight();
      return (1 - weight) * (sum / n / (ofSum / ofRows) - 1) - weight * (ofRows / n - 1);
    }

    List<String> found() {
      List<Tried> best =
          tried.stream()
              .filter(slice -> slice.score > 0)
              .sorted(
                  Comparator.comparingLong((Tried slice) -> -Math.round(slice.score * 1e9))
                      .thenComparing(slice -> slice.values.size()))
              .limit(SearchCandidates.pool(spec))
              .toList();
      List<Tried> listed = new ArrayList<>();
      for (Tried slice : best) {
        if (listed.size() < spec.search().slices()
            && losses.length - slice.rows.cardinality() >= 30
            && listed.stream().noneMatch(better -> says(better, slice))) {
          listed.add(slice);
        }
      }
      return listed.stream().map(this::text).toList();
    }

    private boolean says(Tried listed, Tried slice) {
      double both = both(listed, slice);
      double n = slice.rows.cardinality();
      double m = listed.rows.cardinality();
      if (both >= 0.8 * (n + m - both)) {
        return true;
      }
      if (slice.values.containsAll(listed.values)) {
        return score(n, slice.sum, m, listed.sum) <= 0;
      }
      return listed.values.containsAll(slice.values)
          && score(n - m, slice.sum - listed.sum, losses.length, total) <= 0;
    }

    private double both(Tried one, Tried other) {
      BitSet both = (BitSet) one.rows.clone();
      both.and(other.rows);
      List<String> shared = new ArrayList<>(one.values);
      shared.retainAll(other.values);
      int joined = one.values.size() + other.values.size() - shared.size();
      boolean nested = shared.size() == Math.min(one.values.size(), other.values.size());
      if (nested || joined <= 2 || one.rows.equals(other.rows) || both.isEmpty()) {
        return both.cardinality();
      }
      int around =
          shared.isEmpty()
              ? losses.length
              : tried.stream()
                  .filter(slice -> slice.values.equals(shared))
                  .findFirst()
                  .orElseThrow()
                  .rows
                  .cardinality();
      return Math.max(0, one.rows.cardinality() + other.rows.cardinality() - around);
    }

    private String text(Tried slice) {
      List<String> names = slice.values.stream().map(v -> v.split("=", -1)[0]).toList();
      List<String> values = slice.values.stream().map(v -> v.split("=", -1)[1]).toList();
      return String.join(", ", names)
          + " = "
          + String.join(", ", values)
          + " "
          + Math.round(slice.score * 1e9);
    }
  }

  @Test
  void keepsTheSameBytesAndResultsInAnyOrderAndPartition() {
    EvaluationSpec spec = spec(2, 5, search(3, 20, 5));
    List<Person> part = PERSONS.subList(0, 1000);
    FirstPass whole = CensusSample.first(spec, part);
    SearchCandidates candidates = SearchCandidates.of(spec, whole);
    SearchTotals totals = CensusSample.totals(spec, candidates, part);
    List<SliceRow> rows = SliceFigures.of(spec, whole, totals);
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      List<Person> shuffled = new ArrayList<>(part);
      Collections.shuffle(shuffled, random);
      FirstPass merged = new FirstPass(spec);
      SearchTotals mergedTotals = new SearchTotals(spec, candidates);
      for (int from = 0; from < shuffled.size(); ) {
        int to = Math.min(shuffled.size(), from + 1 + random.nextInt(400));
        List<Person> some = shuffled.subList(from, to);
        merged.merge(FirstPass.fromBytes(spec, CensusSample.first(spec, some).toBytes()));
        mergedTotals.merge(read(spec, candidates, CensusSample.totals(spec, candidates, some)));
        from = to;
      }
      assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
      assertThat(bytes(mergedTotals)).isEqualTo(bytes(totals));
      SearchCandidates again = SearchCandidates.of(spec, merged);
      assertThat(again.triples()).usingRecursiveComparison().isEqualTo(candidates.triples());
      assertThat(SliceFigures.of(spec, merged, mergedTotals)).isEqualTo(rows);
    }
  }

  private static byte[] bytes(SearchTotals totals) {
    return StateFormat.toBytes(totals::write);
  }

  private static SearchTotals read(
      EvaluationSpec spec, SearchCandidates candidates, SearchTotals totals) {
    return StateFormat.fromBytes(bytes(totals), in -> SearchTotals.read(spec, candidates, in));
  }
}
