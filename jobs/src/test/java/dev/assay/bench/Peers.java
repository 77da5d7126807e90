package dev.assay.bench;

import dev.assay.jobs.score.AssayExtensions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/** Prepares what the workers need and starts them. */
final class Peers {
  private static final List<String> SETTINGS =
      List.of(
          "spark.ui.enabled=false",
          "spark.driver.host=localhost",
          "spark.driver.bindAddress=127.0.0.1",
          "spark.sql.session.timeZone=UTC",
          "spark.sql.shuffle.partitions=2");
  private static final List<String> ASSAY =
      List.of(
          "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension,"
              + AssayExtensions.class.getName(),
          "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
          "spark.databricks.delta.snapshotPartitions=2",
          "spark.sql.codegen.maxFields=10000",
          "spark.sql.maxConcurrentOutputFileWriters=64");

  private static final String EVALUATE = "evaluate_worker.py";

  private final Path sources;
  private final Path target;
  private final BenchOptions options;

  Peers(BenchOptions options) {
    this.options = options;
    this.sources = options.root().resolve("jobs/src/bench");
    this.target = options.root().resolve("jobs/target/bench");
  }

  /** Starts a worker; makes its environment first where it needs one. */
  WorkerProcess start(WorkerKind kind) {
    Path log = target.resolve(kind.name().toLowerCase(Locale.ROOT) + ".log");
    return switch (kind) {
      case ASSAY, DELTA, ROWS, CHECKS, ROW_RULES, DEEQU, EVALUATE ->
          new WorkerProcess(
              jvm(options.heap(), System.getProperty("java.class.path"), ASSAY), Map.of(), log);
      case SMALL ->
          new WorkerProcess(jvm("1g", System.getProperty("java.class.path"), ASSAY), Map.of(), log);
      case SYNAPSE ->
          new WorkerProcess(jvm(options.heap(), synapseClassPath(), List.of()), Map.of(), log);
      case PYTHON -> python("venv", "requirements.txt", "arrow_worker.py", log);
      case GX -> python("venv-gx", "requirements-gx.txt", "check_worker.py", log);
      case SODA -> python("venv-soda", "requirements-soda.txt", "check_worker.py", log);
      case MLFLOW -> python("venv-mlflow", "requirements-mlflow.txt", EVALUATE, log);
      case EVIDENTLY -> python("venv-evidently", "requirements-evidently.txt", EVALUATE, log);
      case TFMA -> python("venv-tfma", "requirements-tfma.txt", EVALUATE, log);
    };
  }

  private List<String> jvm(String heap, String classPath, List<String> settings) {
    List<String> line = new ArrayList<>(options.pinning());
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx" + heap);
    line.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    line.addAll(List.of("-cp", classPath, Worker.class.getName()));
    line.add(Integer.toString(options.threads()));
    line.addAll(SETTINGS);
    line.addAll(settings);
    return line;
  }

  private WorkerProcess python(String folder, String requirements, String script, Path log) {
    Path python = virtualEnvironment(folder, requirements).resolve("bin/python");
    List<String> line = new ArrayList<>(options.pinning());
    line.add(python.toString());
    line.add(sources.resolve(script).toString());
    line.add(Integer.toString(options.threads()));
    line.add("spark.driver.memory=" + options.heap());
    line.addAll(SETTINGS);
    line.add("spark.sql.execution.arrow.maxRecordsPerBatch=" + options.arrowBatch());
    Map<String, String> environment =
        Map.of(
            "PYTHONPATH", sources.toString(),
            "PYTHONDONTWRITEBYTECODE", "1",
            "PYSPARK_PYTHON", python.toString(),
            "JAVA_HOME", System.getProperty("java.home"));
    return new WorkerProcess(line, environment, log);
  }

  private Path virtualEnvironment(String folder, String requirements) {
    Path environment = target.resolve(folder);
    Path wanted = sources.resolve(requirements);
    Path installed = environment.resolve("requirements.txt");
    try {
      if (!Files.exists(installed) || Files.mismatch(wanted, installed) >= 0) {
        String python = environment.resolve("bin/python").toString();
        run("python3", "-m", "venv", "--clear", environment.toString());
        run(python, "-m", "pip", "install", "--quiet", "setuptools==80.9.0", "wheel==0.45.1");
        run(python, "-m", "pip", "install", "--quiet", "-r", wanted.toString());
        Files.copy(wanted, installed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return environment;
  }

  private String synapseClassPath() {
    Path file = target.resolve("synapseml.classpath");
    Path pom = sources.resolve("synapseml/pom.xml");
    try {
      if (!Files.exists(file)
          || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(pom)) < 0) {
        run(
            "mvn",
            "--batch-mode",
            "--quiet",
            "--file",
            pom.toString(),
            "dependency:build-classpath",
            "-Dmdep.outputFile=" + file);
      }
      Path classes = options.root().resolve("jobs/target/test-classes");
      return classes + System.getProperty("path.separator") + Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... command) throws IOException {
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException(String.join(" ", command) + " ended with " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
