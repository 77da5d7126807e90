package dev.assay.jobs.store;

import static dev.assay.jobs.store.StoreFixture.AS_OF;
import static dev.assay.jobs.store.StoreFixture.begin;
import static dev.assay.jobs.store.StoreFixture.current;
import static dev.assay.jobs.store.StoreFixture.predictions;
import static dev.assay.jobs.store.StoreFixture.redrive;
import static dev.assay.jobs.store.StoreFixture.run;
import static dev.assay.jobs.store.StoreFixture.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.testing.PythonEnvironment;
import dev.assay.jobs.testing.SparkExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs the Python that the documents show. */
@ExtendWith(SparkExtension.class)
class PythonReadersTest {
  private static final Pattern BLOCK = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void everyRecipeReadsWhatSparkReads(SparkSession session) throws IOException {
    Path root = folder.resolve("store");
    ResultStore store = StoreFixture.open(session, root);
    run(session, store, start("old"), 10, 0);
    run(session, store, redrive("gone", "old", 1), 9, 0.3);
    run(session, store, start("new"), 20, 0.5);
    run(session, store, start("tomorrow", AS_OF.plusDays(1)), 30, 0.1);
    run(session, store, redrive("late", "new", 1), 7, 0.2);
    RunHandle crashed = begin(store, start("crashed", AS_OF.plusDays(2)), false);
    store.appendPredictions(crashed, predictions(session, 5, 0));

    List<String> lines =
        PythonEnvironment.get().run(script(), root.toString(), "old").lines().toList();

    List<String> expected = lines(current(session, root));
    assertThat(expected).hasSize(114);
    assertThat(of("polars", lines)).containsExactlyElementsOf(expected);
    assertThat(of("delta-rs", lines)).containsExactlyElementsOf(expected);
    assertThat(of("duckdb", lines)).containsExactlyElementsOf(expected);
    assertThat(of("published", lines))
        .containsExactlyElementsOf(
            lines(
                session
                    .read()
                    .format("delta")
                    .load(root + "/predictions")
                    .filter("run_id = 'old'")));
    assertThat(lines).contains("chain of 5");
  }

  private Path script() throws IOException {
    Path docs = PythonEnvironment.repositoryRoot().resolve("docs");
    String footer;
    try (InputStream resource = getClass().getResourceAsStream("/read_store.py")) {
      footer = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
    return Files.writeString(
        folder.resolve("read.py"),
        blocks(docs.resolve("reading-predictions.md"))
            + blocks(docs.resolve("formats.md"))
            + footer);
  }

  private static String blocks(Path document) throws IOException {
    return BLOCK
        .matcher(Files.readString(document))
        .results()
        .map(block -> block.group(1))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> of(String reader, List<String> lines) {
    String prefix = reader + " ";
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  private static List<String> lines(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(PythonReadersTest::line).sorted().toList();
  }

  private static String line(Row row) {
    String scores =
        row.<Float>getList(row.fieldIndex("scores")).stream()
            .map(score -> Long.toString(Double.doubleToLongBits(score)))
            .collect(Collectors.joining(", ", "[", "]"));
    return String.join(
        "|",
        row.getAs("id").toString(),
        row.getAs("model"),
        row.getAs("version"),
        row.getAs("run_id"),
        row.getAs("as_of").toString(),
        Long.toString(Double.doubleToLongBits(row.<Double>getAs("score"))),
        row.getAs("label"),
        scores,
        row.getAs("features_hash").toString(),
        row.getAs("year").toString());
  }
}
