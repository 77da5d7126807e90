package dev.assay.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a Spark download would be, made of the jars that the build fetched: a home directory with
 * links to them, and the commands that Spark's scripts run.
 */
public final class SparkInstallation {
  private final Path home;
  private final String classPath;

  private SparkInstallation(Path home, String classPath) {
    this.home = home;
    this.classPath = classPath;
  }

  /** Makes an installation in a directory, from the class path that the build wrote. */
  public static SparkInstallation make(Path home, Path classPathFile) throws IOException {
    String classPath = Files.readString(classPathFile).strip();
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String jar : classPath.split(":", -1)) {
      Path file = Path.of(jar);
      Path link = jars.resolve(file.getFileName());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, file);
    }
    return new SparkInstallation(home, classPath);
  }

  /** The environment of Spark's own processes. */
  public Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME",
        home.toString(),
        "SPARK_SCALA_VERSION",
        "2.12",
        "SPARK_LOCAL_IP",
        "127.0.0.1",
        "SPARK_LOCAL_DIRS",
        home.resolve("scratch").toString());
  }

  /** The command that {@code bin/spark-class} would run. */
  public List<String> sparkClass(String heap, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    command.addAll(
        List.of(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions().split(" ", -1)));
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** The command that {@code bin/spark-submit} would run. */
  public List<String> sparkSubmit(String heap, String... arguments) {
    return sparkClass(heap, "org.apache.spark.deploy.SparkSubmit", arguments);
  }
}
