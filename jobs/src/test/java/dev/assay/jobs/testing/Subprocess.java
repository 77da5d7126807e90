package dev.assay.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that a test started; its output goes to files. It is killed when it is closed. */
public final class Subprocess implements AutoCloseable {
  /** Far beyond what anything takes on a slow, busy machine: only what hangs is ended by it. */
  public static final Duration HANGS = Duration.ofMinutes(20);

  private final Process process;
  private final Path out;
  private final Path err;

  private Subprocess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a process.
   *
   * @param directory where its output is kept
   * @param workingDirectory where it runs
   * @param environment set in addition to this process's own
   */
  public static Subprocess start(
      Path directory, Path workingDirectory, Map<String, String> environment, List<String> command)
      throws IOException {
    Path own = Files.createTempDirectory(Files.createDirectories(directory), "process");
    Path out = own.resolve("out");
    Path err = own.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingDirectory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new Subprocess(builder.start(), out, err);
  }

  /** Waits for the end and returns the exit status. */
  public int waitFor() throws InterruptedException {
    if (!process.waitFor(HANGS.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + HANGS + ":\n" + out() + err());
    }
    return process.exitValue();
  }

  /** Waits until a text is in the output, and returns that line. */
  public String waitForLine(String text) throws InterruptedException {
    long end = System.nanoTime() + HANGS.toNanos();
    while (System.nanoTime() < end) {
      String all = out() + err();
      for (String line : all.split("\n", -1)) {
        if (line.contains(text)) {
          return line;
        }
      }
      if (!process.isAlive()) {
        throw new AssertionError("ended without '" + text + "':\n" + all);
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no '" + text + "' after " + HANGS + ":\n" + out() + err());
  }

  /** Sends a signal, such as {@code INT}. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Whether it has not ended. */
  public boolean alive() {
    return process.isAlive();
  }

  /** What it wrote to standard output. */
  public String out() {
    return read(out);
  }

  /** What it wrote to standard error. */
  public String err() {
    return read(err);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
