package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.quality.LoadedRules;
import dev.assay.quality.MetricKey;
import dev.assay.quality.PlannedRules;
import dev.assay.quality.QualityInput;
import dev.assay.quality.RuleLoader;
import dev.assay.quality.RuleMatcher;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheckedRulesTest {

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    for (String column : CheckedTable.columns().keySet()) {
      types.put(column, type(column.replaceAll("[0-9]+$", "")));
    }
    return types;
  }

  private static String type(String kind) {
    return switch (kind) {
      case "d" -> "double";
      case "i" -> "int";
      case "id", "l" -> "bigint";
      case "day" -> "date";
      case "ts" -> "timestamp";
      default -> "string";
    };
  }

  @Test
  void twoHundredRulesFitAHundredColumns() {
    LoadedRules loaded = RuleLoader.parse("bench.yaml", CheckedRules.file(), name -> null);
    List<String> problems = new ArrayList<>();
    PlannedRules planned =
        RuleMatcher.match(
                loaded,
                QualityInput.of(LocalDate.parse(CheckedTable.NEWEST), "bench", types()),
                problems::add)
            .orElseThrow();

    assertThat(problems).isEmpty();
    assertThat(CheckedTable.columns()).hasSize(100);
    assertThat(loaded.rules().rows()).hasSize(50);
    assertThat(loaded.rules().batch()).hasSize(150);
    String rows = String.join(" ", planned.rows().stream().map(r -> r.good()).toList());
    Stream<String> metrics = planned.metrics().stream().map(MetricKey::text);
    String used = rows + " " + String.join(" ", metrics.toList());
    assertThat(CheckedTable.columns().keySet())
        .allSatisfy(column -> assertThat(used).containsPattern("\\b" + column + "\\b"));
  }

  @Test
  void rulesHaveDeequCounterparts() {
    LoadedRules loaded = RuleLoader.parse("bench.yaml", CheckedRules.file(), name -> null);

    assertThat(loaded.rules().batch())
        .allSatisfy(
            rule ->
                assertThat(DeequRules.of(rule.check(), LocalDate.parse(CheckedTable.NEWEST)))
                    .isNotNull());
  }
}
