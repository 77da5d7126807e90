package dev.assay.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.config.JobConfig;
import dev.assay.model.Manifest;
import dev.assay.quality.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaFilesTest {
  private static final String REGENERATE = "assay.regenerate-schemas";
  private static final String COMMAND =
      "mvn -pl common test -Dtest=SchemaFilesTest -D" + REGENERATE;

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of(
            "conf/job.schema.json", SchemaWriter.write(JobConfig.class, "Assay job", true)),
        Arguments.of(
            "conf/manifest.schema.json",
            SchemaWriter.write(Manifest.class, "Manifest of an Assay model package", false)),
        Arguments.of(
            "conf/quality.schema.json",
            SchemaWriter.write(RuleSet.class, "Assay data quality rules", true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void committedSchemasAreThoseOfTheRecords(String name, String generated) throws IOException {
    Path file = Path.of(System.getProperty("assay.root", "..")).resolve(name);
    if (System.getProperty(REGENERATE) != null) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }

    assertThat(file).as("a file written by: " + COMMAND).exists();
    assertThat(Files.readString(file))
        .as(name + " is not what the records say. Write it anew with: " + COMMAND)
        .isEqualTo(generated);
  }
}
