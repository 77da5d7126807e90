package dev.assay.model;

/** A verified model, ready to score; one for each executor, shared by its tasks. Thread-safe. */
public interface LoadedModel extends AutoCloseable {

  /** What the model is and what it takes. */
  Manifest manifest();

  /** A scorer for one task. Scorers made with the same scratch share what they can. */
  Scorer newScorer(ScorerScratch scratch);

  /** Where it runs, as recorded: {@code cpu}, or {@code cuda:0}. */
  String device();

  /** Nanoseconds it took to build the session. */
  long buildNanos();

  /** Frees the session. */
  @Override
  void close();
}
