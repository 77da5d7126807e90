package dev.assay.jobs.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.plan.PinnedInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class TableReaderTest {
  @TempDir Path dir;
  private final SparkSession spark;
  private final TableReader reader;

  TableReaderTest(SparkSession spark) {
    this.spark = spark;
    this.reader = new TableReader(spark);
  }

  @BeforeEach
  void makeDatabase() {
    spark.sql("CREATE DATABASE IF NOT EXISTS read_test");
  }

  @AfterEach
  void dropDatabase() {
    spark.sql("DROP DATABASE read_test CASCADE");
  }

  private Dataset<Row> people(int from, int to) {
    return spark
        .range(from, to, 1, 2)
        .selectExpr("id", "cast(id % 90 as int) AS AGEP", "cast(2015 + id % 4 as int) AS year");
  }

  private String path(String name) {
    return dir.resolve(name).toString();
  }

  private String parquet(String name) {
    people(0, 100).write().parquet(path(name));
    return path(name);
  }

  private String delta(String name) {
    people(0, 100).write().format("delta").save(path(name));
    people(100, 150).write().format("delta").mode(SaveMode.Append).save(path(name));
    return path(name);
  }

  private PinnedInput pin(String table) {
    return reader.pin(table, null, null);
  }

  private static void assertFails(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(AssayException.class)
        .hasMessageContainingAll(parts)
        .extracting(e -> ((AssayException) e).code())
        .isEqualTo(code);
  }

  // --- Parquet ------------------------------------------------------------------------------

  @Test
  void pinsAParquetDirectoryByItsListing() throws IOException {
    String table = parquet("people");
    PinnedInput pin = pin(table);
    assertThat(pin.kind()).isEqualTo(PinnedInput.Kind.PARQUET);
    assertThat(pin.location()).isEqualTo("file:" + table);
    assertThat(pin.digest()).matches("sha256:[0-9a-f]{64}");
    assertThat(pin.files()).isEqualTo(2);
    assertThat(pin.knownRows()).contains(100L);
    assertThat(pin.bytes()).isPositive();
    assertThat(pin.catalogTable()).isFalse();
    assertThat(pin(table)).isEqualTo(pin);
    assertThat(reader.read(pin).count()).isEqualTo(100);
    reader.verifyUnchanged(pin);

    Path file = dataFiles(Path.of(table)).get(0);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_000L));
    assertThat(pin(table).digest()).isNotEqualTo(pin.digest());
  }

  @Test
  void pinsASingleFileAndAPathWithSpacesAndAScheme() throws IOException {
    String table = parquet("the people");
    Path file = dataFiles(Path.of(table)).get(0);
    PinnedInput pin = pin(file.toString());
    assertThat(pin.files()).isEqualTo(1);
    assertThat(reader.read(pin).count()).isEqualTo(pin.rows());

    PinnedInput whole = pin("file://" + table);
    assertThat(reader.read(whole).count()).isEqualTo(100);
  }

  @Test
  void readsHivePartitionsWithTheirColumns() {
    people(0, 100).write().partitionBy("year").parquet(path("people"));
    PinnedInput pin = pin(path("people"));
    assertThat(pin.knownRows()).contains(100L);
    Dataset<Row> rows = reader.read(pin);
    assertThat(rows.columns()).containsExactly("id", "AGEP", "year");
    assertThat(rows.filter("year = 2016").count()).isEqualTo(25);
  }

  @Test
  void readsFilesInDirectoriesThatNameNoPartition() {
    people(0, 30).write().parquet(path("people/eu"));
    people(30, 100).write().parquet(path("people/us/east"));
    PinnedInput pin = pin(path("people"));
    assertThat(pin.knownRows()).contains(100L);
    assertThat(reader.read(pin).count()).isEqualTo(100);
  }

  @Test
  void refusesFilesBesidePartitionDirectories() {
    people(0, 30).write().parquet(path("people/year=2015"));
    people(30, 100).write().mode(SaveMode.Append).parquet(path("people/other"));
    assertFails(
        () -> pin(path("people")),
        ErrorCode.INPUT,
        "some of its files lie in partition directories (column=value) and some do not, such as"
            + " 'other/part-");
  }

  @Test
  void ignoresWhatStartsWithAnUnderscoreOrADot() throws IOException {
    String table = parquet("people");
    PinnedInput before = pin(table);
    Files.writeString(Path.of(table, "_notes.txt"), "notes");
    Files.createDirectories(Path.of(table, "_temporary", "0"));
    Files.writeString(Path.of(table, "_temporary", "0", "part-0.parquet"), "half");
    Files.writeString(Path.of(table, ".hidden"), "hidden");
    assertThat(pin(table)).isEqualTo(before);
    assertThat(reader.read(before).count()).isEqualTo(100);
  }

  @Test
  void readsParquetFilesWithoutAnExtension() throws IOException {
    String table = parquet("people");
    int n = 0;
    for (Path file : dataFiles(Path.of(table))) {
      Files.move(file, Path.of(table, "00000" + n++ + "_0"));
    }
    PinnedInput pin = pin(table);
    assertThat(pin.knownRows()).contains(100L);
    assertThat(reader.read(pin).count()).isEqualTo(100);
  }

  @Test
  void saysWhatADirectoryWithoutParquetFilesHolds() throws IOException {
    people(0, 10).write().csv(path("csvs"));
    assertFails(
        () -> pin(path("csvs")),
        ErrorCode.INPUT,
        "Cannot read '"
            + path("csvs")
            + "': it holds 2 .csv files and no Parquet files. Assay reads"
            + " Parquet and Delta: convert it, for example with"
            + " spark.read().csv(...).write().parquet(...).");
    Files.createDirectories(dir.resolve("empty"));
    assertFails(
        () -> pin(path("empty")), ErrorCode.INPUT, "there are no data files in it. Assay reads");
    Files.writeString(dir.resolve("people.csv"), "a,b\n1,2\n");
    assertFails(() -> pin(path("people.csv")), ErrorCode.INPUT, "it holds 1 .csv file and no");
  }

  @Test
  void refusesAStrayFileAndAnEmptyOne() throws IOException {
    String table = parquet("people");
    Files.writeString(Path.of(table, "README.md"), "read me");
    assertFails(
        () -> pin(table),
        ErrorCode.INPUT,
        "'README.md' is no Parquet file. Move it away, or put an underscore before its name.");
    Files.delete(Path.of(table, "README.md"));
    Files.createFile(Path.of(table, "part-9.parquet"));
    assertFails(
        () -> pin(table),
        ErrorCode.INPUT,
        "the file 'part-9.parquet' has no bytes. Write it again");
  }

  @Test
  void refusesVersionsOfParquetFiles() {
    String table = parquet("people");
    assertFails(
        () -> reader.pin(table, 3L, null),
        ErrorCode.CONFIG,
        "at a version: Parquet files have none. Take input.version out, or use a Delta table.");
  }

  @Test
  void refusesTablesOfOtherFormats() throws IOException {
    String table = parquet("iceberg/data");
    Files.createDirectories(dir.resolve("iceberg/metadata"));
    Files.writeString(dir.resolve("iceberg/metadata/v1.metadata.json"), "{}");
    assertThat(table).isNotEmpty();
    assertFails(() -> pin(path("iceberg")), ErrorCode.INPUT, "it is an Iceberg table");
    parquet("hudi/data");
    Files.createDirectories(dir.resolve("hudi/.hoodie"));
    assertFails(() -> pin(path("hudi")), ErrorCode.INPUT, "it is a Hudi table");
  }

  @Test
  void namesTheFilesThatChangedAfterThePin() throws IOException {
    String table = parquet("people");
    PinnedInput pin = pin(table);
    List<Path> files = dataFiles(Path.of(table));
    Files.copy(files.get(0), Path.of(table, "part-added.parquet"));
    Files.delete(files.get(1));
    Files.setLastModifiedTime(files.get(0), FileTime.fromMillis(1_600_000_000_000L));
    assertFails(
        () -> reader.verifyUnchanged(pin),
        ErrorCode.INPUT_CHANGED,
        "Cannot use what was read of '" + table + "': the input changed after it was pinned: ",
        "'part-added.parquet' was added",
        "'" + files.get(1).getFileName() + "' was removed",
        "'" + files.get(0).getFileName() + "' was replaced (it has another modification time)",
        "Run again when nothing writes to it, or use a Delta table, whose versions stay.");
    assertFails(
        () -> new TableReader(spark).read(pin),
        ErrorCode.INPUT_CHANGED,
        "its files are not those that were pinned");
  }

  // --- names --------------------------------------------------------------------------------

  @Test
  void offersNearNamesForAPathThatDoesNotExist() {
    parquet("data/people");
    assertFails(
        () -> pin(path("data/poeple")),
        ErrorCode.INPUT,
        "Cannot find '"
            + path("data/poeple")
            + "': there is no such path. 'file:"
            + path("data")
            + "' has no 'poeple'. Did you mean 'people'?");
    assertFails(
        () -> pin(path("dta/poeple/x")),
        ErrorCode.INPUT,
        "'file:" + dir + "' has no 'dta'. Did you mean 'data'?");
    assertFails(() -> pin(path("data/*.parquet")), ErrorCode.INPUT, "patterns are not understood");
    assertFails(
        () -> pin("nosuchfs://bucket/people"),
        ErrorCode.INPUT,
        "Cannot find 'nosuchfs://bucket/people': No FileSystem for scheme \"nosuchfs\". Put its"
            + " connector on the class path");
  }

  @Test
  void offersNearTablesForANameThatDoesNotExist() {
    people(0, 10).write().format("delta").saveAsTable("read_test.people");
    assertFails(
        () -> pin("read_test.poeple"),
        ErrorCode.INPUT,
        "Cannot find 'read_test.poeple': there is no such path, and no such table in the catalog."
            + " Did you mean 'people'?");
    assertFails(
        () -> pin("raed_test.people"),
        ErrorCode.INPUT,
        "There is no database 'raed_test'. Did you mean 'read_test'?");
    assertFails(() -> pin("no_such_name_at_all"), ErrorCode.INPUT, "no such table in the catalog");
    assertFails(
        () -> pin("nocatalog.read_test.people"), ErrorCode.INPUT, "no such table in the catalog");
  }

  @Test
  void readsARelativePathAndRefusesANameThatIsAlsoATable() throws IOException {
    Path relative = Path.of("read_test_relative");
    try {
      people(0, 10).write().mode(SaveMode.Overwrite).parquet(relative.toString());
      assertThat(pin(relative.toString()).knownRows()).contains(10L);
      spark.range(1).createOrReplaceTempView("read_test_relative");
      assertFails(
          () -> pin(relative.toString()),
          ErrorCode.CONFIG,
          "Cannot tell what 'read_test_relative' is: there is a path and a catalog table of that"
              + " name. Write './read_test_relative' for the path, or `read_test_relative` for the"
              + " table.");
      assertThat(pin("./read_test_relative").knownRows()).contains(10L);
    } finally {
      spark.catalog().dropTempView("read_test_relative");
      FileUtils.deleteDirectory(relative.toFile());
    }
  }

  @Test
  void takesAFileOfTheWorkingDirectoryForAPath() throws IOException {
    Path file = Path.of("read_test.people.2018.parquet");
    try {
      Files.copy(dataFiles(Path.of(parquet("people"))).get(0), file);
      assertThat(pin(file.toString()).catalogTable()).isFalse();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Test
  void refusesViews() {
    people(0, 10).write().format("delta").saveAsTable("read_test.people");
    spark.sql("CREATE VIEW read_test.adults AS SELECT * FROM read_test.people WHERE AGEP >= 18");
    spark.range(1).createOrReplaceTempView("read_test_temp");
    String reason =
        "it is a view, and a view has no version to come back to. Name the table behind";
    assertFails(
        () -> pin("read_test.adults"), ErrorCode.INPUT, "Cannot pin 'read_test.adults'", reason);
    assertFails(() -> pin("read_test_temp"), ErrorCode.INPUT, reason);
    spark.catalog().dropTempView("read_test_temp");
  }

  // --- catalog ------------------------------------------------------------------------------

  @Test
  void pinsADeltaTableOfTheCatalog() {
    people(0, 100).write().format("delta").saveAsTable("read_test.people");
    people(100, 120).write().format("delta").mode(SaveMode.Append).saveAsTable("read_test.people");
    PinnedInput newest = pin("read_test.people");
    assertThat(newest.catalogTable()).isTrue();
    assertThat(newest.version()).contains(1L);
    assertThat(newest.knownRows()).contains(120L);
    PinnedInput first = reader.pin("spark_catalog.read_test.people", 0L, null);
    assertThat(first.version()).contains(0L);
    assertThat(reader.read(first).count()).isEqualTo(100);
    assertThat(pin("`read_test`.`people`").digest()).isEqualTo(newest.digest());
  }

  @Test
  void pinsAParquetTableOfTheCatalogByTheFilesOfItsPartitions() throws IOException {
    people(0, 100).write().format("parquet").partitionBy("year").saveAsTable("read_test.people");
    String elsewhere = path("elsewhere");
    people(100, 130).drop("year").write().parquet(elsewhere);
    spark.sql(
        "ALTER TABLE read_test.people ADD PARTITION (year = 2030) LOCATION '" + elsewhere + "'");
    PinnedInput pin = pin("read_test.people");
    assertThat(pin.kind()).isEqualTo(PinnedInput.Kind.PARQUET);
    assertThat(pin.catalogTable()).isTrue();
    assertThat(pin.knownRows()).contains(130L);
    assertThat(reader.read(pin).count()).isEqualTo(130);
    reader.verifyUnchanged(pin);

    people(130, 140).drop("year").write().mode(SaveMode.Append).parquet(elsewhere);
    assertFails(
        () -> reader.verifyUnchanged(pin),
        ErrorCode.INPUT_CHANGED,
        "/elsewhere/part-",
        "was added");
  }

  @Test
  void pinsAnEmptyParquetTableAndRefusesOtherProviders() {
    spark.sql("CREATE TABLE read_test.nobody (id BIGINT) USING parquet");
    assertThat(pin("read_test.nobody").knownRows()).contains(0L);
    spark.sql("CREATE TABLE read_test.text (id BIGINT) USING csv");
    assertFails(
        () -> pin("read_test.text"),
        ErrorCode.INPUT,
        "Cannot read 'read_test.text': it is a table of csv. Assay reads Parquet and Delta");
  }

  // --- Delta --------------------------------------------------------------------------------

  @Test
  void pinsADeltaTableAtItsNewestVersionOrTheOneAskedFor() {
    String table = delta("people");
    PinnedInput newest = pin(table);
    assertThat(newest.kind()).isEqualTo(PinnedInput.Kind.DELTA);
    assertThat(newest.version()).contains(1L);
    assertThat(newest.knownRows()).contains(150L);
    PinnedInput first = reader.pin(table, 0L, null);
    assertThat(first.knownRows()).contains(100L);
    assertThat(first.files()).isLessThan(newest.files());
    assertThat(first.bytes()).isLessThan(newest.bytes());
    assertThat(first.digest()).isNotEqualTo(newest.digest());

    people(150, 200).write().format("delta").mode(SaveMode.Append).save(table);
    assertThat(reader.read(newest).count()).isEqualTo(150);
    assertThat(new TableReader(spark).read(first).count()).isEqualTo(100);
    reader.verifyUnchanged(newest);
    assertThat(pin(table).version()).contains(2L);
  }

  @Test
  void resolvesATimestampToAVersion() throws IOException {
    String table = delta("people");
    touchLog(table, 0, "2026-01-01T00:00:00Z");
    touchLog(table, 1, "2026-02-01T00:00:00Z");
    assertThat(reader.pin(table, null, "2026-01-15").version()).contains(0L);
    assertThat(reader.pin(table, null, "2026-02-01T00:00:00Z").version()).contains(1L);
    assertThat(reader.pin(table, null, "2026-01-31 23:59:59").version()).contains(0L);
    String range =
        "the log goes from version 0 (2026-01-01T00:00:00Z) to version 1 (2026-02-01T00:00:00Z)";
    assertFails(() -> reader.pin(table, null, "2025-12-31"), ErrorCode.INPUT, range);
    assertFails(
        () -> reader.pin(table, null, "2026-02-02"),
        ErrorCode.INPUT,
        "Cannot read '" + table + "' as of 2026-02-02: " + range);
    assertFails(
        () -> reader.pin(table, null, "yesterday"),
        ErrorCode.CONFIG,
        "Cannot understand input.timestamp 'yesterday': it is no date or time. Write it like"
            + " 2026-01-31 or 2026-01-31T12:00:00Z.");
  }

  @Test
  void saysWhichVersionsThereAre() {
    String table = delta("people");
    assertFails(
        () -> reader.pin(table, 7L, null),
        ErrorCode.INPUT,
        "Cannot read '"
            + table
            + "' at version 7: the log holds versions 0 to 1. Set input.version"
            + " to one of them, or leave it out for the newest.");
    assertFails(
        () -> reader.pin(table, 1L, "2026-01-01"), ErrorCode.CONFIG, "are both set. Take one");
  }

  @Test
  void refusesADirectoryWithinADeltaTable() {
    people(0, 100).write().format("delta").partitionBy("year").save(path("people"));
    assertFails(
        () -> pin(path("people/year=2016")),
        ErrorCode.INPUT,
        "it lies within the Delta table 'file:" + path("people") + "', whose log says which files");
  }

  @Test
  void readsDeletionVectorsColumnMappingAndPartitions() {
    String table = "delta.`" + path("people") + "`";
    spark.sql(
        "CREATE TABLE "
            + table
            + " (id BIGINT, old INT, `a b.c` INT, year INT) USING delta PARTITIONED BY (year)"
            + " TBLPROPERTIES ('delta.enableDeletionVectors'='true',"
            + " 'delta.columnMapping.mode'='name')");
    spark.sql(
        "INSERT INTO "
            + table
            + " SELECT /*+ COALESCE(1) */ id, cast(id AS INT), 1, 2018 FROM range(100)");
    spark.sql("ALTER TABLE " + table + " RENAME COLUMN old TO AGEP");
    spark.sql("DELETE FROM " + table + " WHERE id < 10");
    PinnedInput pin = pin(path("people"));
    assertThat(pin.knownRows()).contains(90L);
    Dataset<Row> rows = reader.read(pin);
    assertThat(rows.columns()).containsExactly("id", "AGEP", "a b.c", "year");
    assertThat(rows.agg(org.apache.spark.sql.functions.sum("AGEP")).head().getLong(0))
        .isEqualTo(4905);
    assertThat(rows.collectAsList()).hasSize(90);
  }

  @Test
  void knowsNoRowsWhereADeltaTableHasNoStatistics() {
    spark.conf().set("spark.databricks.delta.stats.collect", "false");
    try {
      String table = delta("people");
      assertThat(pin(table).knownRows()).isEmpty();
      assertThat(pin(table).files()).isPositive();
    } finally {
      spark.conf().unset("spark.databricks.delta.stats.collect");
    }
  }

  @Test
  void noticesThatADeltaTableWasReplaced() throws IOException {
    String table = delta("people");
    PinnedInput pin = pin(table);
    FileUtils.deleteDirectory(Path.of(table).toFile());
    assertFails(() -> reader.verifyUnchanged(pin), ErrorCode.INPUT_CHANGED, "the table is gone");
    delta("people");
    assertFails(
        () -> reader.verifyUnchanged(pin),
        ErrorCode.INPUT_CHANGED,
        "another table was created in its place");
    assertFails(() -> reader.read(pin), ErrorCode.INPUT_CHANGED, "another table");
  }

  @Test
  void tellsAnEmptyInputWithoutReading() {
    people(0, 0).write().format("delta").save(path("nobody"));
    PinnedInput pin = pin(path("nobody"));
    assertThat(pin.knownRows()).contains(0L);
    assertThat(ReadErrors.knownEmpty(pin, null).orElseThrow())
        .hasMessage(
            "Cannot score '"
                + path("nobody")
                + "': it holds no rows. Set input.allow-empty: true if"
                + " that is fine.");
    assertThat(ReadErrors.knownEmpty(pin, "year = 2018")).isEmpty();
  }

  private static List<Path> dataFiles(Path table) throws IOException {
    try (java.util.stream.Stream<Path> files = Files.list(table)) {
      return files.filter(f -> f.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private void touchLog(String table, int version, String time) throws IOException {
    Path commit = Path.of(table, "_delta_log", "%020d.json".formatted(version));
    Files.setLastModifiedTime(commit, FileTime.from(java.time.Instant.parse(time)));
    org.apache.spark.sql.delta.DeltaLog.clearCache();
  }
}
