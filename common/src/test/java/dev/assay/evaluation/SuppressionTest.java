package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.math.BigInteger;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SuppressionTest {
  private static final String SMALL = "fewer than 50 rows";
  private static final String COMPLEMENT = "it would give away fewer than 50 other rows";
  private static final int MINIMUM = 50;

  private static String[] reasons(long whole, long... rows) {
    List<String> values = IntStream.range(0, rows.length).mapToObj(Integer::toString).toList();
    Slicer slicer = new Slicer("s", Slicer.Role.DECLARED, false);
    SliceSums sums = new SliceSums(List.of(slicer), List.of(values), List.of(rows), whole);
    Suppression suppression = Suppression.of(sums, MINIMUM);
    return IntStream.range(0, rows.length)
        .mapToObj(slice -> suppression.reason(0, slice))
        .toArray(String[]::new);
  }

  @Test
  void showsSlicesThatAreLargeEnough() {
    assertThat(reasons(150, 50, 100)).containsOnlyNulls();
    assertThat(reasons(300, 50, 100)).containsOnlyNulls();
  }

  @Test
  void suppressesTheNextSmallestBesideASingleSmallSlice() {
    assertThat(reasons(549, 200, 49, 300)).containsExactly(COMPLEMENT, SMALL, null);
  }

  @Test
  void suppressesMoreWhileWhatIsHiddenTogetherIsSmall() {
    assertThat(reasons(507, 3, 4, 100, 400)).containsExactly(SMALL, SMALL, COMPLEMENT, null);
    assertThat(reasons(560, 30, 30, 100, 400)).containsExactly(SMALL, SMALL, null, null);
  }

  @Test
  void countsRowsOutsideAllSlicesAsASliceThatIsNeverShown() {
    assertThat(reasons(549, 100, 49, 300)).containsExactly(null, SMALL, null);
    assertThat(reasons(405, 100, 300)).containsExactly(COMPLEMENT, null);
    assertThat(reasons(105, 100)).containsExactly(COMPLEMENT);
  }

  @Property(tries = 300)
  void neverHidesFewerRowsThanTheMinimum(
      @ForAll @Size(min = 1, max = 6) List<@LongRange(min = 1, max = 200) Long> sizes,
      @ForAll @LongRange(min = 0, max = 100) long outside) {
    long[] rows = sizes.stream().mapToLong(Long::longValue).toArray();
    long whole = LongStream.of(rows).sum() + outside;
    String[] reasons = reasons(whole, rows);
    int[] hidden = IntStream.range(0, rows.length).filter(i -> reasons[i] != null).toArray();
    long hiddenRows = outside + Arrays.stream(hidden).mapToLong(i -> rows[i]).sum();
    int cells = hidden.length + (outside > 0 ? 1 : 0);
    boolean allHidden = hidden.length == rows.length;
    assertThat(hiddenRows == 0 || hiddenRows >= MINIMUM || allHidden).isTrue();
    assertThat(hidden.length == 0 || cells >= 2 || allHidden).isTrue();
    for (int i = 0; i < rows.length; i++) {
      assertThat(rows[i] >= MINIMUM || SMALL.equals(reasons[i])).isTrue();
    }
  }

  /** Rows by the values of some columns, sliced by some of them; null: rows that have no value. */
  private static final class Table {
    private final Map<List<String>, Long> rows = new LinkedHashMap<>();
    private final List<String> columns;
    private final List<Slicer> slicers = new ArrayList<>();
    private final List<Map<String, Long>> slices = new ArrayList<>();
    private Suppression suppression;
    private List<List<String>> groups;

    Table(String... columns) {
      this.columns = List.of(columns);
    }

    Table with(long number, String... values) {
      rows.put(Arrays.asList(values), number);
      return this;
    }

    Table slicedBy(String... by) {
      slicers.add(new Slicer(String.join(", ", by), Slicer.Role.DECLARED, false, List.of(by)));
      return this;
    }

    private String slice(List<String> values, Slicer slicer) {
      List<String> of = slicer.parts().stream().map(p -> values.get(columns.indexOf(p))).toList();
      return of.contains("-") ? null : Slicer.value(of);
    }

    Table decided() {
      for (Slicer slicer : slicers) {
        Map<String, Long> of = new TreeMap<>();
        rows.forEach(
            (values, number) -> {
              String slice = slice(values, slicer);
              if (slice != null) {
                of.merge(slice, number, Long::sum);
              }
            });
        slices.add(of);
      }
      suppression =
          Suppression.of(
              new SliceSums(
                  slicers,
                  slices.stream().map(of -> List.copyOf(of.keySet())).toList(),
                  slices.stream()
                      .map(of -> of.values().stream().mapToLong(Long::longValue).toArray())
                      .toList(),
                  rows.values().stream().mapToLong(Long::longValue).sum()),
              MINIMUM);
      groups = groups();
      return this;
    }

    String reason(int slicer, String slice) {
      return suppression.reason(slicer, List.copyOf(slices.get(slicer).keySet()).indexOf(slice));
    }

    List<String> hidden(int slicer) {
      return slices.get(slicer).keySet().stream().filter(s -> reason(slicer, s) != null).toList();
    }

    /** Which groups of rows are in a slice, or in all. */
    private int[] members(Predicate<List<String>> in) {
      return groups.stream().mapToInt(values -> in.test(values) ? 1 : 0).toArray();
    }

    /** The groups of rows by all columns that may be there for all that the slices tell. */
    private List<List<String>> groups() {
      List<List<String>> all = List.of(List.of());
      for (int c = 0; c < columns.size(); c++) {
        int column = c;
        List<String> values = rows.keySet().stream().map(k -> k.get(column)).distinct().toList();
        all =
            all.stream()
                .flatMap(
                    group -> values.stream().map(v -> Stream.concat(group.stream(), Stream.of(v))))
                .map(Stream::toList)
                .toList();
      }
      return all.stream()
          .filter(group -> rows.containsKey(group) || !group.contains("-"))
          .filter(
              group ->
                  IntStream.range(0, slicers.size())
                      .mapToObj(s -> new AbstractMap.SimpleEntry<>(s, slice(group, slicers.get(s))))
                      .allMatch(
                          e ->
                              e.getValue() == null
                                  || slices.get(e.getKey()).containsKey(e.getValue())))
          .toList();
    }

    /** What is published: the whole and the slices that are shown, as sums of the table's rows. */
    private List<int[]> published() {
      List<int[]> shown = new ArrayList<>();
      shown.add(members(values -> true));
      for (int s = 0; s < slicers.size(); s++) {
        Slicer slicer = slicers.get(s);
        for (String slice : slices.get(s).keySet()) {
          if (reason(s, slice) == null) {
            shown.add(members(values -> slice.equals(slice(values, slicer))));
          }
        }
      }
      return shown;
    }

    /** Hidden slices whose sum is a linear combination of what is published. */
    List<String> givenAway() {
      List<long[]> echelon = new ArrayList<>();
      published().forEach(sum -> reduced(sum, echelon).ifPresent(echelon::add));
      List<String> found = new ArrayList<>();
      for (int s = 0; s < slicers.size(); s++) {
        Slicer slicer = slicers.get(s);
        for (String slice : hidden(s)) {
          int[] sum = members(values -> slice.equals(slice(values, slicer)));
          if (reduced(sum, echelon).isEmpty()) {
            found.add(slicer.text(slice));
          }
        }
      }
      return found;
    }
  }

  private static final long PRIME = 998_244_353;

  /**
   * What is left of a sum without the rows of an echelon, each of which begins with 1, modulo a
   * prime; nothing where it follows from them.
   */
  private static Optional<long[]> reduced(int[] sum, List<long[]> echelon) {
    long[] left = Arrays.stream(sum).asLongStream().toArray();
    for (long[] row : echelon) {
      long factor = left[first(row)];
      for (int i = 0; factor != 0 && i < left.length; i++) {
        left[i] = Math.floorMod(left[i] - factor * row[i], PRIME);
      }
    }
    int first = first(left);
    if (first == left.length) {
      return Optional.empty();
    }
    long inverse =
        BigInteger.valueOf(left[first]).modInverse(BigInteger.valueOf(PRIME)).longValueExact();
    return Optional.of(Arrays.stream(left).map(value -> value * inverse % PRIME).toArray());
  }

  private static int first(long[] row) {
    return IntStream.range(0, row.length).filter(i -> row[i] != 0).findFirst().orElse(row.length);
  }

  private static Table crossed() {
    return new Table("sex", "race")
        .with(20, "1", "a")
        .with(200, "1", "b")
        .with(300, "1", "c")
        .with(400, "2", "a")
        .with(500, "2", "b")
        .with(600, "2", "c");
  }

  @Test
  void marginsDoNotGiveAwayACellOfTheirCross() {
    Table alone = crossed().slicedBy("sex", "race").decided();
    assertThat(alone.hidden(0)).containsExactly("1, a", "1, b");

    Table one = crossed().slicedBy("sex").slicedBy("sex", "race").decided();
    assertThat(one.hidden(0)).isEmpty();
    assertThat(one.hidden(1)).containsExactly("1, a", "1, b");

    Table both = crossed().slicedBy("sex").slicedBy("race").slicedBy("sex", "race").decided();
    assertThat(both.hidden(0)).isEmpty();
    assertThat(both.hidden(1)).isEmpty();
    assertThat(both.hidden(2)).containsExactly("1, a", "1, b", "2, a", "2, b");
    assertThat(both.reason(2, "1, a")).isEqualTo(SMALL);
    assertThat(both.reason(2, "2, b")).isEqualTo(COMPLEMENT);
    assertThat(both.givenAway()).isEmpty();
  }

  @Test
  void crossesThatShareAColumnDoNotGiveAwayEachOther() {
    Table table =
        new Table("sex", "race", "age")
            .with(20, "1", "a", "x")
            .with(300, "1", "b", "x")
            .with(300, "1", "b", "y")
            .with(400, "2", "a", "x")
            .with(500, "2", "b", "y")
            .slicedBy("sex", "race")
            .slicedBy("sex", "age")
            .decided();
    // Without the column sex alone, the cells of both crosses still add up to it.
    assertThat(table.hidden(0)).containsExactly("1, a", "1, b");
    assertThat(table.hidden(1)).isEmpty();
    assertThat(table.givenAway()).isEmpty();
  }

  @Test
  void aHiddenMarginIsNotTheSumOfCellsThatAreShown() {
    Table table =
        new Table("sex", "race")
            .with(30, "1", "a")
            .with(60, "1", "b")
            .with(300, "1", "c")
            .with(70, "2", "b")
            .with(500, "2", "c")
            .slicedBy("race")
            .slicedBy("sex", "race")
            .decided();
    assertThat(table.hidden(0)).containsExactly("a", "b");
    assertThat(table.hidden(1)).contains("1, a").containsAnyOf("1, b", "2, b");
    assertThat(table.givenAway()).isEmpty();
  }

  @Test
  void valuesWithCommasAreToldApart() {
    Slicer slicer = new Slicer("x, y", Slicer.Role.DECLARED, false, List.of("x", "y"));
    for (List<String> parts :
        List.of(
            List.of("a, b", "c"),
            List.of("a", "b, c"),
            List.of("\"a", "b"),
            List.of("a\", \"", "\"\""),
            List.of("", ", "),
            List.of("[18, 30)", "1"))) {
      assertThat(slicer.valuesOfParts(Slicer.value(parts))).isEqualTo(parts);
    }
    assertThat(Slicer.value(List.of("1", "b"))).isEqualTo("1, b");
    assertThat(Slicer.value(List.of("a, b"))).isEqualTo("a, b");
  }

  @Test
  void noHiddenSumFollowsFromWhatIsShown() {
    String[][] divisions = {
      {"a"}, {"b"}, {"c"}, {"a", "b"}, {"b", "c"}, {"c", "a"}, {"a", "b", "c"}
    };
    int hidden = 0;
    int shown = 0;
    long small = 0;
    for (int run = 0; run < 150; run++) {
      Random random = new Random(run);
      Table table = new Table("a", "b", "c");
      for (int cell = 0; cell < 36; cell++) {
        double size = random.nextDouble();
        if (size > 0.15) { // others are empty
          boolean none = run % 4 == 0 && random.nextInt(12) == 0;
          table.with(
              1 + (long) (Math.pow(size, 3) * 600),
              none ? "-" : "a" + cell % 3,
              "b" + cell / 3 % 3,
              "c" + cell / 9);
        }
      }
      List<String[]> by = new ArrayList<>(List.of(divisions));
      Collections.shuffle(by, random);
      by.subList(0, 2 + random.nextInt(6)).forEach(table::slicedBy);
      table.decided();
      assertThat(table.givenAway()).as("run %d, by %s", run, table.slicers).isEmpty();
      for (int s = 0; s < table.slicers.size(); s++) {
        hidden += table.hidden(s).size();
        shown += table.slices.get(s).size() - table.hidden(s).size();
        small += table.slices.get(s).values().stream().filter(n -> n < MINIMUM).count();
        for (Map.Entry<String, Long> slice : table.slices.get(s).entrySet()) {
          assertThat(slice.getValue() >= MINIMUM || table.reason(s, slice.getKey()) != null)
              .isTrue();
        }
      }
    }
    assertThat(small).isGreaterThan(700);
    assertThat((long) hidden).isLessThan(3 * small); // not by hiding everything
    assertThat(shown).isGreaterThan(hidden);
  }

  @Test
  void thousandsOfSlicesAreDecidedAtOnce() {
    Random random = new Random(7);
    Table table = new Table("a", "b", "c");
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 500; b++) {
        for (int c = 0; c < 3; c++) {
          table.with(
              1 + (long) (Math.pow(random.nextDouble(), 2) * 300), "a" + a, "b" + b, "c" + c);
        }
      }
    }
    table.slicedBy("a").slicedBy("b").slicedBy("c").slicedBy("a", "b").slicedBy("b", "c");
    assertTimeout(Duration.ofSeconds(5), table::decided);
    assertThat(table.hidden(0)).isEmpty();
    assertThat(table.hidden(4)).hasSizeBetween(200, 400);
  }
}
