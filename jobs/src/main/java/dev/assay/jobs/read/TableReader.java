package dev.assay.jobs.read;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.plan.Nearest;
import dev.assay.plan.PinnedInput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaTableUtils;
import scala.Option;

/**
 * Finds input tables, pins them, and reads them as pinned.
 *
 * <p>What a table is called: a name with a slash or a scheme is a path, and so is a name that
 * exists as a path; every other name is a table of the catalog. A name that is both is refused.
 * Relative paths start at the working directory of the default file system.
 */
public final class TableReader {
  private static final Set<ErrorCode> OF_THE_INPUT =
      Set.of(ErrorCode.INPUT, ErrorCode.INPUT_CHANGED);

  private static final Map<String, String> STRICT =
      Map.of(
          "spark.sql.files.ignoreCorruptFiles", "false",
          "spark.sql.files.ignoreMissingFiles", "false",
          "parquet.page.verify-checksum.enabled", "true");

  private final SparkSession spark;
  private final Configuration conf;
  private final CatalogTables catalog;
  private final DeltaPins deltas;
  private final ParquetFiles parquet;
  private final Map<String, FileListing> listings = new HashMap<>();

  /**
   * A reader for this session, which it sets so that no damaged or missing file is passed over:
   * data sources take these settings from the session alone.
   */
  public TableReader(SparkSession spark) {
    this.spark = spark;
    STRICT.forEach(spark.conf()::set);
    this.conf = spark.sessionState().newHadoopConf();
    this.catalog = new CatalogTables(spark);
    this.deltas = new DeltaPins(spark);
    this.parquet = new ParquetFiles(conf);
  }

  /**
   * Pins a table: a Delta table at its newest version or the one asked for, Parquet files by their
   * listing. Reads no rows.
   *
   * @param table path or catalog name
   * @param version Delta version, or null
   * @param timestamp Delta timestamp, or null; zoneless times are in the session's time zone
   * @throws AssayException (INPUT, CONFIG) if there is no such table or version, or it cannot be
   *     pinned
   */
  public PinnedInput pin(String table, Long version, String timestamp) {
    if (version != null && timestamp != null) {
      throw new AssayException(
          ErrorCode.CONFIG,
          "Cannot pin '"
              + table
              + "': input.version and input.timestamp are both set. Take one of them out.");
    }
    Path path = isCatalogName(table) ? null : existingPath(table);
    if (path != null) {
      return pinPath(table, path, version, timestamp);
    }
    return pinCatalogTable(
        table, catalog.find(table).orElseThrow(() -> noSuchTable(table)), version, timestamp);
  }

  /**
   * The rows of a pinned table. Page checksums are verified where the files have them.
   *
   * @throws AssayException (INPUT_CHANGED) if the table is not any more as it was pinned
   */
  public Dataset<Row> read(PinnedInput input) {
    try {
      return input.kind() == PinnedInput.Kind.DELTA ? readDelta(input) : readParquet(input);
    } catch (AssayException e) {
      throw e;
    } catch (RuntimeException e) {
      throw cannotOpen(input, e);
    } catch (Exception e) {
      throw e instanceof AnalysisException ? cannotOpen(input, e) : ReadErrors.rethrow(e);
    }
  }

  /**
   * Looks at the table again, after it was read.
   *
   * @throws AssayException (INPUT_CHANGED) naming the files that were added, replaced or removed
   */
  public void verifyUnchanged(PinnedInput input) {
    if (input.kind() == PinnedInput.Kind.DELTA) {
      verifyDelta(input);
      return;
    }
    FileListing now = list(input);
    if (now.digest().equals(input.digest())) {
      return;
    }
    FileListing then = listings.get(input.digest());
    String changes =
        then == null
            ? "its files are not those that were pinned"
            : then.difference(now).orElse("its files are not those that were pinned");
    throw changed(input, changes, null);
  }

  /**
   * What a failure of a job that read this input means, if it was the input's fault: the change of
   * the input where it changed meanwhile, else what {@link ReadErrors} finds.
   */
  public Optional<AssayException> explain(PinnedInput input, Throwable failure) {
    Optional<AssayException> found = ReadErrors.map(failure);
    if (found.isEmpty() || !OF_THE_INPUT.contains(found.get().code())) {
      return found;
    }
    try {
      verifyUnchanged(input);
      return ReadErrors.lacksFile(found.get()) ? damagedFile(input).or(() -> found) : found;
    } catch (AssayException e) {
      return e.code() == ErrorCode.INPUT_CHANGED
          ? Optional.of(new AssayException(e.code(), e.getMessage(), failure))
          : found;
    }
  }

  private Optional<AssayException> damagedFile(PinnedInput input) {
    return input.kind() == PinnedInput.Kind.PARQUET
        ? parquet.firstDamaged(list(input))
        : Optional.empty();
  }

  // --- what a name means --------------------------------------------------------------------

  private boolean isCatalogName(String table) {
    if (table.contains("`")) {
      return true;
    }
    if (table.contains("/") || table.contains(":")) {
      return false;
    }
    boolean path = exists(table, new Path(table));
    if (path && catalog.exists(table)) {
      throw new AssayException(
          ErrorCode.CONFIG,
          "Cannot tell what '"
              + table
              + "' is: there is a path and a catalog table of that name. Write './"
              + table
              + "' for the path, or `"
              + table.replace(".", "`.`")
              + "` for the table.");
    }
    return !path;
  }

  private Path existingPath(String table) {
    Path path = path(table);
    if (!exists(table, path)) {
      throw noSuchPath(table, path);
    }
    return path;
  }

  private Path path(String table) {
    try {
      Path path = new Path(table);
      return path.getFileSystem(conf).makeQualified(path);
    } catch (IllegalArgumentException e) {
      throw new AssayException(
          ErrorCode.CONFIG,
          "Cannot understand input.table '" + table + "': " + ReadErrors.firstLine(e) + ".",
          e);
    } catch (IOException | RuntimeException e) {
      throw ReadErrors.fileSystem(table, e);
    }
  }

  private boolean exists(String table, Path path) {
    try {
      return path.getFileSystem(conf).exists(path);
    } catch (IOException | RuntimeException e) {
      throw ReadErrors.fileSystem(table, e);
    }
  }

  private AssayException noSuchTable(String table) {
    return new AssayException(
        ErrorCode.INPUT,
        "Cannot find '"
            + table
            + "': there is no such path, and no such table in the catalog. "
            + catalog.hint(table));
  }

  private AssayException noSuchPath(String table, Path path) {
    if (table.matches(".*[*?\\[{].*")) {
      return new AssayException(
          ErrorCode.INPUT,
          "Cannot find '"
              + table
              + "': there is no such path, and patterns are not understood. Name the directory, and"
              + " choose its rows with a filter.");
    }
    Path parent = path.getParent();
    Path missing = path;
    while (parent != null && !exists(table, parent)) {
      missing = parent;
      parent = parent.getParent();
    }
    String where = parent == null ? "" : " '" + parent + "' has no '" + missing.getName() + "'.";
    String hint =
        parent == null
            ? ""
            : " " + Nearest.hint("names there", missing.getName(), names(table, parent));
    return new AssayException(
        ErrorCode.INPUT, "Cannot find '" + table + "': there is no such path." + where + hint);
  }

  private List<String> names(String table, Path directory) {
    try {
      FileStatus[] children = directory.getFileSystem(conf).listStatus(directory);
      return Arrays.stream(children)
          .map(s -> s.getPath().getName())
          .filter(n -> !n.startsWith("."))
          .toList();
    } catch (IOException e) {
      throw ReadErrors.fileSystem(table, e);
    }
  }

  // --- pinning ------------------------------------------------------------------------------

  private PinnedInput pinPath(String table, Path path, Long version, String timestamp) {
    Option<Path> root =
        DeltaTableUtils.findDeltaTableRoot(
            spark, path, scala.collection.immutable.Map$.MODULE$.empty());
    if (root.isDefined() && !root.get().equals(path)) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot read '"
              + table
              + "': it lies within the Delta table '"
              + root.get()
              + "', whose log says which files count. Name that table, and choose its rows with"
              + " a filter.");
    }
    if (root.isDefined()) {
      DeltaLog log = DeltaLog.forTable(spark, path);
      return pinDelta(table, log, false, version, timestamp);
    }
    refuseForeignFormats(table, path);
    FileListing listing = list(table, path);
    return pinParquet(table, path, false, listing, version, timestamp);
  }

  private PinnedInput pinCatalogTable(
      String table, CatalogTables.Found found, Long version, String timestamp) {
    if (found instanceof CatalogTables.DeltaTable delta) {
      return pinDelta(table, delta.log(), true, version, timestamp);
    }
    CatalogTables.ParquetTable files = (CatalogTables.ParquetTable) found;
    return pinParquet(table, files.location(), true, files.listing(), version, timestamp);
  }

  private PinnedInput pinDelta(
      String table, DeltaLog log, boolean inCatalog, Long version, String timestamp) {
    long pinned = deltas.resolve(table, log, version, timestamp);
    DeltaPins.Facts facts = deltas.facts(log, pinned);
    return new PinnedInput(
        PinnedInput.Kind.DELTA,
        table,
        log.dataPath().toString(),
        inCatalog,
        pinned,
        facts.digest(),
        facts.files(),
        facts.bytes(),
        facts.rows());
  }

  private PinnedInput pinParquet(
      String table,
      Path location,
      boolean inCatalog,
      FileListing listing,
      Long version,
      String timestamp) {
    if (version != null || timestamp != null) {
      throw new AssayException(
          ErrorCode.CONFIG,
          "Cannot read '"
              + table
              + "' at a version: Parquet files have none. Take input."
              + (version != null ? "version" : "timestamp")
              + " out, or use a Delta table.");
    }
    boolean emptyTable = inCatalog && listing.entries().isEmpty();
    if (!emptyTable) {
      parquet.requireParquet(table, listing);
      requireOneLayout(table, inCatalog, listing);
    }
    OptionalLong rows = emptyTable ? OptionalLong.of(0) : parquet.rows(listing);
    String digest = listing.digest();
    listings.put(digest, listing);
    return new PinnedInput(
        PinnedInput.Kind.PARQUET,
        table,
        location.toString(),
        inCatalog,
        null,
        digest,
        listing.entries().size(),
        listing.bytes(),
        rows.isPresent() ? rows.getAsLong() : null);
  }

  private static void requireOneLayout(String table, boolean inCatalog, FileListing listing) {
    if (!inCatalog && listing.layout() == FileListing.Layout.MIXED) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot read '"
              + table
              + "': some of its files lie in partition directories (column=value) and some do not,"
              + " such as '"
              + listing.entries().get(0).name()
              + "' and '"
              + listing.entries().get(listing.entries().size() - 1).name()
              + "'. Name one of its directories, or write it again.");
    }
  }

  private void refuseForeignFormats(String table, Path path) {
    String format =
        exists(table, new Path(path, ".hoodie"))
            ? "a Hudi table"
            : isIceberg(table, new Path(path, "metadata")) ? "an Iceberg table" : null;
    if (format != null) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot read '"
              + table
              + "': it is "
              + format
              + ", whose files do not all count. Assay reads Parquet and Delta: write it to such a"
              + " table first.");
    }
  }

  private boolean isIceberg(String table, Path metadata) {
    return exists(table, metadata)
        && names(table, metadata).stream().anyMatch(n -> n.endsWith(".metadata.json"));
  }

  private FileListing list(String table, Path path) {
    try {
      FileSystem fs = path.getFileSystem(conf);
      return FileListing.of(fs, path);
    } catch (IOException | RuntimeException e) {
      throw ReadErrors.fileSystem(table, e);
    }
  }

  // --- reading ------------------------------------------------------------------------------

  private Dataset<Row> readDelta(PinnedInput input) {
    verifyDelta(input);
    return spark
        .read()
        .format("delta")
        .option("versionAsOf", input.deltaVersion())
        .load(input.location());
  }

  private Dataset<Row> readParquet(PinnedInput input) {
    FileListing listing = listings.get(input.digest());
    if (listing == null) {
      verifyUnchanged(input);
      listing = list(input);
    }
    if (input.catalogTable()) {
      return spark.read().table(input.table());
    }
    DataFrameReader reader = spark.read();
    if (listing.layout() == FileListing.Layout.NESTED) {
      reader = reader.option("recursiveFileLookup", "true");
    } else if (listing.layout() == FileListing.Layout.PARTITIONED) {
      reader = reader.option("basePath", input.location());
    }
    return reader.parquet(input.location());
  }

  // --- verifying ----------------------------------------------------------------------------

  private void verifyDelta(PinnedInput input) {
    DeltaLog log = DeltaLog.forTable(spark, new Path(input.location()));
    log.update(false, Option.empty(), Option.empty());
    if (!log.tableExists()) {
      throw changed(input, "the table is gone", null);
    }
    String id;
    try {
      id = log.getSnapshotAt(input.deltaVersion(), Option.empty(), Option.empty()).metadata().id();
    } catch (RuntimeException e) {
      throw changed(input, "its log does not hold that version any more", e);
    }
    String digest = new DeltaPins.Facts(input.deltaVersion(), id, 0, 0, null).digest();
    if (!digest.equals(input.digest())) {
      throw changed(input, "another table was created in its place", null);
    }
  }

  private FileListing list(PinnedInput input) {
    if (!input.catalogTable()) {
      return list(input.table(), new Path(input.location()));
    }
    CatalogTables.Found found =
        catalog.find(input.table()).orElseThrow(() -> changed(input, "the table is gone", null));
    if (found instanceof CatalogTables.ParquetTable files) {
      return files.listing();
    }
    throw changed(input, "it is another table now", null);
  }

  private static AssayException changed(PinnedInput input, String changes, Throwable cause) {
    return new AssayException(
        ErrorCode.INPUT_CHANGED,
        "Cannot use what was read of '"
            + input.table()
            + "': the input changed after it was pinned: "
            + changes
            + ". Run again when nothing writes to it, or use a Delta table, whose versions stay.",
        cause);
  }

  private AssayException cannotOpen(PinnedInput input, Exception failure) {
    return explain(input, failure)
        .orElseGet(
            () ->
                new AssayException(
                    ErrorCode.INPUT,
                    "Cannot read '" + input.table() + "': " + ReadErrors.firstLine(failure) + ".",
                    failure));
  }
}
