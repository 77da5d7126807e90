package dev.assay.jobs.score;

import java.util.List;

/** Closes things, every one of them whatever the others do. */
final class Closing {
  private Closing() {}

  /** Closes all in order; throws the first failure with the others suppressed. */
  static void all(List<? extends AutoCloseable> all) {
    RuntimeException failure = null;
    for (AutoCloseable each : all) {
      try {
        each.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e instanceof RuntimeException r ? r : new IllegalStateException(e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
