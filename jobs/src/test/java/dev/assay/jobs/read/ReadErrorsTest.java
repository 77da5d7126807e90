package dev.assay.jobs.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.plan.Column;
import dev.assay.plan.PinnedInput;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Damages real files after they were pinned, and reads them. */
@ExtendWith(SparkExtension.class)
class ReadErrorsTest {
  @TempDir Path dir;
  private final SparkSession spark;
  private final TableReader reader;

  ReadErrorsTest(SparkSession spark) {
    this.spark = spark;
    this.reader = new TableReader(spark);
  }

  /** Three files of 20,000 rows. */
  private Path table() throws IOException {
    Path table = dir.resolve("the 50% people");
    spark
        .range(0, 60_000, 1, 3)
        .selectExpr("id", "cast(hash(id) as double) AS x")
        .write()
        .parquet(table.toString());
    try (Stream<Path> files = Files.list(table)) {
      for (Path crc : files.filter(f -> f.toString().endsWith(".crc")).toList()) {
        Files.delete(crc); // object stores have none
      }
    }
    return table;
  }

  private static Path middle(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(f -> f.toString().endsWith(".parquet")).sorted().toList().get(1);
    }
  }

  private PinnedInput pin(Path table) {
    return reader.pin(table.toString(), null, null);
  }

  private Throwable scan(PinnedInput pin) {
    Throwable failure =
        catchThrowable(() -> reader.read(pin).selectExpr("sum(id)", "sum(x)").collectAsList());
    assertThat(failure).as("the scan must fail").isNotNull();
    return failure;
  }

  private static void truncate(Path file, double share) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
  }

  @Test
  void namesTheTruncatedFileWhenItIsPinned() throws IOException {
    Path table = table();
    Path file = middle(table);
    truncate(file, 0.5);
    assertThatThrownBy(() -> pin(table))
        .isInstanceOf(AssayException.class)
        .hasMessageStartingWith("Cannot read 'file:" + file + "': it is damaged or cut short (")
        .hasMessageContaining("is not a Parquet file. Expected magic number at tail")
        .hasMessageEndingWith("). Restore it, or write it again.")
        .extracting(e -> ((AssayException) e).code())
        .isEqualTo(ErrorCode.INPUT);
    truncate(file, 0.00002);
    assertThatThrownBy(() -> pin(table)).hasMessageContaining("is not a Parquet file");
  }

  @Test
  void namesTheTruncatedFileWhenItIsRead() throws IOException {
    Path table = table();
    PinnedInput pin = pin(table);
    Path file = middle(table);
    truncate(file, 0.5);
    AssayException error = ReadErrors.map(scan(pin)).orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.INPUT);
    assertThat(error.getMessage())
        .startsWith("Cannot read 'file:" + file + "': it is damaged or cut short (is not a Parquet")
        .contains("Expected magic number at tail");
    AssayException explained = reader.explain(pin, scan(pin)).orElseThrow();
    assertThat(explained.code()).isEqualTo(ErrorCode.INPUT_CHANGED);
    assertThat(explained.getMessage()).contains("'" + file.getFileName() + "' was replaced (");
  }

  @Test
  void noticesADamagedPage() throws IOException {
    Path table = table();
    Path file = middle(table);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = bytes.length / 2; i < bytes.length / 2 + 64; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
    PinnedInput pin = pin(table);
    AssayException error = reader.explain(pin, scan(pin)).orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.INPUT);
    assertThat(error.getMessage())
        .isEqualTo(
            "Cannot read 'file:"
                + file
                + "': it is damaged or cut short (could not verify page integrity, CRC checksum"
                + " verification failed). Restore it, or write it again.");
  }

  @Test
  void noticesADamagedPageOfADeltaTable() throws IOException {
    Path table = dir.resolve("delta");
    spark
        .range(0, 60_000, 1, 1)
        .selectExpr("id", "cast(hash(id) as double) AS x")
        .write()
        .format("delta")
        .option("compression", "none")
        .save(table.toString());
    Path file;
    try (Stream<Path> files = Files.list(table)) {
      file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.deleteIfExists(table.resolve("." + file.getFileName() + ".crc"));
    AssayException error = ReadErrors.map(scan(pin(table))).orElseThrow();
    assertThat(error.getMessage())
        .contains("'file:" + file + "'", "CRC checksum verification failed");
  }

  @Test
  void namesTheColumnAndTheFileOfAnotherType() throws IOException {
    Path table = table();
    spark
        .range(5)
        .selectExpr("id", "cast(id as string) AS x")
        .coalesce(1)
        .write()
        .mode(SaveMode.Append)
        .parquet(table.toString());
    PinnedInput pin = pin(table);
    AssayException error = reader.explain(pin, scan(pin)).orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.INPUT);
    assertThat(error.getMessage())
        .matches(
            "Cannot read column 'x' of 'file:"
                + table
                + "/part-[^']+\\.parquet': the table's type is (double|string), but this file holds"
                + " (BINARY|DOUBLE)\\. Write the file again with the table's type\\.");
  }

  @Test
  void namesAFileThatIsGone() throws IOException {
    Path table = table();
    PinnedInput pin = pin(table);
    org.apache.spark.sql.Dataset<org.apache.spark.sql.Row> rows = reader.read(pin);
    Path file = middle(table);
    Files.delete(file);
    Throwable failure = catchThrowable(() -> rows.selectExpr("sum(x)").collectAsList());
    AssayException error = ReadErrors.map(failure).orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.INPUT_CHANGED);
    assertThat(error.getMessage())
        .isEqualTo(
            "Cannot read 'file:"
                + file
                + "': it is gone, though it was there when the input was pinned. Run again; if the"
                + " table was vacuumed, choose a version whose files are still kept.");
    assertThat(reader.explain(pin, failure).orElseThrow())
        .hasMessageContaining("'" + file.getFileName() + "' was removed");
  }

  @Test
  void namesAFileOfAVersionThatWasVacuumed() throws IOException {
    Path table = dir.resolve("delta");
    for (int i = 0; i < 2; i++) {
      spark.range(10).write().format("delta").mode(SaveMode.Overwrite).save(table.toString());
    }
    spark.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
    spark.conf().set("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2"); // of 10000
    try {
      io.delta.tables.DeltaTable.forPath(spark, table.toString()).vacuum(0);
    } finally {
      spark.conf().unset("spark.databricks.delta.retentionDurationCheck.enabled");
      spark.conf().unset("spark.sql.sources.parallelPartitionDiscovery.parallelism");
    }
    PinnedInput pin = reader.pin(table.toString(), 0L, null);
    Throwable failure =
        catchThrowable(() -> reader.read(pin).selectExpr("sum(id)").collectAsList());
    AssayException error = reader.explain(pin, failure).orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.INPUT_CHANGED);
    assertThat(error.getMessage())
        .contains("Cannot read 'file:" + table + "/part-", "if the table was vacuumed");
  }

  @Test
  void noticesAFileReplacedByAGoodOneDuringTheRun() throws IOException {
    Path table = table();
    PinnedInput pin = pin(table);
    assertThat(reader.read(pin).count()).isEqualTo(60_000);
    Path other = dir.resolve("other");
    spark
        .range(7)
        .selectExpr("id", "cast(1 as double) AS x")
        .coalesce(1)
        .write()
        .parquet(other.toString());
    Path good;
    try (Stream<Path> files = Files.list(other)) {
      good = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Files.copy(good, middle(table), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> reader.verifyUnchanged(pin))
        .isInstanceOf(AssayException.class)
        .hasMessageContaining("'" + middle(table).getFileName() + "' was replaced (")
        .extracting(e -> ((AssayException) e).code())
        .isEqualTo(ErrorCode.INPUT_CHANGED);
  }

  @Test
  void failsWhateverTheSessionSaidOfDamagedFiles() throws IOException {
    spark.conf().set("spark.sql.files.ignoreCorruptFiles", "true");
    TableReader strict = new TableReader(spark);
    Path table = table();
    PinnedInput pin = strict.pin(table.toString(), null, null);
    truncate(middle(table), 0.5);
    Throwable failure = catchThrowable(() -> strict.read(pin).selectExpr("sum(x)").collectAsList());
    assertThat(ReadErrors.map(failure)).isPresent();
  }

  @Test
  void findsTheFileWhoseFooterIsDamaged() throws IOException {
    Path table = table();
    Path file = middle(table);
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, bytes.length - 8, bytes.length - 4, (byte) 0x7f);
    Files.write(file, bytes);
    PinnedInput pin =
        new PinnedInput(
            PinnedInput.Kind.PARQUET,
            table.toString(),
            "file:" + table,
            false,
            null,
            FileListing.of(
                    new org.apache.hadoop.fs.Path(table.toString())
                        .getFileSystem(spark.sessionState().newHadoopConf()),
                    new org.apache.hadoop.fs.Path("file:" + table))
                .digest(),
            3,
            1,
            null);
    AssayException error = reader.explain(pin, scan(pin)).orElseThrow();
    assertThat(error.getMessage())
        .startsWith(
            "Cannot read 'file:"
                + file
                + "': it is damaged or cut short (corrupted file: the footer"
                + " index is not within the file");
  }

  @Test
  void readsTheTextOfAFailureWhoseCauseWasLostOnTheWay() {
    String text =
        "Job aborted due to stage failure: Task 3 in stage 0.0 failed 4 times, most recent failure:"
            + " Lost task 3.3 (TID 9) (host executor 1): org.apache.spark.SparkException:"
            + " Encountered error while reading file s3a://b/people/part%201.parquet. Details:\n"
            + "\tat org.apache.spark.sql.X.y(X.scala:1)\n"
            + "Caused by: java.lang.RuntimeException: s3a://b/people/part 1.parquet is not a Parquet"
            + " file. Expected magic number at tail, but found [1, 2, 3, 4]\n";
    assertThat(ReadErrors.map(new SparkException(text, null)).orElseThrow())
        .hasMessage(
            "Cannot read 's3a://b/people/part 1.parquet': it is damaged or cut short (is not a"
                + " Parquet file. Expected magic number at tail, but found [1, 2, 3, 4]). Restore it,"
                + " or write it again.");
  }

  @Test
  void tellsForbiddenFilesFromMissingOnes() {
    Exception denied = new SparkException("Job aborted", new AccessControlException("no"));
    assertThat(ReadErrors.map(denied).orElseThrow())
        .hasMessage(
            "Cannot read the input: permission denied. Give the user that runs the job the right to"
                + " read it.")
        .extracting(AssayException::code)
        .isEqualTo(ErrorCode.INPUT);
    Exception local =
        new SparkException(
            "Encountered error while reading file file:///d/p.parquet. Details:",
            new FileNotFoundException("/d/p.parquet (Permission denied)"));
    assertThat(ReadErrors.map(local).orElseThrow().getMessage())
        .startsWith("Cannot read 'file:/d/p.parquet': permission denied.");
  }

  @Test
  void asksToTryAgainWhereTheStorageWasAway() {
    Exception away = new SparkException("Job aborted", new ConnectException("Connection refused"));
    assertThat(ReadErrors.map(away).orElseThrow())
        .hasMessage(
            "Cannot read the input: the storage did not answer (Connection refused). Run again when"
                + " it does.")
        .extracting(AssayException::code)
        .isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void leavesOtherFailuresAlone() {
    assertThat(ReadErrors.map(new SparkException("Job cancelled", null))).isEmpty();
    assertThat(ReadErrors.map(new IllegalStateException("a defect"))).isEmpty();
  }

  @Test
  void saysHowManyKeysAreNull() {
    PinnedInput pin =
        new PinnedInput(PinnedInput.Kind.DELTA, "people", "/p", false, 3L, "sha256:0", 1, 1, 1L);
    List<Column> key = List.of(new Column("id", "int"), new Column("day", "date"));
    assertThat(ReadErrors.nullKeys(pin, key, 12))
        .hasMessage(
            "Cannot score 'people': 12 rows have a null in a key column ('id', 'day'). Leave such"
                + " rows out with input.filter, or name other columns in input.key.");
  }
}
