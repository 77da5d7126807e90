package dev.assay.jobs.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A standalone cluster of one master and one worker on the loopback interface. */
public final class SparkCluster implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");

  private final Subprocess master;
  private final Subprocess worker;
  private final String url;

  private SparkCluster(Subprocess master, Subprocess worker, String url) {
    this.master = master;
    this.worker = worker;
    this.url = url;
  }

  /** Starts it and waits until the worker is known to the master. */
  public static SparkCluster start(SparkInstallation spark, Path directory, int cores)
      throws IOException, InterruptedException {
    Subprocess master =
        Subprocess.start(
            directory,
            directory,
            spark.environment(),
            spark.sparkClass(
                "256m",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0"));
    Matcher url = URL.matcher(master.waitForLine("Starting Spark master at spark://"));
    if (!url.find()) {
      throw new AssertionError(master.err());
    }
    Subprocess worker =
        Subprocess.start(
            directory,
            directory,
            spark.environment(),
            spark.sparkClass(
                "256m",
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                Integer.toString(cores),
                "--memory",
                "2g",
                "--work-dir",
                directory.resolve("work").toString(),
                "--webui-port",
                "0",
                url.group()));
    master.waitForLine("Registering worker");
    return new SparkCluster(master, worker, url.group());
  }

  /** The master's URL. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    worker.close();
    master.close();
  }
}
