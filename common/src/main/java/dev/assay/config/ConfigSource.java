package dev.assay.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where configuration files come from; jobs read any Hadoop URI. */
@FunctionalInterface
public interface ConfigSource {

  /**
   * The content of a file.
   *
   * @throws FileNotFoundException or {@link NoSuchFileException} when there is none
   */
  byte[] read(String path) throws IOException;

  /** Files of this machine, relative to the working directory. */
  static ConfigSource localFiles() {
    return path -> Files.readAllBytes(Path.of(path));
  }
}
