package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.jobs.store.StoreViews;
import dev.assay.jobs.testing.SparkCluster;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.SparkInstallation;
import dev.assay.jobs.testing.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished jar in processes of its own: by the launcher, by spark-submit, on a cluster. */
final class PackagedJarIT {
  private static final Path ROOT = Path.of(System.getProperty("assay.root"));
  private static final long ROWS = 69_420;
  private static final String QUARTER = "input.filter=id % 4 = 0";
  private static final String CHECKSUM =
      "SELECT model, count(*) AS n, sum(CAST(xxhash64(id, score, label, features_hash, year) AS"
          + " DECIMAL(38, 0))) AS bits FROM predictions_current GROUP BY model ORDER BY model";

  @TempDir static Path directory;
  private static SparkInstallation spark;
  private static String jar;
  private static List<String> expected;

  @BeforeAll
  static void scoreWithTheLauncher() throws Exception {
    jar =
        ROOT.resolve("jobs/target/assay-jobs-" + System.getProperty("assay.version") + ".jar")
            .toString();
    spark =
        SparkInstallation.make(
            ROOT.resolve("jobs/target/spark-home"), ROOT.resolve("jobs/target/spark.classpath"));
    Path store = directory.resolve("launcher");
    try (Subprocess run = launcher(score(store, "--result", result(store)))) {
      assertThat(run.waitFor()).as(run.err()).isZero();
      assertThat(run.out()).contains("Published run ");
      assertThat(run.err()).as("Spark's messages are in the log").doesNotContain("INFO", "WARN");
    }
    assertThat(outcome(store).get("counts").get("rows_in").asLong()).isEqualTo(ROWS);
    expected = checksum(store);
    assertThat(expected).hasSize(3);
  }

  @Test
  void sparkSubmitGivesTheSameBitsInLocalMode() throws Exception {
    Path store = directory.resolve("submitted");
    try (Subprocess run = submit("local[2]", score(store, "--result", result(store)))) {
      assertThat(run.waitFor()).as(run.err()).isZero();
      assertThat(run.err() + run.out()).doesNotContainIgnoringCase("exit code:");
    }
    assertThat(outcome(store).get("status").asText()).isEqualTo("PUBLISHED");
    assertThat(checksum(store)).isEqualTo(expected);
  }

  @Test
  void sparkSubmitEndsWithTheStatusOfTheCommand() throws Exception {
    Path store = directory.resolve("nothing");
    try (Subprocess run =
        submit("local[1]", score(store, "--set", "input.tabel=x", "--result", result(store)))) {
      assertThat(run.waitFor()).isEqualTo(2);
      assertThat(run.err())
          .contains("assay: Cannot load the configuration")
          .contains("tabel")
          .doesNotContainIgnoringCase("exit code:");
    }
    assertThat(outcome(store).get("exit_status").asInt()).isEqualTo(2);
    assertThat(store).doesNotExist();
  }

  @Test
  void aMasterGivenTwiceIsRefused() throws Exception {
    try (Subprocess run =
        submit("local[1]", score(directory.resolve("nothing"), "--master", "local[2]"))) {
      assertThat(run.waitFor()).isEqualTo(2);
      assertThat(run.err()).contains("spark-submit has chosen 'local[1]' already");
    }
  }

  @Test
  void aClusterGivesTheSameBits() throws Exception {
    Path store = directory.resolve("cluster");
    try (SparkCluster cluster = SparkCluster.start(spark, directory.resolve("daemons"), 2)) {
      try (Subprocess run = submit(cluster.url(), score(store, "--result", result(store)))) {
        assertThat(run.waitFor()).as(run.err()).isZero();
      }
      assertThat(outcome(store).get("status").asText()).isEqualTo("PUBLISHED");
      assertThat(checksum(store)).isEqualTo(expected);
      JsonNode model = outcome(store).get("models").get(0);
      assertThat(model.get("sessions_built").asInt()).as("one for each executor").isEqualTo(1);

      try (Subprocess again = launcher(score(store, "--master", cluster.url()))) {
        assertThat(again.waitFor()).as(again.err()).isZero();
        assertThat(again.out()).contains("already; nothing was done.");
      }
    }
  }

  @Test
  void anInterruptCancelsTheRun() throws Exception {
    signalled("INT", 130, "INTERRUPTED");
  }

  @Test
  void aTerminationCancelsTheRun() throws Exception {
    signalled("TERM", 143, "TERMINATED");
  }

  private static void signalled(String signal, int status, String error) throws Exception {
    Path store = directory.resolve("signal-" + signal);
    String slow = "input.filter=sha2(repeat(CAST(id AS STRING), 100000), 512) <> ''";
    try (Subprocess run =
        launcher(score(store, "--set", slow, "--result", result(store), "--no-progress"))) {
      waitFor(store.resolve("runs/_delta_log/00000000000000000001.json"));
      Thread.sleep(2000);
      run.signal(signal);

      assertThat(run.waitFor()).as(run.err()).isEqualTo(status);
      assertThat(run.err()).contains("assay: stopping").contains("The run was cancelled");
    }
    assertThat(outcome(store).get("status").asText()).isEqualTo("CANCELLED");
    assertThat(outcome(store).get("error").asText()).isEqualTo(error);
    assertThat(query(store, "SELECT status, error_code FROM runs"))
        .containsExactly("[CANCELLED," + error + "]");
    assertThat(query(store, "SELECT count(*) FROM predictions_current")).containsExactly("[0]");
  }

  @Test
  void aSecondInterruptEndsAtOnce() throws Exception {
    Path store = directory.resolve("signal-twice");
    String slow = "input.filter=sha2(repeat(CAST(id AS STRING), 100000), 512) <> ''";
    try (Subprocess run = launcher(score(store, "--set", slow))) {
      waitFor(store.resolve("runs/_delta_log/00000000000000000001.json"));
      run.signal("INT");
      run.waitForLine("assay: stopping");
      run.signal("INT");
      assertThat(run.waitFor()).isEqualTo(130);
    }
  }

  @Test
  void theLauncherQueriesAStore() throws Exception {
    List<String> words =
        List.of(
            "query",
            "--store",
            directory.resolve("launcher").toString(),
            "--format",
            "csv",
            "SELECT count(DISTINCT id) AS n FROM predictions_current");
    try (Subprocess run = launcher(words)) {
      assertThat(run.waitFor()).as(run.err()).isZero();
      assertThat(run.out()).isEqualTo("n\n" + ROWS + "\n");
    }
  }

  @Test
  void helpNeedsNoSpark() throws Exception {
    try (Subprocess run = launcher(List.of("--help"))) {
      assertThat(run.waitFor()).isZero();
      assertThat(run.out()).contains("Usage: assay");
      assertThat(run.err()).isEmpty(); // Spark would log there
    }
  }

  private static List<String> score(Path store, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "score",
                "--config",
                ROOT.resolve("conf/demo.yaml").toString(),
                "--set",
                "store=" + store,
                "--set",
                QUARTER));
    words.addAll(List.of(more));
    return words;
  }

  private static String result(Path store) {
    return store + ".json";
  }

  private static JsonNode outcome(Path store) throws IOException {
    return new ObjectMapper().readTree(Files.readString(Path.of(result(store))));
  }

  private static List<String> checksum(Path store) {
    return query(store, CHECKSUM);
  }

  /** Rows of a query of a store, by a reader in this process. */
  private static List<String> query(Path store, String sql) {
    SparkSession reader = SparkExtension.session().newSession();
    StoreViews.registerTemporary(reader, store.toString());
    return reader.sql(sql).collectAsList().stream().map(Row::toString).toList();
  }

  private static Subprocess launcher(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("assay").toString()));
    command.addAll(words);
    return Subprocess.start(directory, directory, environment(Map.of("ASSAY_HEAP", "1g")), command);
  }

  private static Subprocess submit(String master, List<String> words) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--master",
                master,
                "--class",
                "dev.assay.jobs.cli.Main",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.executor.memory=1g",
                jar));
    arguments.addAll(words);
    return Subprocess.start(
        directory,
        directory,
        environment(spark.environment()),
        spark.sparkSubmit("1g", arguments.toArray(String[]::new)));
  }

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("ASSAY_LOG_DIR", directory.resolve("logs").toString());
    environment.put("ASSAY_ROOT", ROOT.toString());
    return environment;
  }

  private static void waitFor(Path file) throws InterruptedException {
    long end = System.nanoTime() + Subprocess.HANGS.toNanos();
    while (!Files.exists(file)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(file + " did not appear");
      }
      Thread.sleep(50);
    }
  }
}
