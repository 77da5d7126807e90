package dev.assay.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sends Spark's messages to a file, when this process has no cluster that decides about them. Must
 * run before any class logs.
 */
final class LogSetup {
  static final String DIRECTORY_VARIABLE = "ASSAY_LOG_DIR";
  private static final String CONFIGURATION =
      "classpath:dev/assay/jobs/cli/local-log4j2.properties";
  private static final int KEPT = 30;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private LogSetup() {}

  /** Points the logging at a new file, which is made with its first line. */
  static Path start(Map<String, String> env, Clock clock) {
    Path directory = directory(env);
    Path file =
        directory.resolve(
            "assay-" + NAME.format(clock.instant()) + "-" + ProcessHandle.current().pid() + ".log");
    System.setProperty("assay.log", file.toString());
    setUnlessSet("log4j2.configurationFile", CONFIGURATION);
    // Spark's shutdown hooks log after log4j's own hook would have closed the file.
    setUnlessSet("log4j2.shutdownHookEnabled", "false");
    removeOld(directory);
    return file;
  }

  /**
   * {@code $ASSAY_LOG_DIR}, else {@code assay/logs} where the desktop standard wants a user's logs
   * to be, else the temporary directory.
   */
  static Path directory(Map<String, String> env) {
    return stateDirectory(env, DIRECTORY_VARIABLE, "logs");
  }

  /** Where Spark may keep what nobody looks at. */
  static Path scratch(Map<String, String> env) {
    return stateDirectory(env, "", "spark");
  }

  private static Path stateDirectory(Map<String, String> env, String variable, String name) {
    String chosen = env.getOrDefault(variable, "");
    if (!chosen.isBlank()) {
      return Path.of(chosen).toAbsolutePath();
    }
    String state = env.getOrDefault("XDG_STATE_HOME", "");
    if (!state.isBlank()) {
      return Path.of(state, "assay", name).toAbsolutePath();
    }
    Path home = Path.of(env.getOrDefault("HOME", ""));
    return home.isAbsolute() && Files.isWritable(home)
        ? home.resolve(Path.of(".local", "state", "assay", name))
        : Path.of(
            System.getProperty("java.io.tmpdir"), "assay-" + System.getProperty("user.name"), name);
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static void removeOld(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> logs =
          files
              .filter(
                  file -> file.getFileName().toString().matches("assay-\\d{8}-\\d{6}-\\d+\\.log.*"))
              .sorted(Comparator.reverseOrder())
              .toList();
      for (Path old : logs.subList(Math.min(KEPT, logs.size()), logs.size())) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      // A log that cannot be removed is no reason to fail a run.
    }
  }
}
