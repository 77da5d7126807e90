package dev.assay.jobs.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stops this process at a {@link FaultPoint}, for tests of crashes and interleavings. The system
 * property {@code assay.fault} says where: {@code AFTER_PREDICTIONS} halts the Java virtual machine
 * as {@code kill -9} would, {@code AFTER_PREDICTIONS:wait:FILE} waits until the file is there, and
 * makes {@code FILE.reached} to say that it waits. Without the property nothing happens.
 */
public final class Faults {
  private static final String PROPERTY = "assay.fault";
  private static final int KILLED = 137;
  private static final long POLL_MILLIS = 20;

  private Faults() {}

  /** Called where the protocol reaches a step. */
  public static void reach(FaultPoint point) {
    String fault = System.getProperty(PROPERTY, "");
    if (fault.equals(point.name())) {
      Runtime.getRuntime().halt(KILLED);
    }
    String wait = point.name() + ":wait:";
    if (fault.startsWith(wait)) {
      await(Path.of(fault.substring(wait.length())));
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
