package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A command's time with Spark: a session, and signals that cancel what runs in it. */
final class SparkRun implements AutoCloseable {
  private final SparkSession session;
  private final boolean foreign;
  private final Interrupts interrupts;
  private final String group;

  private SparkRun(SparkSession session, boolean foreign, Interrupts interrupts, String group) {
    this.session = session;
    this.foreign = foreign;
    this.interrupts = interrupts;
    this.group = group;
  }

  /** Starts Spark, or joins the session that is there. */
  static SparkRun start(String command, Options.Spark options, Shell shell) {
    boolean foreign = SessionFactory.foreignSession().isPresent();
    // In somebody else's process the signals are theirs.
    Interrupts interrupts = new Interrupts(shell.err());
    if (!foreign) {
      interrupts.install();
    }
    SparkSession session = SessionFactory.open(command, options, shell);
    String group = "assay-" + command;
    session.sparkContext().setJobGroup(group, "assay " + command, false);
    interrupts.cancel(session.sparkContext(), group);
    return new SparkRun(session, foreign, interrupts, group);
  }

  /** The session. */
  SparkSession session() {
    return session;
  }

  /** The job group of everything that this command starts. */
  String group() {
    return group;
  }

  /** The signal that came; whoever is told ends in order, so from then on nothing is cancelled. */
  Optional<ErrorCode> interruption() {
    return interrupts.acknowledge();
  }

  /** What a failure means: the signal that came, else what it is. */
  RuntimeException explain(Exception failure) {
    Optional<ErrorCode> signal = interruption();
    if (signal.isPresent() && !(failure instanceof AssayException e && e.code() == signal.get())) {
      return new AssayException(signal.get(), "Stopped; nothing was changed.", failure);
    }
    // Scala throws checked exceptions that no signature names.
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  @Override
  public void close() {
    interrupts.close();
    session.sparkContext().clearJobGroup();
    if (!foreign) {
      session.stop();
    }
  }
}
