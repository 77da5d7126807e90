package dev.assay.jobs.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a command knows of the world outside: streams, environment, clock.
 *
 * @param out results
 * @param err messages and progress
 * @param env environment variables
 * @param clock the clock
 * @param root the checkout that the launcher runs from; null without a launcher
 * @param log the file with Spark's messages and stack traces; null where the cluster keeps them
 * @param outTerminal whether {@code out} is a terminal
 * @param errTerminal whether {@code err} is a terminal
 * @param columns width of the terminal
 */
record Shell(
    PrintStream out,
    PrintStream err,
    Map<String, String> env,
    Clock clock,
    Path root,
    Path log,
    boolean outTerminal,
    boolean errTerminal,
    int columns) {
  private static final int USUAL_COLUMNS = 100;

  Shell {
    env = Map.copyOf(env);
  }

  /** The shell of this process, with its logging set up. */
  static Shell ofThisProcess() {
    Map<String, String> env = System.getenv();
    Clock clock = Clock.systemUTC();
    String terminals = System.getProperty("assay.terminals", "");
    String root = System.getProperty("assay.root");
    return new Shell(
        utf8(System.out),
        utf8(System.err),
        env,
        clock,
        root == null ? null : Path.of(root),
        ProcessEnd.launchedLocally() ? LogSetup.start(env, clock) : null,
        terminals.contains("out"),
        terminals.contains("err"),
        Integer.getInteger("assay.columns", USUAL_COLUMNS));
  }

  /** Whether messages may be coloured: a terminal, and NO_COLOR is not set. */
  boolean colour() {
    return errTerminal && colourWanted();
  }

  /** Whether results may be coloured. */
  boolean colourOut() {
    return outTerminal && colourWanted();
  }

  /** The log file, where this process keeps one. */
  Optional<Path> logFile() {
    return Optional.ofNullable(log);
  }

  private boolean colourWanted() {
    return env.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(env.getOrDefault("TERM", "dumb"));
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
