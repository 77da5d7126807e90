package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultFileTest {
  @TempDir Path directory;

  @Test
  void isFoundAmongTheWordsHoweverItIsWritten() {
    assertThat(ResultFile.requestedBy(List.of("score", "--result", "a.json"))).contains("a.json");
    assertThat(ResultFile.requestedBy(List.of("score", "--result=b.json", "-q")))
        .contains("b.json");
    assertThat(ResultFile.requestedBy(List.of("score", "--result"))).isEmpty();
  }

  @Test
  void replacesAnOlderOne() throws Exception {
    Path file = Files.writeString(directory.resolve("r.json"), "old");

    ResultFile.write(file.toString(), "new");

    assertThat(file).hasContent("new");
    assertThat(directory.toFile().list()).containsExactly("r.json");
  }

  @Test
  void takesFileUris() throws Exception {
    Path file = directory.resolve("r.json");

    ResultFile.write("file://" + file, "new");

    assertThat(file).hasContent("new");
  }

  @Test
  void saysWhyItCannotBeWritten() throws Exception {
    Path blocked = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> ResultFile.write(blocked.resolve("r.json").toString(), "x"))
        .isInstanceOf(AssayException.class)
        .hasMessageContaining("Cannot write the result file '" + blocked + "/r.json'")
        .hasMessageContaining("not a directory");
    assertThatThrownBy(() -> ResultFile.write("nosuch://host/r.json", "x"))
        .isInstanceOf(AssayException.class)
        .hasMessageContaining("No FileSystem for scheme \"nosuch\"");
  }

  @Test
  void holdsTheOutcomeAndItsDetails() {
    String json =
        ResultFile.json(
            "score",
            Outcome.of("PUBLISHED", null, Map.of("run_id", "abc")),
            TestShell.NOW,
            TestShell.NOW.plusSeconds(2),
            null);

    assertThat(json)
        .contains("\"status\" : \"PUBLISHED\"")
        .contains("\"exit_status\" : 0")
        .contains("\"ended_at\" : \"2026-03-01T12:00:02Z\"")
        .contains("\"run_id\" : \"abc\"");
  }
}
