package dev.assay.jobs.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Holds this process at a {@link FaultPoint}, for tests of crashes and interleavings. The system
 * property {@code assay.fault} says where: {@code AFTER_PREDICTIONS:FILE} waits there until the
 * file exists, and makes {@code FILE.reached} to say that it waits; a process that is held can be
 * killed. Without the property nothing happens.
 */
public final class Faults {
  private static final String PROPERTY = "assay.fault";
  private static final long POLL_MILLIS = 20;

  private Faults() {}

  /** Called where the protocol reaches a step. */
  public static void reach(FaultPoint point) {
    String fault = System.getProperty(PROPERTY, "");
    String here = point.name() + ":";
    if (fault.startsWith(here)) {
      await(Path.of(fault.substring(here.length())));
    }
  }

  private static void await(Path file) {
    try {
      Path reached = Path.of(file + ".reached");
      if (Files.notExists(reached)) {
        Files.createFile(reached);
      }
      while (Files.notExists(file)) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
