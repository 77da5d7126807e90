package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogSetupTest {
  @TempDir Path directory;

  @Test
  void logsGoWhereTheUserSays() {
    assertThat(LogSetup.directory(Map.of("ASSAY_LOG_DIR", "/var/log/x", "HOME", "/root")))
        .isEqualTo(Path.of("/var/log/x"));
  }

  @Test
  void logsGoWhereTheDesktopStandardSays() {
    assertThat(LogSetup.directory(Map.of("XDG_STATE_HOME", "/state", "HOME", directory.toString())))
        .isEqualTo(Path.of("/state/assay/logs"));
    assertThat(LogSetup.directory(Map.of("HOME", directory.toString())))
        .isEqualTo(directory.resolve(".local/state/assay/logs"));
  }

  @Test
  void aUserWithoutAHomeGetsTheTemporaryDirectory() {
    Path expected =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "assay-" + System.getProperty("user.name"),
            "logs");
    assertThat(LogSetup.directory(Map.of())).isEqualTo(expected);
    assertThat(LogSetup.directory(Map.of("HOME", "/no/such/home"))).isEqualTo(expected);
  }
}
