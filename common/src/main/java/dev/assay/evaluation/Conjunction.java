package dev.assay.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One to three values of different features that rows of a slice have, ordered by feature. */
final class Conjunction implements Comparable<Conjunction> {
  private static final int CODE_BITS = 16;

  private final int[] values;

  private Conjunction(int[] values) {
    this.values = values;
  }

  static Conjunction of(int feature, int code) {
    return new Conjunction(new int[] {feature << CODE_BITS | code});
  }

  /** Joins a value of a later feature. */
  Conjunction and(int feature, int code) {
    int[] joined = Arrays.copyOf(values, values.length + 1);
    joined[values.length] = feature << CODE_BITS | code;
    return new Conjunction(joined);
  }

  int size() {
    return values.length;
  }

  int feature(int place) {
    return values[place] >> CODE_BITS;
  }

  int code(int place) {
    return values[place] & ((1 << CODE_BITS) - 1);
  }

  /** Whether all rows of this have what another says. */
  boolean within(Conjunction other) {
    return Arrays.stream(other.values).allMatch(v -> Arrays.binarySearch(values, v) >= 0);
  }

  /** Whether no row can be in both. */
  boolean excludes(Conjunction other) {
    for (int value : values) {
      for (int theirs : other.values) {
        if (value >> CODE_BITS == theirs >> CODE_BITS && value != theirs) {
          return true;
        }
      }
    }
    return false;
  }

  /** The values that both have; may be none. */
  Conjunction shared(Conjunction other) {
    return new Conjunction(
        Arrays.stream(values).filter(v -> Arrays.binarySearch(other.values, v) >= 0).toArray());
  }

  /** All values of both, which must not exclude each other. */
  Conjunction joined(Conjunction other) {
    return new Conjunction(
        IntStream.concat(Arrays.stream(values), Arrays.stream(other.values))
            .sorted()
            .distinct()
            .toArray());
  }

  /** What divides the rows, as {@link Slicer#name}: {@code SEX, MAR}. */
  String slicer(List<String> features) {
    return IntStream.range(0, size())
        .mapToObj(i -> features.get(feature(i)))
        .collect(Collectors.joining(", "));
  }

  /** The values, in the same form: {@code 1, 5}. */
  String value(SearchCounts counts) {
    return IntStream.range(0, size())
        .mapToObj(i -> counts.value(feature(i), code(i)))
        .collect(Collectors.joining(", "));
  }

  /** Fewer values first, then by feature and value. */
  @Override
  public int compareTo(Conjunction other) {
    int bySize = Integer.compare(values.length, other.values.length);
    return bySize != 0 ? bySize : Arrays.compare(values, other.values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Conjunction conjunction && Arrays.equals(values, conjunction.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return IntStream.range(0, size())
        .mapToObj(i -> feature(i) + "=" + code(i))
        .collect(Collectors.joining(" "));
  }
}
