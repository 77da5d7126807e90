package dev.assay.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> COLUMNS = List.of("id", "AGEP", "SCHL", "year", "income_2018");

  @Test
  void findsATypingErrorWithoutRegardToCase() {
    assertThat(Nearest.of("agpe", COLUMNS)).containsExactly("AGEP");
    assertThat(Nearest.of("yaer", COLUMNS)).containsExactly("year");
  }

  @Test
  void findsANameThatContainsTheOther() {
    assertThat(Nearest.of("income", COLUMNS)).containsExactly("income_2018");
  }

  @Test
  void putsTheMostSimilarFirstAndStopsAtThree() {
    assertThat(
            Nearest.of(
                "feature_10", List.of("feature_20", "feature_1", "feature_11", "feature_99")))
        .containsExactly("feature_1", "feature_11", "feature_20");
  }

  @Test
  void asksWhetherANearNameWasMeant() {
    assertThat(Nearest.hint("columns", "SCHOOL", List.of("SCHOL", "SCHOO", "other")))
        .isEqualTo("Did you mean 'SCHOL' or 'SCHOO'?");
  }

  @Test
  void saysWhatThereIsWhereNothingIsNear() {
    assertThat(Nearest.hint("columns", "zzz", COLUMNS))
        .isEqualTo("The columns are 'AGEP', 'SCHL', 'id', 'income_2018', 'year'.");
    assertThat(Nearest.hint("tables", "zzz", List.of())).isEqualTo("There are no tables.");
  }

  @Test
  void doesNotListHundredsOfNames() {
    List<String> many = IntStream.range(0, 300).mapToObj(i -> "c" + (1000 + i)).toList();
    assertThat(Nearest.hint("columns", "zzz", many)).endsWith("'c1011' and 288 more.");
  }
}
