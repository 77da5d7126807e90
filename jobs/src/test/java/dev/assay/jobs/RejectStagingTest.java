package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.config.JobConfig.Device;
import dev.assay.jobs.score.ScoreSpec;
import dev.assay.jobs.score.Scoring;
import dev.assay.jobs.testing.ScoreSpecs;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.ElementType;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.Task;
import dev.assay.plan.PlannedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class RejectStagingTest {
  private static final List<String> KEY =
      List.of(
          "text", "large", "whole", "small", "tiny", "flag", "day", "instant", "local", "bytes");
  private static final PlannedModel MODEL =
      TestModels.planned(
          "zoo/rank1.onnx",
          "rank1",
          List.of(
              new Manifest.Input(
                  "a",
                  ElementType.FLOAT,
                  List.of("a"),
                  List.of(),
                  MissingPolicy.REJECT,
                  false,
                  Map.of()),
              new Manifest.Input(
                  "b",
                  ElementType.FLOAT,
                  List.of("a"),
                  List.of(),
                  MissingPolicy.REJECT,
                  false,
                  Map.of())),
          "score",
          Task.BINARY);

  @TempDir Path directory;

  private static Dataset<Row> table(SparkSession spark) {
    return spark.sql(
        """
        select text, large, whole, cast(whole % 30000 as smallint) as small,
          cast(whole % 100 as tinyint) as tiny, whole % 2 = 0 as flag, day, instant, local,
          encode(text, 'UTF-8') as bytes, cast(null as float) as a
        from values
          ('plain', 1BD, 1L, date'2024-02-29', timestamp'2024-02-29 23:59:59.123456Z', timestamp_ntz'2024-02-29 23:59:59.123456'),
          ('', -0.0000000001BD, -1L, date'1970-01-01', timestamp'1970-01-01 00:00:00Z', timestamp_ntz'1970-01-01 00:00:00'),
          ('"quotes" and \\\\ backslash', 12345678901234567890123456.0123456789BD, 9223372036854775807L, date'9999-12-31', timestamp'9999-12-31 23:59:59.999999Z', timestamp_ntz'9999-12-31 23:59:59.999999'),
          ('line\\nbreak\\rand\\ttab', 1000BD, -9223372036854775807L, date'0001-01-01', timestamp'0001-01-02 00:00:00.000001Z', timestamp_ntz'0001-01-01 00:00:00.000001'),
          ('größe 漢字 🙂 \\u2028 end', -9999999999999999999999999999.9999999999BD, 0L, date'1582-10-10', timestamp'1582-10-10 12:00:00.5Z', timestamp_ntz'1582-10-10 12:00:00.5'),
          ('{"json": [1, null]}', 0BD, 42L, date'1900-01-01', timestamp'1900-01-01 00:00:00.1Z', timestamp_ntz'1900-01-01 00:00:00.1'),
          ('null', 7.5BD, 43L, date'2024-03-10', timestamp'2024-11-03 05:30:00Z', timestamp_ntz'2024-03-10 02:30:00'),
          (' spaces ', 1e20BD, 44L, date'2024-03-10', timestamp'2024-11-03 06:30:00Z', timestamp_ntz'2024-03-10 02:30:00')
          as t(text, large, whole, day, instant, local)
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata"})
  void givesBackEveryKeyExactlyInAnyTimeZone(String zone, SparkSession shared) throws Exception {
    SparkSession spark = shared.newSession();
    spark.conf().set("spark.sql.session.timeZone", zone);
    spark.conf().set("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
    spark.conf().set("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED");
    String path = directory.resolve("table").toString();
    table(spark)
        .selectExpr("*", "cast(large as decimal(38, 10)) as wide")
        .drop("large")
        .withColumnRenamed("wide", "large")
        .write()
        .parquet(path);
    Dataset<Row> input = spark.read().parquet(path);
    RejectStaging staging = new RejectStaging(spark, directory.toString(), "run", 1);
    ScoreSpec spec =
        ScoreSpecs.of(
            spark,
            List.of(MODEL),
            KEY,
            List.of(),
            Device.CPU,
            TestModels.loader(),
            Path.of(staging.directory().toString()));
    assertThat(Scoring.score(input, spec).collectAsList()).isEmpty();

    Dataset<Row> kept = staging.rows(spec, input, spec.totals().value());

    Dataset<Row> keys = input.selectExpr(KEY.toArray(new String[0]));
    assertThat(kept.schema().fieldNames())
        .containsExactly(
            "text", "large", "whole", "small", "tiny", "flag", "day", "instant", "local", "bytes",
            "model", "version", "reasons", "detail", "row", "rules");
    Dataset<Row> found = kept.selectExpr(KEY.toArray(new String[0]));
    assertThat(keys.exceptAll(found).count()).isZero();
    assertThat(found.count()).isEqualTo(8);
    assertThat(kept.select("detail").distinct().first().getString(0)).isEqualTo("a is null");
    assertThat(
            kept.filter("whole = 42")
                .selectExpr("get_json_object(row, '$.text')", "get_json_object(row, '$.instant')")
                .first()
                .toString())
        .isEqualTo("[{\"json\": [1, null]},1900-01-01T00:00:00.100000Z]");
    staging.delete();
    assertThat(Files.exists(directory.resolve("_staging"))).isFalse();
  }

  @Test
  void countsRowsWithNullKeysOnce(SparkSession spark) {
    Dataset<Row> input =
        spark.sql(
            "select * from values (1, 'a', 1F), (null, null, 1F), (2, null, 1F), (null, 'b', null)"
                + " as t(id, part, a)");
    ScoreSpec spec =
        ScoreSpecs.of(
            spark,
            List.of(MODEL),
            List.of("id", "part"),
            List.of(),
            Device.CPU,
            TestModels.loader(),
            directory);

    assertThat(Scoring.score(input.coalesce(1), spec).collectAsList()).hasSize(3);

    assertThat(spec.totals().value().nullKeys()).isEqualTo(3);
    assertThat(spec.totals().value().nullKeyExample()).isEqualTo("id");
  }
}
