package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.TableSpec.ColumnSpec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes the tables of a store, and refuses what is not ours. */
final class TableOpener {
  private static final int MAX_TRIES = 10;

  private final SparkSession session;

  TableOpener(SparkSession session) {
    this.session = session;
  }

  /** Refuses a root that cannot be a store: a file, or itself a table. */
  void checkRoot(Path root) {
    try {
      FileSystem fs = fileSystem(root);
      if (fs.exists(root) && !fs.getFileStatus(root).isDirectory()) {
        throw refused("use the store", root, "it is a file", "Give a directory as 'store'");
      }
      if (fs.exists(new Path(root, "_delta_log"))) {
        throw refused(
            "use the store",
            root,
            "it is a Delta table itself, and a store is a directory of tables",
            "Give another directory as 'store'");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is a table of ours; refuses anything else that is there. */
  boolean exists(TableSpec table, Path path) {
    TableLog log = TableLog.at(session, path);
    if (log.version() < 0) {
      try {
        checkEmpty(path);
        return false;
      } catch (AssayException foreign) {
        if (log.version() < 0) {
          throw foreign;
        } // else another run has made the table between the two looks
      }
    }
    checkOwner(table, path, log.metadata());
    return true;
  }

  /** Opens the table; makes it, or adds columns that it lacks and may have. */
  void open(TableSpec table, Path path) {
    for (int tries = 1; ; tries++) {
      try {
        openOnce(table, path);
        return;
      } catch (ConcurrentModificationException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private void openOnce(TableSpec table, Path path) {
    TableLog log = TableLog.at(session, path);
    if (!exists(table, path)) {
      log.create(table.comment(), schema(table.columns()), table.partitionBy(), table.properties());
      checkOwner(table, path, log.metadata());
    }
    checkColumns(table, path, log.metadata());
    List<ColumnSpec> missing = missing(table, log.metadata());
    if (!missing.isEmpty()) {
      log.addColumns(List.of(schema(missing).fields()));
      checkColumns(table, path, log.metadata());
    }
  }

  private static StructType schema(List<ColumnSpec> columns) {
    return new StructType(
        columns.stream()
            .map(
                c ->
                    new StructField(
                            c.name(),
                            DataType.fromDDL(c.type()),
                            true,
                            org.apache.spark.sql.types.Metadata.empty())
                        .withComment(c.comment()))
            .toArray(StructField[]::new));
  }

  private void checkEmpty(Path path) {
    try {
      for (FileStatus found : list(path)) {
        if (!madeOrLeft(found)) {
          throw refused(
              "use the table",
              path,
              "the directory holds '" + found.getPath().getName() + "', which is not ours",
              "Give another directory as 'store', or move that away");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A log in which no commit was found: a crash left it while the table was made, or another run is
   * making the table at this moment; then our own attempt conflicts with it and is made again.
   */
  private static boolean madeOrLeft(FileStatus found) {
    return found.isDirectory() && found.getPath().getName().equals("_delta_log");
  }

  private FileStatus[] list(Path path) throws IOException {
    try {
      return fileSystem(path).listStatus(path);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(session.sessionState().newHadoopConf());
  }

  private static void checkOwner(TableSpec table, Path path, Metadata metadata) {
    Map<String, String> found = TableLog.properties(metadata);
    Map<String, String> wanted = table.properties();
    String name = found.get(StoreTables.TABLE);
    if (!table.name().equals(name)) {
      throw refused(
          "use the table",
          path,
          name == null
              ? "it is a Delta table that Assay did not make"
              : "it is Assay's table '" + name + "', and '" + table.name() + "' belongs there",
          "Give another directory as 'store'");
    }
    checkReadable(path, metadata);
    String useCase = found.get(StoreTables.USE_CASE);
    if (!wanted.get(StoreTables.USE_CASE).equals(useCase)) {
      throw refused(
          "use the table",
          path,
          "it belongs to the use case '"
              + useCase
              + "', and this job's is '"
              + wanted.get(StoreTables.USE_CASE)
              + "'",
          "One use case has one store: give another directory as 'store', or correct 'use-case'");
    }
  }

  /** Refuses a table that a newer version wrote. */
  static void checkReadable(Path path, Metadata metadata) {
    String format = TableLog.properties(metadata).getOrDefault(StoreTables.FORMAT, "");
    if (!format.matches("\\d{1,9}") || Integer.parseInt(format) > StoreTables.FORMAT_VERSION) {
      throw refused(
          "use the table",
          path,
          "its format is '"
              + format
              + "', and this version of Assay knows none above "
              + StoreTables.FORMAT_VERSION,
          "Use a newer version of Assay, or another directory as 'store'");
    }
  }

  /** Refuses a table whose key, partitions or columns are others. */
  static void checkColumns(TableSpec table, Path path, Metadata metadata) {
    String key = TableLog.properties(metadata).get(StoreTables.KEY);
    String wanted = table.properties().get(StoreTables.KEY);
    if (wanted != null && !wanted.equalsIgnoreCase(key)) {
      throw refused(
          "store rows with the key " + wanted + " in",
          path,
          "its rows have the key " + key,
          "A store has one key: use that key, or another directory as 'store'");
    }
    if (!TableLog.partitionColumns(metadata).equals(table.partitionBy())) {
      throw refused(
          "use the table",
          path,
          "it is partitioned by "
              + TableLog.partitionColumns(metadata)
              + ", expected "
              + table.partitionBy(),
          "Somebody changed it: restore it, or give another directory as 'store'");
    }
    for (ColumnSpec column : table.columns()) {
      Optional<StructField> found = field(metadata, column);
      if (found.isEmpty() && column.role().addable()) {
        continue;
      }
      checkType(column, path, found);
    }
  }

  private static void checkType(ColumnSpec column, Path path, Optional<StructField> found) {
    String type = found.map(f -> f.dataType().catalogString()).orElse("absent");
    if (!type.equals(column.canonicalType())) {
      throw refused(
          "store column '" + column.name() + "' in",
          path,
          "it is " + type + " there and " + column.canonicalType() + " in this run",
          column.role().ours()
              ? "Somebody changed the table: restore it, or give another directory as 'store'"
              : "Cast it where the input is made, or give another directory as 'store'");
    }
  }

  private static List<ColumnSpec> missing(TableSpec table, Metadata metadata) {
    return table.columns().stream()
        .filter(column -> column.role().addable())
        .filter(column -> field(metadata, column).isEmpty())
        .toList();
  }

  private static Optional<StructField> field(Metadata metadata, ColumnSpec column) {
    return Arrays.stream(metadata.schema().fields())
        .filter(f -> column.named(f.name()))
        .findFirst();
  }

  private static AssayException refused(String action, Path path, String reason, String remedy) {
    return StoreErrors.error(ErrorCode.STORE, action, path, reason, remedy, null);
  }
}
