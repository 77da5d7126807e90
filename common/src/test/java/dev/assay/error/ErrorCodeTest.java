package dev.assay.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void isExplainedWithItsStatus(ErrorCode code) throws IOException {
    String page = Files.readString(Path.of(System.getProperty("assay.root"), "docs/errors.md"));

    assertThat(page).contains("| " + code.name() + " | " + code.exitStatus() + " | ");
  }
}
