package dev.assay.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChosenRowsTest {
  private static final LoadedRules LOADED =
      RuleLoader.parse(
          "q.yaml",
          """
          format: 1
          tables:
            labels: {table: /data/labels}
            others: {table: /data/others}
          rows:
            - {id: held, range: {column: age, min: 0}, action: quarantine}
            - {id: never, not-null: {column: age}, action: fail}
            - {id: seldom, not-null: {column: sex}, action: tag, max-share: 0.01}
            - {id: known, exists-in: {columns: [id], table: labels}, action: tag, max-share: 0.5}
          batch:
            - {id: many, row-count: {min: 1000}}
          history:
            - {id: steady, metric: row-count, online-normal: {}}
          cross:
            - {id: equal, row-count-matches: {table: others}}
          output:
            - {id: spread, not-constant: {}}
            - {id: probability, in-range: {min: 0, max: 1}, where: age > 17}
            - {id: near, mean-near-history: {tolerance: 0.1}}
            - {id: whole, reconciliation: {}}
          """,
          name -> null);

  private final LoadedRules chosen = ChosenRows.of(LOADED);

  @Test
  void onlyRulesOnSingleRowsAndScoresAreJudged() {
    assertThat(chosen.rules().all())
        .extracting(Rule::id)
        .containsExactly("held", "never", "seldom", "known", "probability", "whole");
    assertThat(chosen.rules().tables()).containsOnlyKeys("labels");
  }

  @Test
  void sharesAreNotJudgedAndWhatMayNeverBeStaysForbidden() {
    assertThat(chosen.rules().rows())
        .extracting(RowRule::maxShare)
        .containsExactly(1.0, 0.0, 1.0, 1.0);
    assertThat(chosen.rules().rows().get(0).check())
        .isEqualTo(LOADED.rules().rows().get(0).check());
  }

  @Test
  void messagesNameTheLineWhereARuleStands() {
    assertThat(chosen.place("output[0].where")).isEqualTo("q.yaml:18: output[0].where");
    assertThat(chosen.place("rows[3]")).isEqualTo("q.yaml:9: rows[3]");
  }
}
