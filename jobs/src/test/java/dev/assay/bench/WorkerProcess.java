package dev.assay.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The driver's side of a worker: one process, asked one thing at a time. */
final class WorkerProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader answers;
  private final Writer commands;
  private final ProcessTree tree;
  private final Path log;

  /** Starts the process and waits until it is ready. */
  WorkerProcess(List<String> commandLine, Map<String, String> environment, Path log) {
    this.log = log;
    try {
      File parent = log.toAbsolutePath().getParent().toFile();
      if (!parent.isDirectory() && !parent.mkdirs()) {
        throw new IOException("cannot make " + parent);
      }
      ProcessBuilder builder = new ProcessBuilder(commandLine).redirectError(log.toFile());
      builder.environment().putAll(environment);
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a worker: " + e.getMessage(), e);
    }
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.tree = new ProcessTree(process.toHandle());
    readAnswer();
  }

  /** The process and what it started. */
  ProcessTree tree() {
    return tree;
  }

  /** Sends a command and waits; throws with the worker's own message when it failed. */
  Outcome ask(Command command) {
    try {
      commands.write(JSON.writeValueAsString(command) + "\n");
      commands.flush();
      JsonNode answer = readAnswer();
      Optional<JsonNode> error = Optional.ofNullable(answer.get("error"));
      if (error.isPresent()) {
        throw new IllegalStateException(
            error.get().asText().lines().findFirst().orElse("") + " (see " + log + ")");
      }
      return JSON.treeToValue(answer, Outcome.class);
    } catch (IOException e) {
      throw new UncheckedIOException("Worker ended; see " + log, e);
    }
  }

  private JsonNode readAnswer() {
    try {
      String line = answers.readLine();
      while (line != null && !line.startsWith("{")) { // libraries may print
        line = answers.readLine();
      }
      if (line == null) {
        throw new IOException("worker ended, see " + log);
      }
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      commands.close();
      process.waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
