package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.record.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class EvaluationReportTest {
  private static final int MOST_BYTES = 2 << 20;

  @Test
  void theSameRowsGiveTheSamePage() {
    assertThat(SampleReports.binary().html()).isEqualTo(SampleReports.binary().html());
  }

  @Test
  void namesNeverBecomeMarkup() {
    String page = SampleReports.hostile().html();

    assertThat(page).doesNotContain("<script", "<img", "<b>", " onerror=\"", "\u202E");
    assertThat(page).contains("&lt;script&gt;document.title=&#39;taken&#39;&lt;/script&gt;");
    assertThat(page).contains("a\uFFFDgnp.exe&quot;&gt;&lt;b&gt;bold&lt;/b&gt;");
    assertThat(page).contains("&amp;amp;");
  }

  @Test
  void elementsAndAttributesOfScriptsCannotBeMade() {
    assertThatThrownBy(() -> Tag.of("script")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tag.of("p").with("onclick", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tag.style("a{}</style>")).isInstanceOf(IllegalArgumentException.class);
    assertThat(Tag.of("p", "a\u0000b\uD800c").with("title", "\"'<>&").toString())
        .isEqualTo("<p title=\"&quot;&#39;&lt;&gt;&amp;\">a\uFFFDb\uFFFDc</p>");
  }

  @Test
  void pagesStaySmallWhateverTheTablesHold() {
    EvaluationReport huge = SampleReports.huge();

    byte[] page = huge.html().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(page.length).isLessThan(MOST_BYTES);
    assertThat(new String(page, java.nio.charset.StandardCharsets.UTF_8))
        .contains("more slices are in the JSON file");
  }

  @Test
  void costsStandWhereTheRuleLooksAndBesideTheRowsThatChangeSides() {
    String page = text(SampleReports.costs().html());

    assertThat(page)
        .contains(
            "Improvement Mean cost at the cutoff of least cost +35 (+23 to +47) The whole interval")
        .contains(
            "Mean cost at the cutoff of least cost of a row, by what its outcome costs; lower is"
                + " better +35 (+23 to +47)")
        .contains("SEX = 1 24,000 rows +17 (0 to +35)")
        .contains(
            "146 rows (74.7 % of them positive) with an amount of 70,500 come in, 146 rows (56.2 %"
                + " of them positive) with an amount of 50,251 drop out. As the champion decides"
                + " them they cost 51,300, as the challenger does 30,025.");
  }

  private static String text(String page) {
    return page.substring(page.indexOf("<main"))
        .replaceAll("<[^>]*>", " ")
        .replace("\u00A0", " ")
        .replaceAll("\\s+", " ")
        .replaceAll(" ([.,;)])", "$1");
  }

  @Test
  void theTwinHoldsEveryRow() {
    EvaluationReport report = SampleReports.binary();
    JsonNode twin = Json.read(report.json(), JsonNode.class);
    EvaluationResult result = report.result();

    assertThat(twin.get("format").asInt()).isEqualTo(1);
    assertThat(twin.get("run").get("run_id").asText())
        .isEqualTo("1f0c93a57be24d6aa1c0de5d71b2e9f4");
    assertThat(twin.get("metrics")).hasSameSizeAs(result.metrics());
    assertThat(twin.get("comparisons")).hasSameSizeAs(result.comparisons());
    assertThat(twin.get("slices")).hasSameSizeAs(result.slices());
    assertThat(twin.get("differences")).hasSameSizeAs(result.differences()).isNotEmpty();
    assertThat(twin.get("curves")).hasSameSizeAs(result.curves());
    assertThat(twin.get("calibration")).hasSameSizeAs(result.calibration());
    assertThat(twin.get("fairness")).hasSameSizeAs(result.fairness());
    assertThat(twin.get("quality")).hasSize(3);
    assertThat(twin.get("counts").get("labels_missing").asInt()).isEqualTo(100);
    ComparisonRow first = result.comparisons().get(0);
    JsonNode row = twin.get("comparisons").get(0);
    assertThat(row.get("difference").asDouble()).isEqualTo(first.difference());
    assertThat(row.get("champion_version").asText()).isEqualTo("1");
    JsonNode verdict = twin.get("verdicts").get(1);
    assertThat(verdict.get("rows_needed").asLong()).isEqualTo(61_400);
    assertThat(verdict.get("conditions").get(0).get("outcome").asText()).isEqualTo("UNSETTLED");
    assertThat(verdict.get("warnings")).hasSize(1);
  }

  @Test
  void emptyTablesGiveAPageThatSaysSo() {
    EvaluationResult nothing =
        new EvaluationResult(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    String page =
        new EvaluationReport(SampleReports.notEvaluable().facts(), nothing, List.of()).html();

    assertThat(page)
        .contains("No verdict was asked for")
        .contains("The store has no results of data rules")
        .contains("fraud-lightgbm");
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of(Numerals.figure(0.84234567), "0.8423"),
        Arguments.of(Numerals.figure(12.34567), "12.346"),
        Arguments.of(Numerals.figure(-84_310.4), "−84,310"),
        Arguments.of(Numerals.figure(0.0000123), "0.000012"),
        Arguments.of(Numerals.figure(0.0), "0"),
        Arguments.of(Numerals.figure(Double.NaN), "–"),
        Arguments.of(Numerals.figure(1e-300), "0.000000000"),
        Arguments.of(Numerals.signed(0.00001, 3), "0.000"),
        Arguments.of(Numerals.signed(-0.00001, 3), "0.000"),
        Arguments.of(Numerals.signed(0.0118, 4), "+0.0118"),
        Arguments.of(Numerals.signed(-0.0118, 4), "−0.0118"),
        Arguments.of(Numerals.share(0.1234), "12.3\u00A0%"),
        Arguments.of(Numerals.share(0.00012), "0.012\u00A0%"),
        Arguments.of(Numerals.level(0.95), "95\u00A0%"),
        Arguments.of(Numerals.level(1 - 0.05 / 3), "98.3\u00A0%"),
        Arguments.of(Numerals.probability(0.00001), "< 0.0001"),
        Arguments.of(Numerals.probability(0.0123), "0.012"),
        Arguments.of(Numerals.count(277_677L), "277,677"),
        Arguments.of("" + Numerals.decimals(0.0101, 0.0135), "4"),
        Arguments.of("" + Numerals.decimals(-120, 17_404), "0"),
        Arguments.of(Measure.at("selection_rate=0.1"), "at selection rate 10.0\u00A0%"),
        Arguments.of(Measure.at("least_cost"), "at the cutoff of least cost"),
        Arguments.of(Measure.at("odd"), "at odd"),
        Arguments.of(Measure.words("labels_missing"), "Labels missing"));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numbersReadAsAPersonWritesThem(String written, String wanted) {
    assertThat(written).isEqualTo(wanted);
  }

  @Test
  void ticksAreRoundNumbersWithinTheAxis() {
    Scale scale = Scale.around(-0.0068, 0.0149);

    assertThat(scale.ticks(5).stream().map(tick -> scale.text(tick, 5)))
        .containsExactly("−0.005", "0.000", "0.005", "0.010", "0.015");
    assertThat(Scale.ratios(1.6).ticks(5)).containsExactly(0.8, 1.0, 1.25);
    assertThat(Scale.ratios(6).ticks(5)).containsExactly(0.2, 0.5, 1.0, 2.0, 5.0);
    assertThat(Scale.around(3, 3).ticks(5)).isNotEmpty();
    assertThat(new Scale(0, 1e-7, false).ticks(5)).hasSizeBetween(3, 7);
  }
}
