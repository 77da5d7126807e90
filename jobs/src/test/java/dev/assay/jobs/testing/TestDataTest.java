package dev.assay.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
class TestDataTest {
  private static final Path TEST_DATA = PythonEnvironment.repositoryRoot().resolve("test-data");
  private static final long MOST_BYTES = 12L << 20;

  @Test
  void staysSmall() throws IOException {
    long bytes = 0;
    for (Path file : files(TEST_DATA, "")) {
      bytes += Files.size(file);
    }
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  @Test
  void describesEveryModel() throws IOException {
    Path models = TEST_DATA.resolve("models");
    String readme = Files.readString(models.resolve("README.md"));
    for (Path file : files(models.resolve("onnx"), ".onnx")) {
      String name = file.getFileName().toString();
      assertThat(readme).containsPattern("\\| `" + name.replace(".onnx", "") + "(\\.onnx)?` \\|");
    }
  }

  @Test
  void isReadBySparkWithTheSameRowsInEveryTable(SparkSession spark) {
    Dataset<Row> people = spark.read().parquet(TEST_DATA.resolve("census/people").toString());
    Dataset<Row> labels = spark.read().parquet(TEST_DATA.resolve("census/labels").toString());
    Dataset<Row> golden =
        spark.read().parquet(TEST_DATA.resolve("models/golden/census.parquet").toString());
    assertThat(people.join(labels, "id").join(golden, "id").count()).isEqualTo(277_677L);
    assertThat(golden.filter("logistic > 0 and lightgbm > 0 and mlp >= 0 and mlp < 1").count())
        .isEqualTo(277_677L);
    assertThat(people.filter("year = 2018").count()).isEqualTo(70_131L);
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(suffix))
          .toList();
    }
  }
}
