package dev.assay.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgressTest {
  private static final OptionalLong CENSUS = OptionalLong.of(277_677);

  @Test
  void aBarShowsShareRowsRateAndTimeLeft() {
    assertThat(ProgressLine.bar("scoring", 138_838, CENSUS, Duration.ofSeconds(2), 100))
        .isEqualTo(
            "scoring [██████████████░░░░░░░░░░░░░░░░] 49 % 138,838 of 277,677 rows, 69.4 k rows/s,"
                + " 0:03 left");
  }

  @Test
  void aBarFitsTheTerminal() {
    for (int width = 20; width < 140; width++) {
      String bar = ProgressLine.bar("scoring", 138_838, CENSUS, Duration.ofSeconds(2), width);
      assertThat(bar.length()).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void aFinishedTaskHasNoTimeLeft() {
    assertThat(ProgressLine.bar("scoring", 277_677, CENSUS, Duration.ofSeconds(1), 100))
        .contains("100 % 277,677 of 277,677 rows, 278 k rows/s")
        .doesNotContain("left")
        .doesNotContain("░");
  }

  @Test
  void anUnknownTotalHasNoBar() {
    assertThat(ProgressLine.bar("scoring", 5_000, OptionalLong.empty(), Duration.ofSeconds(1), 100))
        .isEqualTo("scoring 5,000 rows, 5.00 k rows/s");
  }

  @Test
  void aLogLineSaysTheSameInWords() {
    assertThat(
            ProgressLine.log(
                "scoring", 30_000_000, OptionalLong.of(9_030_000_000L), Duration.ofSeconds(30)))
        .isEqualTo("scoring: 0 % 30,000,000 of 9,030,000,000 rows, 1.00 M rows/s, 2:30:00 left");
  }

  @Test
  void nothingDoneHasNoRate() {
    assertThat(ProgressLine.log("scoring", 0, CENSUS, Duration.ZERO))
        .isEqualTo("scoring: 0 % 0 of 277,677 rows");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 rows/s",
    "999,999 rows/s",
    "1000,1.00 k rows/s",
    "12345,12.3 k rows/s",
    "278000,278 k rows/s",
    "1250000,1.25 M rows/s"
  })
  void ratesHaveThreeDigits(double rate, String text) {
    assertThat(Rows.perSecond(rate)).isEqualTo(text);
  }

  @Test
  void aTerminalShowsOneLineAndNothingIsLeftOfIt() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProgressReporter reporter = reporter(ProgressReporter.Style.BAR, bytes);
    reporter.show();
    reporter.show();
    reporter.close();

    String shown = bytes.toString(StandardCharsets.UTF_8);
    assertThat(shown).contains("scoring [").doesNotContain("\n").endsWith("\r\u001b[K");
  }

  @Test
  void aLogGetsWholeLines() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProgressReporter reporter = reporter(ProgressReporter.Style.LINES, bytes);
    reporter.show();
    reporter.close();

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            "scoring: 36 % 100,000 of 277,677 rows, 100 k rows/s, 0:02 left\n");
  }

  @Test
  void quietShowsNothing() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ProgressReporter reporter =
        ProgressReporter.start(
            "scoring", source(), ProgressReporter.Style.NONE, new PrintStream(bytes, true), 80)) {
      reporter.show();
    }
    assertThat(bytes.size()).isZero();
  }

  @Test
  void aReporterDrawsByItselfUntilItIsClosed() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ProgressReporter reporter =
        ProgressReporter.start(
            "scoring",
            source(),
            ProgressReporter.Style.BAR,
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            80)) {
      assertThat(reporter).isNotNull();
      for (int i = 0; i < 10_000 && bytes.size() == 0; i++) {
        Thread.sleep(20);
      }
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("100,000 of 277,677 rows");
  }

  private static ProgressReporter reporter(
      ProgressReporter.Style style, ByteArrayOutputStream out) {
    AtomicLong seconds = new AtomicLong();
    return new ProgressReporter(
        "scoring",
        source(),
        style,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        100,
        () -> seconds.getAndIncrement() * 1_000_000_000L,
        null);
  }

  private static ProgressSource source() {
    return new ProgressSource() {
      @Override
      public long done() {
        return 100_000;
      }

      @Override
      public OptionalLong total() {
        return CENSUS;
      }
    };
  }
}
