package dev.assay.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentTest {
  private static final List<String> PYTHONS = List.of("python3.11", "python3.12", "python3");

  @TempDir Path folder;
  private Path requirements;
  private Path target;

  @BeforeEach
  void writeRequirements() throws IOException {
    requirements = Files.writeString(folder.resolve("requirements.txt"), "# nothing\n");
    target = folder.resolve("target");
  }

  /** JUnit warns of links that lead out of its folder; a venv has some. */
  @AfterEach
  void deleteEnvironments() throws IOException {
    PythonEnvironment.deleteRecursively(target);
  }

  @Test
  void holdsTheRuntimeAndTheReaders() throws IOException {
    Path script =
        script(
            "import deltalake, duckdb, numpy, onnxruntime, polars, pyarrow\n"
                + "print(onnxruntime.__version__, deltalake.__version__, polars.__version__)");
    assertThat(PythonEnvironment.get().run(script)).isEqualTo("1.28.0 1.6.6 2.1.0\n");
  }

  @Test
  void givesTheCommittedOutputsForTheCommittedModels() {
    Path verify = PythonEnvironment.repositoryRoot().resolve("test-data/python/verify.py");
    assertThat(PythonEnvironment.get().run(verify)).contains("\"runtime\": \"1.28.0\"");
  }

  @Test
  void passesArgumentsAndRunsInTheRepository() throws IOException {
    Path script = script("import os, sys\nprint(sys.argv[1:], os.path.isdir('test-data'))");
    assertThat(PythonEnvironment.get().run(script, "a b", "ü")).isEqualTo("['a b', 'ü'] True\n");
  }

  @Test
  void reportsTheEndOfWhatAFailingScriptWrote() throws IOException {
    Path script = script("print('before')\nraise ValueError('no such thing')");
    assertThatThrownBy(() -> PythonEnvironment.get().run(script))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("script.py' ended with status 1.")
        .hasMessageContaining("Standard output:\nbefore")
        .hasMessageContaining("ValueError: no such thing");
  }

  @Test
  void stopsAScriptThatTakesTooLong() throws IOException {
    Path script = script("import time\nprint('started', flush=True)\ntime.sleep(600)");
    assertThatThrownBy(() -> PythonEnvironment.get().run(Duration.ofSeconds(10), script))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("script.py' did not end in time.")
        .hasMessageContaining("started");
  }

  @Test
  void saysWhatToInstallWhereThereIsNoPython() {
    assertThatThrownBy(() -> prepare(List.of("no-such-python")))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "Cannot make the Python environment of the tests: no Python on the PATH (tried"
                + " no-such-python). Install Python 3.11 or later with venv; on Debian: apt-get"
                + " install python3 python3-venv.");
  }

  @Test
  void saysWhatToInstallWherePythonIsOldOrIncomplete() throws IOException {
    String old = fakePython("old", "echo 3.9");
    String bare = fakePython("bare", "echo 3.11; exit 1");
    assertThatThrownBy(() -> prepare(List.of(old, bare)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(old + " is 3.9, " + bare + " lacks the module venv or ensurepip")
        .hasMessageContaining("apt-get install python3 python3-venv");
  }

  @Test
  void reportsAPackageThatCannotBeInstalled() throws IOException {
    Files.writeString(requirements, folder.resolve("no-such.whl") + "\n");
    assertThatThrownBy(() -> prepare(PYTHONS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Cannot make the Python environment of the tests: '")
        .hasMessageContaining("no-such.whl");
    assertThat(home().resolve(".complete")).doesNotExist();
  }

  @Test
  void makesAnUnfinishedEnvironmentAgainAndAFinishedOneOnce() throws IOException {
    assertThatThrownBy(() -> prepare(List.of("no-such-python"))).isInstanceOf(AssertionError.class);
    String lock;
    try (Stream<Path> children = Files.list(target)) {
      lock = children.findFirst().orElseThrow().getFileName().toString();
    }
    Path half = Files.createDirectories(target.resolve(lock.replace(".lock", "")));
    Path remains = Files.createFile(half.resolve("half-made"));
    prepare(PYTHONS);
    assertThat(home()).isEqualTo(half).isDirectoryContaining("glob:**/.complete");
    assertThat(remains).doesNotExist();

    prepare(List.of("no-such-python"));
  }

  @Test
  void isMadeByOneOfSeveralProcesses() throws IOException, InterruptedException {
    List<Process> forks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      forks.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Fork.class.getName(),
                  requirements.toString(),
                  target.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("fork" + i).toFile())
              .start());
    }
    for (int i = 0; i < forks.size(); i++) {
      assertThat(forks.get(i).waitFor()).as(Files.readString(folder.resolve("fork" + i))).isZero();
    }
    assertThat(home().resolve(".complete")).exists();
  }

  /** What another Surefire fork does. */
  static final class Fork {
    private Fork() {}

    public static void main(String[] args) throws IOException {
      Path script =
          Path.of(args[1]).resolveSibling("fork-" + ProcessHandle.current().pid() + ".py");
      Files.writeString(script, "print('fine')");
      PythonEnvironment.prepare(Path.of(args[0]), Path.of(args[1]), Path.of(""), PYTHONS)
          .run(script);
    }
  }

  private void prepare(List<String> commands) {
    PythonEnvironment.prepare(requirements, target, folder, commands);
  }

  private Path home() throws IOException {
    try (Stream<Path> children = Files.list(target)) {
      return children.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private Path script(String text) throws IOException {
    return Files.writeString(folder.resolve("script.py"), text + "\n");
  }

  private String fakePython(String name, String command) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file.toString();
  }
}
