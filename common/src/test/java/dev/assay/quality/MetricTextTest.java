package dev.assay.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTextTest {

  static Stream<MetricKey> keys() {
    return Stream.of(
        MetricKey.rowCount(null),
        MetricKey.rowCount("year = 2018 AND (a) where (b)"),
        MetricKey.rowCount("d = DATE'${as-of}'"),
        MetricKey.of(MetricName.MEAN, List.of("AGEP"), null),
        MetricKey.of(MetricName.UNIQUENESS, List.of("a, b", "c", "say \"hi\""), "x > 0"),
        MetricKey.of(MetricName.ENTROPY, List.of("größe (cm)"), null),
        MetricKey.of(MetricName.SUM, List.of("a) where b"), "c"),
        new MetricKey(MetricName.QUANTILE, List.of("x, y"), 0.25, null, "z"),
        MetricKey.compliance("coalesce(a IN (')', 'it''s', \"(\"), false)", null),
        MetricKey.compliance("`a)` > 0", "b IN (1, 2)"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void readsBackWhatItWrote(MetricKey key) {
    assertThat(MetricKey.parse(key.text())).contains(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "mean", "mean(AGEP", "nothing(AGEP)", "quantile(x, y)", "mean(a) if b"})
  void doesNotTakeAnythingElse(String text) {
    assertThat(MetricKey.parse(text)).isEmpty();
  }
}
