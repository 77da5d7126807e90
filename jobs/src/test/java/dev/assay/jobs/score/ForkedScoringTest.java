package dev.assay.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.testing.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator where tasks fail, are killed, or the JVM ends: each in a JVM of its own. */
class ForkedScoringTest {
  private static final long BOUND_KILOBYTES = 64 * 1024;

  @TempDir Path directory;

  private record Ended(int status, Map<String, Long> values, String log) {}

  private Ended fork(String action, String master) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A heap of one size, wholly there from the start: what grows is native.
    command.addAll(List.of("-Xms480m", "-Xmx480m", "-XX:+AlwaysPreTouch"));
    command.add("-XX:ErrorFile=" + directory.resolve("crash.log"));
    command.add("-Dassay.root=" + System.getProperty("assay.root"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.add(ScoringFork.class.getName());
    command.addAll(List.of(action, master, directory.toString()));
    Path output = directory.resolve(action + ".out");
    Path errors = directory.resolve(action + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    Process process = builder.start();
    boolean ended = process.waitFor(Subprocess.HANGS.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String log = tail(errors);
    assertThat(ended).as("ended within %s:%n%s", Subprocess.HANGS, log).isTrue();
    assertThat(directory.resolve("crash.log")).doesNotExist();
    Map<String, Long> values =
        Files.readAllLines(output).stream()
            .filter(line -> line.matches("\\w+=-?\\d+"))
            .map(line -> line.split("=", -1))
            .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1])));
    return new Ended(process.exitValue(), values, log);
  }

  private static String tail(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  @Test
  void countsRowsAndRejectFilesOnceThoughTasksFailAndRunAgain() throws Exception {
    Ended ended = fork("retry", "local[2,4]");

    assertThat(ended.status()).as(ended.log()).isZero();
    assertThat(ended.values())
        .containsEntry("rowsIn", 20_000L)
        .containsEntry("rows", 3 * 18_000L)
        .containsEntry("scored", 3 * 18_000L)
        .containsEntry("rejected", 3 * 2_000L)
        .containsEntry("rejectedRows", 3 * 2_000L)
        .containsEntry("tasks", 8L)
        .containsEntry("rejectFiles", 8L)
        .containsEntry("sessions", 3L);
    assertThat(ended.values().get("filesWritten")).isEqualTo(16);
    assertThat(ended.values())
        .containsEntry("rowsInGated", 20_000L)
        .containsEntry("quarantinedGated", 1_250L)
        .containsEntry("rejectedGated", 3 * 3_000L)
        .containsEntry("rejectedRowsGated", 3 * 3_000L)
        .containsEntry("scoredGated", 3 * (20_000L - 3_000))
        .containsEntry("rowsGated", 3 * (20_000L - 3_000))
        .containsEntry("heldRows", 20_000L)
        .containsEntry("heldFailed", 1_250L)
        .containsEntry("taggedRows", 10_000L)
        .containsEntry("taggedFailed", 5_454L)
        .containsKeys("heldKey5", "heldKey21", "heldKey37", "heldKey53", "heldKey69")
        .containsKeys("taggedKey6", "taggedKey8", "taggedKey10", "taggedKey16", "taggedKey18");
    assertThat(ended.values().get("opened"))
        .isEqualTo(2 * 3 * 16)
        .isEqualTo(ended.values().get("closed"));
  }

  @Test
  void keepsItsNativeMemoryOverTenThousandTasksOfWhichSomeFailOrAreKilled() throws Exception {
    Ended ended = fork("soak", "local[2]");

    assertThat(ended.status()).as(ended.log()).isZero();
    assertThat(ended.values()).containsEntry("loaded", 3L);
    assertThat(ended.values().get("opened"))
        .isGreaterThanOrEqualTo(30_000)
        .isEqualTo(ended.values().get("closed"));
    assertThat(ended.values().get("rss10000") - ended.values().get("rss2000"))
        .as("growth in KiB: %s", ended.values())
        .isLessThan(BOUND_KILOBYTES);
  }

  @Test
  void endsCleanlyWhenTheJvmEndsWhileModelsRun() throws Exception {
    Ended ended = fork("exit", "local[2]");

    assertThat(ended.status()).as(ended.log()).isEqualTo(7);
    assertThat(ended.values().get("blocks")).isGreaterThan(200);
  }
}
