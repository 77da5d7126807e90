package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The example's store: a directory with a mark, so that only such a one is ever deleted. */
final class DemoStore {
  static final String MARK = ".assay-demo-store";

  private final String location;

  DemoStore(String location) {
    this.location = location;
  }

  /** Marks a new store as the example's. */
  void prepare() {
    if (!Options.local(location)) {
      return;
    }
    Path directory = Options.localPath(location);
    try {
      if (!Files.exists(directory) || isEmpty(directory)) {
        Files.createDirectories(directory);
        Files.writeString(
            directory.resolve(MARK), "Made by assay demo; assay demo --fresh deletes it.\n");
      }
    } catch (IOException e) {
      throw cannot("make", e);
    }
  }

  /**
   * Deletes the store.
   *
   * @throws AssayException (POLICY) where the directory is not one that {@link #prepare} made
   */
  void delete() {
    if (!Options.local(location)) {
      throw refused("it is not on this machine");
    }
    Path directory = Options.localPath(location);
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isRegularFile(directory.resolve(MARK))) {
      throw refused("assay demo did not make it");
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      throw cannot("delete", e);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private AssayException refused(String reason) {
    return new AssayException(
        ErrorCode.POLICY,
        "Cannot delete '"
            + location
            + "': "
            + reason
            + ". Delete it yourself, or set ASSAY_DEMO_STORE to another directory.");
  }

  private AssayException cannot(String verb, Exception e) {
    return new AssayException(
        ErrorCode.STORE,
        "Cannot "
            + verb
            + " the example's store '"
            + location
            + "': "
            + Failures.reason(e)
            + ". Set ASSAY_DEMO_STORE to a directory that can be written.",
        e);
  }
}
