package dev.assay.jobs.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.jobs.quality.MetricHistory.Point;
import dev.assay.quality.HistoryCheck;
import dev.assay.quality.HistoryCheck.BatchNormal;
import dev.assay.quality.HistoryCheck.HoltWinters;
import dev.assay.quality.HistoryCheck.OnlineNormal;
import dev.assay.quality.HistoryCheck.RelativeChange;
import dev.assay.quality.HistoryCheck.Season;
import dev.assay.quality.HistoryCheck.WeekdayZScore;
import dev.assay.quality.HistoryFinding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MetricHistoryTest {
  private static final LocalDate START = LocalDate.parse("2026-01-05");

  private static List<Point> daily(int days, IntToDoubleFunction value) {
    return new ArrayList<>(
        IntStream.range(0, days)
            .mapToObj(day -> new Point(START.plusDays(day), value.applyAsDouble(day)))
            .toList());
  }

  /** About 1000, 300 more on every seventh day. */
  private static double weekly(int day) {
    return 1000 + 2 * (day % 5) + (day % 7 == 6 ? 300 : 0);
  }

  private static HistoryFinding judge(HistoryCheck check, List<Point> points, double value) {
    return MetricHistory.of(check, points, START.plusDays(points.size())).judge(value);
  }

  static List<HistoryCheck> strategies() {
    return List.of(
        new RelativeChange(-0.5, 0.5, 1),
        new OnlineNormal(3),
        new BatchNormal(3),
        new HoltWinters(Season.WEEKLY),
        new WeekdayZScore(3));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void tellsAUsualValueFromUnusualOnes(HistoryCheck check) {
    List<Point> points = daily(28, MetricHistoryTest::weekly);
    assertThat(judge(check, points, 1004).anomalous()).isFalse();
    assertThat(judge(check, points, 100).anomalous()).isTrue();
    assertThat(judge(check, points, 2500).anomalous()).isTrue();
    HistoryFinding finding = judge(check, points, 1004);
    assertThat(finding.lower()).isLessThan(1004);
    assertThat(finding.upper()).isGreaterThan(1004);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void onlyEarlierDatesCount(HistoryCheck check) {
    List<Point> points = daily(28, MetricHistoryTest::weekly);
    LocalDate asOf = START.plusDays(28);
    HistoryFinding finding = MetricHistory.of(check, points, asOf).judge(1004);
    List<Point> more = new ArrayList<>(points);
    more.add(new Point(asOf, 1e9));
    for (int day = 29; day < 60; day++) {
      more.add(new Point(START.plusDays(day), -1e9));
    }
    Collections.shuffle(more, new Random(1));
    MetricHistory history = MetricHistory.of(check, more, asOf);
    assertThat(history.judge(1004)).isEqualTo(finding);
    assertThat(history.points()).isEqualTo(MetricHistory.of(check, points, asOf).points());
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void doesNotAlarmOnAConstant(HistoryCheck check) {
    List<Point> points = daily(28, day -> 0.1 + (day % 2) * 1e-17);
    assertThat(judge(check, points, 0.1 * (1 + 2e-16)).anomalous()).isFalse();
    assertThat(judge(check, points, 0.5).anomalous()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void refusesToJudgeByTooLittle(HistoryCheck check) {
    List<Point> points = daily(check.leastHistory() - 1, MetricHistoryTest::weekly);
    MetricHistory history = MetricHistory.of(check, points, START.plusDays(points.size()));
    assertThatThrownBy(() -> history.judge(1000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "it has %d earlier values and needs %d", history.points(), check.leastHistory());
  }

  @Test
  void valuesThatAreNoNumbersDoNotCount() {
    List<Point> points = daily(8, MetricHistoryTest::weekly);
    points.set(3, new Point(START.plusDays(3), Double.NaN));
    points.set(5, new Point(START.plusDays(5), Double.POSITIVE_INFINITY));
    LocalDate asOf = START.plusDays(8);
    assertThat(MetricHistory.of(new BatchNormal(3), points, asOf).points()).isEqualTo(6);
    points.add(new Point(START.plusDays(7), 5));
    MetricHistory last = MetricHistory.of(new RelativeChange(-0.1, 0.1, 1), points, asOf);
    assertThat(last.points()).isEqualTo(6);
    assertThat(last.judge(5).anomalous()).as("the last of a date counts").isFalse();
  }

  @Test
  void comparesWithTheRunThatLiesSoFarBack() {
    List<Point> points = daily(10, day -> 100 + day);
    HistoryFinding finding = judge(new RelativeChange(-0.1, 0.2, 3), points, 128.4);
    assertThat(finding).isEqualTo(new HistoryFinding(107 - 10.7, 107 + 21.4, false));
    assertThat(judge(new RelativeChange(-0.1, 0.2, 3), points, 128.5).anomalous()).isTrue();
    assertThat(judge(new RelativeChange(-0.1, null, 1), points, 98.0).anomalous()).isTrue();
    assertThat(judge(new RelativeChange(-0.1, null, 1), points, 1e9).anomalous()).isFalse();
    assertThat(judge(new RelativeChange(null, 0.1, 1), points, 0).anomalous()).isFalse();
  }

  @Test
  void aFallIsAFallBelowZeroToo() {
    List<Point> points = daily(3, day -> -10);
    RelativeChange check = new RelativeChange(-0.1, 0.5, 1);
    assertThat(judge(check, points, -11.5).anomalous()).isTrue();
    assertThat(judge(check, points, -10.9).anomalous()).isFalse();
    assertThat(judge(check, points, -5.1)).isEqualTo(new HistoryFinding(-11.0, -5.0, false));
    assertThat(judge(check, points, -4.0).anomalous()).isTrue();
  }

  @Test
  void anyChangeFromZeroIsBeyondBounds() {
    List<Point> points = daily(3, day -> 0);
    RelativeChange check = new RelativeChange(-0.1, 0.1, 1);
    assertThat(judge(check, points, 0).anomalous()).isFalse();
    assertThat(judge(check, points, 0.001).anomalous()).isTrue();
    assertThat(judge(check, points, -0.001).anomalous()).isTrue();
  }

  @Test
  void batchNormalUsesTheDeviationOfTheSample() {
    List<Point> points = daily(4, day -> new double[] {2, 4, 4, 6}[day]);
    HistoryFinding finding = judge(new BatchNormal(2), points, 4);
    double margin = 2 * Math.sqrt(8 / 3.0);
    assertThat(finding.lower()).isCloseTo(4 - margin, within(1e-6));
    assertThat(finding.upper()).isCloseTo(4 + margin, within(1e-6));
  }

  @Test
  void onlineNormalLeavesEarlierAnomaliesOut() {
    List<Point> points = daily(30, day -> day == 20 ? 5000 : 1000 + day % 3);
    HistoryFinding online = judge(new OnlineNormal(3), points, 1100);
    assertThat(online.anomalous()).isTrue();
    assertThat(online.upper()).isLessThan(1010);
    assertThat(judge(new BatchNormal(3), points, 1100).anomalous()).isFalse();
  }

  @Test
  void onlineNormalSeesAnAnomalyAfterSevenRuns() {
    List<Point> points = daily(7, day -> 1000 + day % 3);
    assertThat(judge(new OnlineNormal(3), points, 2000).anomalous())
        .as("Deequ's own verdict, with the value in its own mean, would be no")
        .isTrue();
  }

  @Test
  void weekdaysAreComparedWithTheirLike() {
    List<Point> points = daily(28, MetricHistoryTest::weekly);
    LocalDate sunday = START.plusDays(34);
    MetricHistory history = MetricHistory.of(new WeekdayZScore(3), points, sunday);
    assertThat(history.points()).isEqualTo(4);
    assertThat(history.judge(1302).anomalous()).isFalse();
    assertThat(history.judge(1002).anomalous()).isTrue();
    MetricHistory monday = MetricHistory.of(new WeekdayZScore(3), points, START.plusDays(28));
    assertThat(monday.judge(1302).anomalous()).isTrue();
  }

  @Test
  void holtWintersForecastsTheSeason() {
    List<Point> points = daily(34, MetricHistoryTest::weekly);
    HoltWinters check = new HoltWinters(Season.WEEKLY);
    assertThat(judge(check, points, 1304).anomalous()).as("a Sunday").isFalse();
    assertThat(judge(check, points, 1000).anomalous()).isTrue();
    HistoryFinding finding = judge(check, points, 1304);
    assertThat((finding.lower() + finding.upper()) / 2).isCloseTo(1304, within(30.0));
  }

  @Test
  void holtWintersStartsAgainAfterAMissingDay() {
    List<Point> points = daily(40, MetricHistoryTest::weekly);
    points.remove(20);
    LocalDate asOf = START.plusDays(40);
    HoltWinters check = new HoltWinters(Season.WEEKLY);
    assertThat(MetricHistory.of(check, points, asOf).points()).isEqualTo(19);
    assertThat(MetricHistory.of(check, points, asOf.plusDays(1)).points()).isZero();
    List<Point> months =
        IntStream.range(0, 30)
            .mapToObj(month -> new Point(LocalDate.of(2024, 1, 31).plusMonths(month), 5 + month))
            .toList();
    assertThat(
            MetricHistory.of(new HoltWinters(Season.YEARLY), months, LocalDate.of(2026, 7, 15))
                .points())
        .isEqualTo(30);
  }

  @Test
  void holtWintersSeldomAlarmsOnNoise() {
    int alarms = 0;
    HoltWinters check = new HoltWinters(Season.WEEKLY);
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      List<Point> points = daily(35, day -> weekly(day) + 20 * random.nextGaussian());
      alarms += judge(check, points, weekly(35) + 20 * random.nextGaussian()).anomalous() ? 1 : 0;
    }
    assertThat(alarms).as("of 60; a quarter with Deequ's own interval").isLessThanOrEqualTo(4);
  }

  @Test
  void printsNothing() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      judge(new HoltWinters(Season.WEEKLY), daily(28, MetricHistoryTest::weekly), 1000);
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
