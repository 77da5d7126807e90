package dev.assay.jobs.cli;

import dev.assay.error.ErrorCode;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkContext;
import org.apache.spark.util.SignalUtils;
import scala.runtime.AbstractFunction0;

/**
 * Lets the first SIGINT or SIGTERM cancel the Spark jobs of a group, so that the command can end in
 * order, and the second one end the process at once.
 */
final class Interrupts implements AutoCloseable {
  private static final long CANCEL_EVERY_MILLIS = 100;

  private final PrintStream err;
  private final AtomicReference<ErrorCode> received = new AtomicReference<>();
  private Target target;
  private boolean acknowledged;
  private volatile boolean closed;

  private record Target(SparkContext context, String group) {}

  Interrupts(PrintStream err) {
    this.err = err;
  }

  /** Takes the process's signals. */
  void install() {
    take("INT", ErrorCode.INTERRUPTED);
    take("TERM", ErrorCode.TERMINATED);
  }

  /** From now on the jobs of this group are cancelled when a signal comes, or has come. */
  synchronized void cancel(SparkContext context, String group) {
    target = new Target(context, group);
  }

  /** The signal that came. The caller ends in order, so jobs are no longer cancelled. */
  synchronized Optional<ErrorCode> acknowledge() {
    acknowledged |= received.get() != null;
    return Optional.ofNullable(received.get());
  }

  /** The command is over: signals have their usual effect again. */
  @Override
  public void close() {
    closed = true;
  }

  /** What a signal does; returns whether it was dealt with. */
  boolean signalled(ErrorCode code) {
    if (closed) {
      return false;
    }
    if (!received.compareAndSet(null, code)) {
      ProcessEnd.atOnce(code.exitStatus());
    }
    err.println("assay: stopping; once more to stop at once");
    Thread thread = new Thread(this::cancelUntilAcknowledged, "assay-cancel");
    thread.setDaemon(true);
    thread.start();
    return true;
  }

  private void take(String signal, ErrorCode code) {
    SignalUtils.register(
        signal,
        new AbstractFunction0<Object>() {
          @Override
          public Object apply() {
            return signalled(code);
          }
        });
  }

  // Again and again: the command may start another job before it sees that it was cancelled.
  private void cancelUntilAcknowledged() {
    while (cancelOnce()) {
      try {
        Thread.sleep(CANCEL_EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized boolean cancelOnce() {
    if (acknowledged || closed) {
      return false;
    }
    if (target != null && !target.context().isStopped()) {
      target.context().cancelJobGroup(target.group());
    }
    return true;
  }
}
