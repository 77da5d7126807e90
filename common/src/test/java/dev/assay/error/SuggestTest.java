package dev.assay.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestTest {

  @ParameterizedTest
  @CsvSource({
    "kee, key", // substitution
    "ke, key", // insertion
    "keyy, key", // deletion
    "kye, key", // swap
    "KEY, key",
    "max_rejected_share, max-rejected-share",
    "champ, champion",
    "chalengers, challengers",
    "scor, score"
  })
  void findsTheNameThatWasMeant(String typed, String meant) {
    List<String> names =
        List.of("key", "champion", "challengers", "max-rejected-share", "score", "registry");

    assertThat(Suggest.nearest(typed, names)).first().isEqualTo(meant);
  }

  @Test
  void namesTheClosestFirstAndAtMostThree() {
    List<String> names = List.of("AGEPX2", "AGEQ", "AGEP1", "AGEPX", "WAGP", "AGE", "SEX");

    assertThat(Suggest.nearest("agep", names)).containsExactly("AGE", "AGEP1", "AGEPX");
  }

  @Test
  void saysNothingWhereNothingIsNear() {
    assertThat(Suggest.nearest("x", List.of("a", "b"))).isEmpty();
    assertThat(Suggest.nearest("", List.of("a", ""))).isEmpty();
    assertThat(Suggest.didYouMean("colour", List.of("key", "table"))).isEmpty();
  }

  @Test
  void makesASentenceToAppend() {
    assertThat(Suggest.didYouMean("AGPE", List.of("AGEP", "SEX")))
        .isEqualTo(" Did you mean 'AGEP'?");
    assertThat(Suggest.didYouMean("ab", List.of("aa", "bb", "zz")))
        .isEqualTo(" Did you mean 'aa' or 'bb'?");
    assertThat(Suggest.didYouMean("scores", List.of("store", "score")))
        .isEqualTo(" Did you mean 'score'?");
  }
}
