package dev.assay.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What the driver asks of a worker; one line of JSON.
 *
 * @param action what to do
 * @param contender the way of scoring, or {@code none}
 * @param sink where the rows go
 * @param models model files
 * @param data folder of the tables
 * @param rows which of the tables
 */
record Command(
    Action action, String contender, Sink sink, List<String> models, String data, long rows) {

  /** So many rows a peer is given that keeps them in memory, unless the user says otherwise. */
  static final long USUAL_ROWS_IN_MEMORY = 20_000;

  /** The most rows for such peers. */
  static final long MOST_ROWS_IN_MEMORY = 1_000_000;

  private static final Set<String> LONG =
      Set.of("deequ-each", "gx", "soda", "sklearn", "mlflow", "evidently", "tfma");

  /** Things a worker can do. */
  enum Action {
    /** Writes the input table unless it is there. */
    GENERATE,
    /** Writes the table that a narrow copy reads unless it is there: what a contender gives. */
    NARROW,
    /**
     * Removes what was written and collects garbage, so that no scenario pays for the one before.
     */
    CLEAN,
    /** Measures the raw runtime. */
    RUNTIME,
    /** Reads, scores, writes. */
    SCORE,
    /** The same once for each model. */
    PASSES,
    /** The whole job, from plan to publication. */
    JOB,
    /** Copies the narrow table. */
    COPY,
    /** Adds the scores up, to compare the contenders. */
    SUM,
    /** Writes the table that is checked, and its rules, unless they are there. */
    CHECKED,
    /** Checks that table, in the contender's way. */
    CHECK,
    /** Writes the table on whose rows models are evaluated, and scores it, unless it is there. */
    EVALUATED,
    /** Evaluates the models on those rows, in the contender's way. */
    EVALUATE
  }

  /** The same over another table. */
  Command rows(long other) {
    return new Command(action, contender, sink, models, data, other);
  }

  /** The same, whoever asks for it. */
  Command contender(String other) {
    return new Command(action, other, sink, models, data, rows);
  }

  /** The same models and table for another action. */
  Command action(Action other) {
    return new Command(other, contender, sink, models, data, rows);
  }

  /** Another action for the same table, whoever asks for it. */
  Command only(Action other) {
    return new Command(other, "none", Sink.NOOP, List.of(), data, rows);
  }

  /** Whether it takes so long that it runs once and not to warm up: its own work is all of it. */
  boolean isLong() {
    return LONG.contains(contender);
  }

  /** The input table. */
  Path input() {
    return Path.of(data, "rows-" + rows);
  }

  /** The table that a narrow copy reads. */
  Path narrow() {
    return Path.of(data, "narrow-" + rows);
  }

  /** The table that is checked. */
  Path checked() {
    return Path.of(data, "checked-" + rows);
  }

  /** Its rules, for peers in other languages. */
  Path rules() {
    return Path.of(data, "checked-rules.json");
  }

  /** The table on whose rows models are evaluated. */
  Path evaluated() {
    return Path.of(data, "evaluated-" + rows);
  }

  /** The store with their predictions, and with what evaluations write. */
  Path published() {
    return Path.of(data, "evaluated-store-" + rows);
  }

  /** The labels and scores, for peers. */
  Path labelled() {
    return Path.of(data, "labelled-" + rows);
  }

  /** Where the sinks write. */
  Path output() {
    return Path.of(data, "output");
  }
}
