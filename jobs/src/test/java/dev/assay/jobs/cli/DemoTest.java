package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.jobs.testing.SparkExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class DemoTest {
  @TempDir Path directory;

  @Test
  void scoresAllRowsOnceAndShowsWhereToLook() {
    String store = directory.resolve("demo").toString();

    TestShell first = shell(store);
    assertThat(first.run("demo", "--no-progress")).isZero();
    assertThat(first.out())
        .contains("277,677 rows in, 833,031 predictions, 0 rejected")
        .containsPattern("employment-logistic@1 +champion +277,677 +0\\.5004 +│[ ▁▂▃▄▅▆▇█]{20}│")
        .containsPattern("employment-mlp@1 +challenger +277,677 +0\\.49\\d\\d")
        .containsPattern(
            "employment-lightgbm@1 and employment-mlp@1 give the same label to 9\\d\\.\\d % of the rows")
        .contains("predictions: version 1")
        .contains("query --config", "pl.scan_delta('" + store + "/predictions', version=1)")
        .contains("'io.delta:delta-spark_2.12:3.3.3'", "pip install pyspark==3.5.7");
    theChallengersAreBetter(first.out());
    assertThat(Path.of(store, "evaluation.html")).isNotEmptyFile();
    assertThat(Path.of(store, "evaluation.json")).isNotEmptyFile();
    everyDamageIsShown(first.out());
    everyRowOfTheDamagedDeliveryIsScoredOrKept(store + "/damaged");

    TestShell again = shell(store);
    assertThat(again.run("demo", "--no-progress")).isZero();
    assertThat(again.out())
        .contains("already; nothing was done. 'assay demo --fresh' starts over.")
        .doesNotContain("mean score")
        .contains("It was evaluated before, as run ");
    theChallengersAreBetter(again.out());
    everyDamageIsShown(again.out());
    assertThat(table(store + "/damaged", "runs").select("attempt").first().getInt(0)).isOne();
  }

  private static void theChallengersAreBetter(String out) {
    assertThat(out)
        .containsPattern(
            "employment-logistic@1 +champion +0\\.8592 \\(0\\.8572–0\\.8611\\) +0\\.4523 +0\\.1490")
        .containsPattern("employment-lightgbm@1 +challenger +0\\.9069 \\(0\\.9053–0\\.9084\\)")
        .contains(
            "SUPERIOR: employment-lightgbm@1 is better than employment-logistic@1. auc differs by +0.0477")
        .contains("SUPERIOR: employment-mlp@1 is better than employment-logistic@1.")
        .contains("evaluation.html (open it in a browser)");
  }

  private static void everyDamageIsShown(String out) {
    assertThat(out)
        .contains("Caught: 11 of 16 rules did not hold, and the run was not published.")
        .containsPattern("age-known +error +842 ")
        .containsPattern("age-range +error +764 ")
        .containsPattern("schooling-code +error +631 ")
        .containsPattern("marital-code +error +631 ")
        .containsPattern("child-age +warn +54 ")
        .containsPattern("id-unique +warn +uniqueness\\(id\\) is 0.980188")
        .containsPattern("year-2017-arrived +warn .* is 0, expected from 60000 to 80000")
        .containsPattern("year-2018-whole +warn .* is 42500, expected from 60000 to 80000")
        .containsPattern("employment-mlp@1 +42,500 +39,632 +2,868\n")
        .contains("/damaged/rejected_rows", "/damaged/quality_results")
        .containsPattern("quality --config \\S+demo-damaged.yaml --run [0-9a-f]{12}\n");
  }

  private static void everyRowOfTheDamagedDeliveryIsScoredOrKept(String store) {
    Map<String, Long> scored = byModel(table(store, "predictions"));
    Map<String, Long> quarantined =
        byModel(table(store, "rejected_rows").filter("size(rules) > 0"));

    assertThat(scored).hasSize(3).containsOnlyKeys(quarantined.keySet());
    scored.forEach(
        (model, rows) -> assertThat(rows + quarantined.get(model)).as(model).isEqualTo(42_500));
    assertThat(table(store, "rejected_rows").filter("size(rules) = 0").count()).isZero();
    assertThat(byModel(table(store, "predictions").filter("failed_rules = array('child-age')")))
        .isEqualTo(
            Map.of("employment-logistic", 54L, "employment-lightgbm", 54L, "employment-mlp", 54L));
  }

  private static Map<String, Long> byModel(Dataset<Row> rows) {
    Map<String, Long> counts = new TreeMap<>();
    rows.groupBy("model")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  private static Dataset<Row> table(String store, String name) {
    return SparkExtension.session().read().format("delta").load(store + "/" + name);
  }

  @Test
  void onlyAStoreOfTheExampleIsDeleted() throws Exception {
    Path foreign = Files.createDirectories(directory.resolve("precious"));
    Files.writeString(foreign.resolve("file"), "x");

    TestShell shell = shell(foreign.toString());

    assertThat(shell.run("demo", "--fresh")).isEqualTo(6);
    assertThat(shell.err())
        .contains("Cannot delete '" + foreign + "': assay demo did not make it.");
    assertThat(foreign.resolve("file")).exists();
  }

  @Test
  void aStoreOfTheExampleIsDeletedWithoutFollowingLinks() throws Exception {
    Path outside = Files.writeString(directory.resolve("outside"), "x");
    Path store = directory.resolve("demo");
    new DemoStore(store.toString()).prepare();
    Files.createSymbolicLink(store.resolve("link"), outside);

    new DemoStore(store.toString()).delete();

    assertThat(store).doesNotExist();
    assertThat(outside).exists();
    new DemoStore(store.toString()).delete();
  }

  @Test
  void aRemoteStoreIsNotDeleted() {
    assertThatThrownBy(() -> new DemoStore("s3a://bucket/demo").delete())
        .isInstanceOf(AssayException.class)
        .hasMessageContaining("it is not on this machine");
  }

  @Test
  void aHistogramShowsEmptyBinsAndTheFullestOne() {
    List<Long> bins = List.of(0L, 1L, 50L, 100L);
    assertThat(new ScoreSummary.Scores(151, 0.5, bins).histogram()).isEqualTo(" ▁▄█");
  }

  private static TestShell shell(String store) {
    return new TestShell()
        .with("ASSAY_ROOT", System.getProperty("assay.root"))
        .with("ASSAY_DEMO_STORE", store);
  }
}
