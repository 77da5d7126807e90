package dev.assay.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetTest {

  private static String digest(String yaml) {
    return RuleLoader.parse("q.yaml", yaml, name -> null).rules().digest();
  }

  @Test
  void theCanonicalFormIsReadBackToTheSameRules() {
    RuleSet rules = EveryRule.loaded().rules();

    RuleSet read = RuleLoader.parse("again.yaml", rules.yaml(), name -> null).rules();

    assertThat(read).isEqualTo(rules);
    assertThat(read.digest()).isEqualTo(rules.digest()).matches("[0-9a-f]{64}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "owner: data-team         | owner: others",
        "/data/customers          | /elsewhere/customers",
        "format: 1                | format: 1   # a comment",
        "{id: r-in-set            | {severity: error, action: tag, id: r-in-set",
        "online-normal: {}        | online-normal: {deviations: 3}, owner: me, description: why"
      })
  void theDigestDoesNotChangeWith(String text, String other) {
    assertThat(EveryRule.YAML).contains(text);
    assertThat(digest(EveryRule.YAML.replace(text, other))).isEqualTo(digest(EveryRule.YAML));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "min-rows: 10             | min-rows: 11",
        "version: 7               | version: 8",
        "max-share: 0.01          | max-share: 0.02",
        "[red, \"it's\", 3]       | [red, \"it's\"]",
        "action: fail             | action: tag",
        "where: age > 17          | where: age > 18",
        "{deviations: 2}          | {deviations: 2.5}",
        "id: o-range              | id: o-ranges"
      })
  void theDigestChangesWith(String text, String other) {
    assertThat(EveryRule.YAML).contains(text);
    assertThat(digest(EveryRule.YAML.replace(text, other))).isNotEqualTo(digest(EveryRule.YAML));
  }

  @Test
  void anEmptyRuleSetHasNoRules() {
    assertThat(RuleSet.empty().all()).isEmpty();
    assertThat(RuleSet.empty().digest()).isNotEqualTo(EveryRule.loaded().rules().digest());
  }
}
