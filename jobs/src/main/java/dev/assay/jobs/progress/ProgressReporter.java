package dev.assay.jobs.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows the progress of a task until it is closed: a bar on a terminal, elsewhere a line now and
 * then.
 */
public final class ProgressReporter implements AutoCloseable {
  private static final Duration BAR_EVERY = Duration.ofMillis(200);
  private static final Duration LINE_EVERY = Duration.ofSeconds(30);
  private static final String CLEAR_LINE = "\r\u001b[K";

  /** Where progress goes. */
  public enum Style {
    /** One line that is drawn again and again, on a terminal. */
    BAR,
    /** A new line every 30 seconds, in a log. */
    LINES,
    /** Nowhere. */
    NONE
  }

  private final String what;
  private final ProgressSource source;
  private final Style style;
  private final PrintStream out;
  private final int width;
  private final LongSupplier nanos;
  private final long started;
  private final ScheduledExecutorService timer;

  ProgressReporter(
      String what,
      ProgressSource source,
      Style style,
      PrintStream out,
      int width,
      LongSupplier nanos,
      ScheduledExecutorService timer) {
    this.what = what;
    this.source = source;
    this.style = style;
    this.out = out;
    this.width = width;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.timer = timer;
  }

  /**
   * Starts to report.
   *
   * @param what the task, such as {@code scoring}
   * @param source how far it is
   * @param style where progress goes
   * @param out receives it
   * @param width columns of the terminal
   */
  public static ProgressReporter start(
      String what, ProgressSource source, Style style, PrintStream out, int width) {
    ScheduledExecutorService timer =
        style == Style.NONE
            ? null
            : Executors.newSingleThreadScheduledExecutor(ProgressReporter::thread);
    ProgressReporter reporter =
        new ProgressReporter(what, source, style, out, width, System::nanoTime, timer);
    if (timer != null) {
      long every = (style == Style.BAR ? BAR_EVERY : LINE_EVERY).toMillis();
      ScheduledFuture<?> unused =
          timer.scheduleAtFixedRate(reporter::show, every, every, TimeUnit.MILLISECONDS);
    }
    return reporter;
  }

  /** Shows where the task is now. */
  synchronized void show() {
    Duration elapsed = Duration.ofNanos(nanos.getAsLong() - started);
    OptionalLong total = source.total();
    switch (style) {
      case BAR -> {
        out.print(CLEAR_LINE + ProgressLine.bar(what, source.done(), total, elapsed, width - 1));
        out.flush();
      }
      case LINES -> out.println(ProgressLine.log(what, source.done(), total, elapsed));
      case NONE -> {}
    }
  }

  /** Stops and removes the bar. */
  @Override
  public void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
    synchronized (this) {
      if (style == Style.BAR) {
        out.print(CLEAR_LINE);
        out.flush();
      }
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "assay-progress");
    thread.setDaemon(true);
    return thread;
  }
}
