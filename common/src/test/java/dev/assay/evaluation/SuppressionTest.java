package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SuppressionTest {
  private static final String SMALL = "fewer than 50 rows";
  private static final String COMPLEMENT = "it would give away fewer than 50 other rows";

  private static String[] reasons(long whole, long... rows) {
    return Suppression.reasons(rows, whole, 50);
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
    String[] reasons = Suppression.reasons(rows, whole, 50);
    int[] hidden = IntStream.range(0, rows.length).filter(i -> reasons[i] != null).toArray();
    long hiddenRows = outside + Arrays.stream(hidden).mapToLong(i -> rows[i]).sum();
    int cells = hidden.length + (outside > 0 ? 1 : 0);
    boolean allHidden = hidden.length == rows.length;
    assertThat(hiddenRows == 0 || hiddenRows >= 50 || allHidden).isTrue();
    assertThat(hidden.length == 0 || cells >= 2 || allHidden).isTrue();
    for (int i = 0; i < rows.length; i++) {
      assertThat(rows[i] >= 50 || SMALL.equals(reasons[i])).isTrue();
    }
  }
}
