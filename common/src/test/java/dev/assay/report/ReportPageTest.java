package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.evaluation.CalibrationRow;
import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.DifferenceRow;
import dev.assay.evaluation.FairnessRow;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.SliceRow;
import dev.assay.evaluation.VerdictRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens reports in a real browser, reads them there, and compares what is read with the rows. */
final class ReportPageTest {
  private static final int PHONE = 390;
  private static final int LAPTOP = 1366;

  @TempDir static Path directory;
  private static Chromium browser;
  private static final Map<String, EvaluationReport> REPORTS = new LinkedHashMap<>();

  @BeforeAll
  static void writeAndStart() throws IOException {
    REPORTS.put("binary", SampleReports.binary());
    REPORTS.put("regression", SampleReports.regression());
    REPORTS.put("not-evaluable", SampleReports.notEvaluable());
    REPORTS.put("hostile", SampleReports.hostile());
    for (Map.Entry<String, EvaluationReport> report : REPORTS.entrySet()) {
      Files.writeString(file(report.getKey()), report.getValue().html());
    }
    browser = Chromium.start(directory);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private static Path file(String name) {
    return directory.resolve(name + ".html");
  }

  private static Chromium open(String name, int width, boolean dark) {
    return browser.screen(width, 900, dark).open(file(name));
  }

  // ---- figures ----

  /** The exact values in the rows of all tables whose caption begins so: heading to values. */
  private static Map<String, List<Double>> figures(String caption) {
    String script =
        """
        [...document.querySelectorAll('table')]
          .filter(t => t.caption.textContent.startsWith(%s))
          .flatMap(t => [...t.querySelectorAll('tbody tr')].map(r => {
            const head = r.querySelector('th') ?? r.parentElement.querySelector('th');
            const who = r.querySelector('td.who span');
            const name = (head.querySelector('bdi') ?? head).cloneNode(true);
            name.querySelectorAll('small').forEach(s => s.remove());
            return {name: name.textContent.trim() + (who ? ' | ' + who.textContent : ''),
                    values: [...r.querySelectorAll('td data')].map(d => Number(d.value)),
                    texts: [...r.querySelectorAll('td data')].map(d => d.textContent)};
          }))
        """
            .formatted("'" + caption + "'");
    Map<String, List<Double>> figures = new LinkedHashMap<>();
    for (JsonNode row : browser.value(script)) {
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < row.get("values").size(); i++) {
        values.add(row.get("values").get(i).asDouble());
        assertShown(row.get("texts").get(i).asText(), values.get(i));
      }
      figures.put(row.get("name").asText(), values);
    }
    return figures;
  }

  /** What is shown is the exact value, rounded to the digits that are shown. */
  private static void assertShown(String text, double value) {
    if (text.startsWith("<")) {
      assertThat(value).isLessThan(0.0001);
      return;
    }
    String plain = text.replace("−", "-").replace("+", "").replace(",", "");
    boolean percent = plain.endsWith("%");
    String digits = plain.replace("\u00A0%", "");
    int point = digits.indexOf('.');
    double step = Math.pow(10, point < 0 ? 0 : point + 1 - digits.length()) / (percent ? 100 : 1);
    assertThat(Double.parseDouble(digits) / (percent ? 100 : 1))
        .as(text)
        .isCloseTo(value, within(step * 0.5001 + Math.abs(value) * 1e-12));
  }

  @Test
  void verdictsReadAsTheTablesSay() {
    open("binary", LAPTOP, false);
    JsonNode cards =
        browser.value(
            """
            [...document.querySelectorAll('#verdict article')].map(a => ({
              badge: a.querySelector('.badge span:last-child').textContent,
              message: a.querySelector('.message').textContent.replaceAll('\\u00a0', ' '),
              difference: Number(a.querySelector('td data').value),
              outcomes: [...a.querySelectorAll('.outcome')].map(o => o.textContent)}))
            """);
    List<VerdictRow> verdicts = REPORTS.get("binary").result().verdicts();

    assertThat(cards).hasSameSizeAs(verdicts);
    assertThat(cards.get(0).get("badge").asText()).isEqualTo("Better");
    assertThat(cards.get(1).get("badge").asText()).isEqualTo("Not settled");
    assertThat(cards.get(1).get("outcomes").get(0).asText()).isEqualTo("? unsettled");
    for (int i = 0; i < verdicts.size(); i++) {
      assertThat(cards.get(i).get("message").asText()).isEqualTo(verdicts.get(i).message());
      assertThat(cards.get(i).get("difference").asDouble()).isEqualTo(verdicts.get(i).difference());
    }
    assertThat(browser.value("document.querySelector('.settle').textContent").asText())
        .isEqualTo(
            "What would settle it: about 61,400 labelled rows, if the true difference is the one"
                + " seen here; there are 24,000.");
  }

  @ParameterizedTest
  @CsvSource({"binary, auc, AUC", "binary, log_loss, Log loss", "regression, rmse, RMSE"})
  void differencesAreThoseOfTheTables(String report, String metric, String title) {
    open(report, LAPTOP, false);
    Map<String, List<Double>> shown = figures("Improvement over the champion");

    int sign = Measure.of(metric).sign();
    List<ComparisonRow> rows =
        REPORTS.get(report).wholeComparisons().stream()
            .filter(row -> row.metric().equals(metric) && !row.test().equals("bootstrap"))
            .toList();
    assertThat(rows).hasSize(2);
    assertThat(shown.get(title + " | Challenger A"))
        .containsExactly(sign * rows.get(0).difference());
    assertThat(shown.get(title + " | Challenger B"))
        .containsExactly(sign * rows.get(1).difference());
  }

  @Test
  void figuresOfModelsAreThoseOfTheTables() {
    open("binary", LAPTOP, false);
    Map<String, List<Double>> shown = figures("All figures of all rows");

    assertThat(shown).hasSizeGreaterThan(40);
    for (MetricRow row : REPORTS.get("binary").wholeMetrics()) {
      String at = Measure.at(row.point());
      String name = Measure.of(row.metric()).title() + (at.isEmpty() ? "" : " " + at);
      if (row.value() != null) {
        assertThat(shown.get(name)).as(name).contains(row.value());
      }
    }
  }

  @Test
  void slicesAreThoseOfTheTablesInTheOrderOfTheirEffect() {
    open("binary", LAPTOP, false);
    Map<String, List<Double>> shown = figures("Mean loss");

    List<SliceRow> rows =
        REPORTS.get("binary").result().slices().stream()
            .filter(row -> row.suppressed() == null && row.model().equals("employment-logistic"))
            .toList();
    for (SliceRow row : rows) {
      assertThat(shown.get(row.slice() + " | Champion")).containsExactly(row.effect());
    }
    List<Double> largest =
        shown.entrySet().stream()
            .collect(
                java.util.stream.Collectors.groupingBy(
                    e -> e.getKey().replaceFirst(" \\|.*", ""),
                    LinkedHashMap::new,
                    java.util.stream.Collectors.mapping(
                        e -> e.getValue().get(0), java.util.stream.Collectors.toList())))
            .values()
            .stream()
            .map(java.util.Collections::max)
            .toList();
    assertThat(largest).hasSameSizeAs(rows).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void ratiosAndCalibrationAreThoseOfTheTables() {
    open("binary", LAPTOP, false);
    Map<String, List<Double>> shown = figures("Selection rate");

    for (FairnessRow row : REPORTS.get("binary").result().fairness()) {
      if (row.measure().equals("selection_rate") && row.model().equals("employment-mlp")) {
        String name = row.attribute() + " = " + row.groupName() + " | Challenger B";
        assertThat(shown.get(name)).as(name).containsExactly(row.ratio());
      }
    }
    Map<String, List<Double>> groups = figures("Calibration of Challenger A");
    for (CalibrationRow row : REPORTS.get("binary").result().calibration()) {
      if (row.model().equals("employment-lightgbm")) {
        assertThat(groups.get(row.place().toString()))
            .containsExactly((double) row.rows(), row.meanScore(), row.observed());
      }
    }
  }

  @Test
  void rowsToLookAtAreThoseOfTheTable() {
    open("binary", LAPTOP, false);
    JsonNode rows =
        browser.value(
            """
            [...document.querySelectorAll('#changes table')]
              .filter(t => t.caption.textContent.startsWith('Challenger B: '))
              .flatMap(t => [...t.querySelectorAll('tbody tr')].map(r => ({
                caption: t.caption.textContent,
                key: r.querySelector('td bdi').textContent,
                label: r.querySelector('td:last-child bdi').textContent,
                values: [...r.querySelectorAll('td data')].map(d => Number(d.value))})))
            """);
    List<DifferenceRow> expected =
        REPORTS.get("binary").result().differences().stream()
            .filter(row -> row.challenger().equals("employment-mlp") && row.place() <= 3)
            .toList();

    assertThat(rows).hasSameSizeAs(expected).hasSize(9);
    assertThat(rows.get(0).get("caption").asText())
        .isEqualTo(
            "Challenger B: 3 of 1,425 that come in, 3 of 1,425 that drop out, 3 of 49 that are"
                + " furthest apart");
    for (int i = 0; i < expected.size(); i++) {
      DifferenceRow row = expected.get(i);
      assertThat(rows.get(i).get("key").asText()).isEqualTo(row.key());
      assertThat(rows.get(i).get("label").asText()).isEqualTo(row.label());
      assertThat(rows.get(i).get("values"))
          .extracting(JsonNode::asDouble)
          .containsExactly(row.championScore(), row.challengerScore(), row.difference());
    }
  }

  @Test
  void markersLieWhereTheirFiguresAre() {
    open("binary", LAPTOP, false);
    // Ticks say where numbers lie; a marker must lie between them as its number does.
    JsonNode forest =
        browser.value(
            """
            (() => {
              const table = [...document.querySelectorAll('table.forest')]
                .find(t => t.caption.textContent.startsWith('Improvement over the champion'));
              const number = t => Number(t.replace('−', '-').replace(',', ''));
              const middle = e => { const r = e.getBoundingClientRect(); return r.left + r.width / 2; };
              const ticks = [...table.querySelectorAll('text.tick')]
                .map(t => [number(t.textContent), middle(t)]);
              const marks = [...table.querySelectorAll('tbody tr')]
                .map(r => [Number(r.querySelector('data').value), middle(r.querySelector('td.plot use.mark'))]);
              return {ticks, marks};
            })()
            """);
    JsonNode a = forest.get("ticks").get(0);
    JsonNode b = forest.get("ticks").get(forest.get("ticks").size() - 1);
    double perPixel =
        (b.get(0).asDouble() - a.get(0).asDouble()) / (b.get(1).asDouble() - a.get(1).asDouble());
    assertThat(forest.get("marks").size()).isGreaterThan(10);
    for (JsonNode mark : forest.get("marks")) {
      double drawn =
          a.get(0).asDouble() + (mark.get(1).asDouble() - a.get(1).asDouble()) * perPixel;
      assertThat(drawn).isCloseTo(mark.get(0).asDouble(), within(2 * perPixel));
    }
  }

  // ---- the page ----

  @ParameterizedTest
  @ValueSource(strings = {"binary", "regression", "not-evaluable", "hostile"})
  void pagesFitScreensAskForNothingAndSayNothingToTheConsole(String report) {
    for (int width : new int[] {320, PHONE, 768, LAPTOP}) {
      open(report, width, false);
      browser.value("document.querySelectorAll('details').forEach(d => d.open = true)");
      assertThat(browser.value("document.documentElement.scrollWidth").asInt())
          .as(report + " at " + width)
          .isLessThanOrEqualTo(width);
      assertThat(browser.events("Network.requestWillBeSent"))
          .extracting(request -> request.get("request").get("url").asText())
          .containsExactly(file(report).toUri().toString());
      assertThat(browser.events("Log.entryAdded")).isEmpty();
      assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
      assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
    }
  }

  @Test
  void namesAreTextInTheBrowserToo() {
    open("hostile", LAPTOP, false);

    assertThat(browser.value("document.title").asText()).startsWith("Evaluation of <script>");
    assertThat(browser.value("document.querySelectorAll('script, img, iframe, b').length").asInt())
        .isZero();
    assertThat(browser.value("document.querySelector('h1').textContent").asText())
        .isEqualTo("<script>document.title='taken'</script>\"'><img src=x onerror=alert(1)>");
  }

  @Test
  void pagesAreTheSameWithoutScripts() {
    open("binary", LAPTOP, false);
    String with = browser.value("document.documentElement.outerHTML").asText();
    try {
      browser.scripts(false);
      open("binary", LAPTOP, false);
      String without = browser.value("document.documentElement.outerHTML").asText();
      assertThat(without).isEqualTo(with);
      assertThat(browser.value("document.body.innerText").asText()).contains("Not settled");
    } finally {
      browser.scripts(true);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "binary, 1366, true, false",
    "hostile, 390, false, false",
    "regression, 390, false, true",
    "not-evaluable, 1366, true, true"
  })
  void axeFindsNothing(String report, int width, boolean dark, boolean unfolded)
      throws IOException {
    open(report, width, dark);
    if (unfolded) {
      browser.value("document.querySelectorAll('details').forEach(d => d.open = true)");
    }
    browser.value(axe());
    JsonNode found =
        browser.value(
            """
            axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',
                               'wcag21aa', 'wcag22aa', 'best-practice']})
              .then(r => r.violations.map(v => v.id + ': ' + v.help + ' in '
                + v.nodes.slice(0, 3).map(n => n.target + ' ' + n.failureSummary).join('; ')))
            """);
    assertThat(found).isEmpty();
  }

  private static String axe() throws IOException {
    try (InputStream in = ReportPageTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8) + "; undefined";
    }
  }

  /** Drawings have no rule of axe's: lines and markers against what is behind them, by WCAG. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void linesMarkersAndTextsStandOut(boolean dark) {
    open("binary", LAPTOP, dark);
    JsonNode colours =
        browser.value(
            """
            (() => {
              const style = (e, p) => getComputedStyle(e)[p];
              const of = (sel, p) => [...new Set([...document.querySelectorAll(sel)]
                .map(e => style(e, p)))];
              return {page: style(document.body, 'backgroundColor'),
                lines: [...of('.curve, .bar, .whisker, .outline, .reference, .neutral, .limit', 'stroke'),
                        ...of('.mark', 'fill'), ...of('.area', 'stroke')],
                texts: [...of('svg text', 'fill')]};
            })()
            """);
    String page = colours.get("page").asText();
    assertThat(luminance(page)).satisfies(l -> assertThat(l < 0.1).isEqualTo(dark));
    assertThat(colours.get("lines").size()).isGreaterThanOrEqualTo(4);
    colours
        .get("lines")
        .forEach(c -> assertThat(contrast(c.asText(), page)).as(c + "").isGreaterThan(3));
    colours
        .get("texts")
        .forEach(c -> assertThat(contrast(c.asText(), page)).as(c + "").isGreaterThan(4.5));
  }

  private static double contrast(String a, String b) {
    double high = Math.max(luminance(a), luminance(b));
    double low = Math.min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
  }

  /** Relative luminance by WCAG 2. */
  private static double luminance(String colour) {
    List<String> parts = List.of(colour.replaceAll("[^0-9,]", "").split(",", -1));
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(parts.get(i)) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  @Test
  void modelsDifferWithoutColour() {
    open("binary", LAPTOP, false);
    JsonNode looks =
        browser.value(
            """
            [...document.querySelectorAll('.legend')][0].querySelectorAll('li').values().map(li =>
              li.querySelector('use').getAttribute('href') + ' '
              + getComputedStyle(li.querySelector('line')).strokeDasharray).toArray()
            """);
    List<String> shapes = new ArrayList<>();
    List<String> dashes = new ArrayList<>();
    looks.forEach(
        look -> {
          shapes.add(look.asText().replaceFirst(" .*", ""));
          dashes.add(look.asText().replaceFirst("[^ ]* ", ""));
        });
    assertThat(shapes).hasSize(3).doesNotHaveDuplicates();
    assertThat(dashes).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void keyboardsGoThroughThePageInItsOrder() {
    open("binary", LAPTOP, false);
    List<String> reached = new ArrayList<>();
    List<Double> places = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      browser.press("Tab");
      JsonNode at =
          browser.value(
              """
              (() => { const e = document.activeElement; const s = getComputedStyle(e);
                return {name: e.tagName + ' ' + e.textContent.slice(0, 24), seen: s.outlineStyle,
                        width: parseFloat(s.outlineWidth),
                        order: [...document.querySelectorAll('*')].indexOf(e)}; })()
              """);
      reached.add(at.get("name").asText());
      places.add(at.get("order").asDouble());
      assertThat(at.get("seen").asText()).as(at.toString()).isEqualTo("solid");
      assertThat(at.get("width").asDouble()).isGreaterThanOrEqualTo(2);
    }
    assertThat(reached.get(0)).isEqualTo("A Skip to the verdict");
    assertThat(reached.get(1)).isEqualTo("A Verdict");
    assertThat(places).isSorted();
    assertThat(reached).anyMatch(name -> name.startsWith("SUMMARY"));

    open("binary", LAPTOP, false);
    browser.press("Tab");
    browser.value("document.activeElement.click()");
    assertThat(browser.value("document.activeElement.tagName").asText()).isEqualTo("MAIN");
  }

  @Test
  void everyDrawingHasATitleADescriptionAndItsFigures() {
    open("binary", LAPTOP, false);
    JsonNode bare =
        browser.value(
            """
            [...document.querySelectorAll('svg[role=img]')].filter(svg =>
              !svg.querySelector('title')?.textContent || !svg.querySelector('desc')?.textContent
              || !svg.closest('figure').querySelector('details table')).length
            """);
    assertThat(browser.value("document.querySelectorAll('svg[role=img]').length").asInt())
        .isEqualTo(9);
    assertThat(bare.asInt()).isZero();
    JsonNode hidden =
        browser.value(
            "[...document.querySelectorAll('svg:not([role=img])')]"
                + ".filter(s => s.getAttribute('aria-hidden') !== 'true').length");
    assertThat(hidden.asInt()).isZero();
    JsonNode levels =
        browser.value(
            "[...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))");
    int before = 0;
    for (JsonNode level : levels) {
      assertThat(level.asInt()).isLessThanOrEqualTo(before + 1);
      before = level.asInt();
    }
  }

  @Test
  void paperHoldsEverySliceAndNoNavigation() {
    browser.media("print", true).open(file("binary"));
    JsonNode shown =
        browser.value(
            """
            ({nav: getComputedStyle(document.querySelector('nav')).display,
              ground: getComputedStyle(document.body).backgroundColor,
              rest: [...document.querySelectorAll('details.printed tbody th')]
                .filter(th => th.getBoundingClientRect().height > 0).length,
              others: [...document.querySelectorAll('details:not(.printed)')]
                .filter(d => getComputedStyle(d).display !== 'none').length})
            """);
    assertThat(shown.get("nav").asText()).isEqualTo("none");
    assertThat(shown.get("ground").asText()).isEqualTo("rgb(255, 255, 255)");
    assertThat(shown.get("rest").asInt()).isGreaterThan(60);
    assertThat(shown.get("others").asInt()).isZero();

    String pdf = new String(browser.print(), StandardCharsets.ISO_8859_1);
    long pages =
        pdf.lines()
            .filter(line -> line.contains("/Type /Page\n") || line.endsWith("/Type /Page"))
            .count();
    assertThat(pages).isBetween(8L, 30L);
  }
}
