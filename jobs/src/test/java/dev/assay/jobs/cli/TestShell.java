package dev.assay.jobs.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/** A command line that keeps what it prints. */
final class TestShell {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> env = new LinkedHashMap<>();
  private boolean terminal;

  TestShell with(String variable, String value) {
    env.put(variable, value);
    return this;
  }

  TestShell onTerminal() {
    terminal = true;
    return this;
  }

  Shell shell() {
    return new Shell(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        env,
        Clock.fixed(NOW, ZoneOffset.UTC),
        Path.of(System.getProperty("assay.root")),
        Path.of("/logs/assay.log"),
        terminal,
        terminal,
        100);
  }

  int run(String... words) {
    return new Assay(shell()).run(words);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
