package dev.assay.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Python environment of the tests: a venv under {@code target/} with exactly the packages of
 * {@code test-data/python/requirements.txt}, made by the first test that asks for it and used again
 * until that file changes. Without a usable Python the test fails and says what to install.
 */
public final class PythonEnvironment {
  private static final List<String> COMMANDS =
      List.of("python3.11", "python3.12", "python3.13", "python3.14", "python3");
  private static final int OLDEST_MINOR = 11;
  private static final String PROBE =
      "import sys; print('%d.%d' % sys.version_info[:2], flush=True); import venv, ensurepip";
  private static final String COMPLETE = ".complete";
  private static final Duration INSTALL_LIMIT = Subprocess.HANGS;
  private static final Duration PROBE_LIMIT = Subprocess.HANGS;
  private static final int SHOWN_CHARACTERS = 4000;

  private static PythonEnvironment shared;

  private final Path python;
  private final Path workingFolder;

  private PythonEnvironment(Path python, Path workingFolder) {
    this.python = python;
    this.workingFolder = workingFolder;
  }

  /** The environment of this repository, made if it is not there yet. */
  public static synchronized PythonEnvironment get() {
    if (shared == null) {
      Path root = repositoryRoot();
      Path requirements = root.resolve("test-data/python/requirements.txt");
      shared = prepare(requirements, root.resolve("target"), root, COMMANDS);
    }
    return shared;
  }

  /** The folder that holds {@code test-data}: Maven names it, an IDE starts somewhere below it. */
  public static Path repositoryRoot() {
    String named = System.getProperty("assay.root");
    Path folder = Path.of(named == null ? "" : named).toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("test-data"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new AssertionError(
          "Cannot find the folder test-data above '" + Path.of("").toAbsolutePath() + "'.");
    }
    return folder;
  }

  /**
   * The environment for a requirements file, made under the target folder by the first command that
   * is a Python of 3.11 or later with the module venv. Other processes that want the same wait.
   */
  static synchronized PythonEnvironment prepare(
      Path requirements, Path target, Path workingFolder, List<String> commands) {
    try {
      Path home = target.resolve("python-" + digest(requirements));
      PythonEnvironment made = new PythonEnvironment(home.resolve("bin/python"), workingFolder);
      Files.createDirectories(target);
      Path lock = target.resolve(home.getFileName() + ".lock");
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (held.isValid() && !Files.exists(home.resolve(COMPLETE))) {
          deleteRecursively(home);
          make(home, requirements, findPython(commands));
          Files.createFile(home.resolve(COMPLETE));
        }
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The interpreter of the environment. */
  public Path python() {
    return python;
  }

  /**
   * Runs a script in the repository root and returns what it wrote to standard output.
   *
   * @throws AssertionError if it ends with another status than 0 or hangs; the message holds the
   *     end of what it wrote
   */
  public String run(Path script, String... arguments) {
    return run(Subprocess.HANGS, script, arguments);
  }

  /** The same with a limit of the caller's. */
  String run(Duration limit, Path script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(python.toString(), script.toString()));
    command.addAll(List.of(arguments));
    Result result = execute(command, workingFolder, limit);
    if (result.status() != 0) {
      throw new AssertionError("Python script '" + script + "' " + result.describe());
    }
    return result.output();
  }

  private static String findPython(List<String> commands) {
    List<String> found = new ArrayList<>();
    for (String command : commands) {
      Result probe = execute(List.of(command, "-c", PROBE), Path.of(""), PROBE_LIMIT);
      String version = probe.output().strip();
      if (!version.matches("3\\.\\d+")) {
        continue;
      }
      if (Integer.parseInt(version.substring(2)) < OLDEST_MINOR) {
        found.add(command + " is " + version);
      } else if (probe.status() != 0) {
        found.add(command + " lacks the module venv or ensurepip");
      } else {
        return command;
      }
    }
    throw new AssertionError(
        "Cannot make the Python environment of the tests: "
            + (found.isEmpty() ? "no Python on the PATH" : String.join(", ", found))
            + " (tried "
            + String.join(", ", commands)
            + "). Install Python 3.11 or later with venv; on Debian: apt-get install python3"
            + " python3-venv.");
  }

  private static void make(Path home, Path requirements, String command) {
    install(List.of(command, "-m", "venv", home.toString()));
    install(
        List.of(
            home.resolve("bin/python").toString(),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
            "--no-deps",
            "--requirement",
            requirements.toString()));
  }

  private static void install(List<String> command) {
    Result result = execute(command, Path.of(""), INSTALL_LIMIT);
    if (result.status() != 0) {
      throw new AssertionError(
          "Cannot make the Python environment of the tests: '"
              + String.join(" ", command)
              + "' "
              + result.describe());
    }
  }

  private record Result(int status, boolean timedOut, String output, String errors) {
    String describe() {
      String end = timedOut ? "did not end in time" : "ended with status " + status;
      return end + ".\nStandard output:\n" + tail(output) + "\nStandard error:\n" + tail(errors);
    }

    private static String tail(String text) {
      return text.substring(Math.max(0, text.length() - SHOWN_CHARACTERS));
    }
  }

  private static Result execute(List<String> command, Path folder, Duration limit) {
    try {
      Path output = Files.createTempFile("python-", ".out");
      Path errors = Files.createTempFile("python-", ".err");
      try {
        return execute(command, folder, limit, output, errors);
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result execute(
      List<String> command, Path folder, Duration limit, Path output, Path errors)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    // Settings for another Python would reach into this one.
    builder.environment().keySet().removeAll(List.of("PYTHONHOME", "PYTHONPATH"));
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("PYTHONUTF8", "1");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Result(127, false, "", e.getMessage());
    }
    boolean ended = waitFor(process, limit);
    int status = ended ? process.exitValue() : -1;
    return new Result(status, !ended, read(output), read(errors));
  }

  private static boolean waitFor(Process process, Duration limit) {
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    return ended;
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static String digest(Path file) throws IOException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static void deleteRecursively(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
