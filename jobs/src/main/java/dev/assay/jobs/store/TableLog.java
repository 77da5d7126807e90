package dev.assay.jobs.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.LogSegment;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * The transaction log of one Delta table, read and written on the driver. The only user of Delta's
 * internal classes: they are public in bytecode but promise no stability, so a new Delta version
 * must pass this package's tests.
 */
final class TableLog {
  private final SparkSession session;
  private final DeltaLog log;

  private TableLog(SparkSession session, DeltaLog log) {
    this.session = session;
    this.log = log;
  }

  /** The log of the table at a path, which need not exist. Jobs run in the given session. */
  static TableLog at(SparkSession session, Path path) {
    return Sessions.within(session, () -> new TableLog(session, DeltaLog.forTable(session, path)));
  }

  /**
   * One commit.
   *
   * @param version the table version it made
   * @param userMetadata what the writer noted; null for none
   * @param transactions application ids and versions that it recorded
   * @param added the files it added
   */
  record Commit(
      long version, String userMetadata, Map<String, Long> transactions, List<AddFile> added) {}

  /** The newest version; -1 for a table that is not there. */
  long version() {
    return refresh().version();
  }

  /** Reads the newest version's state, so that the next transaction finds it there; its number. */
  long load() {
    return Sessions.within(
        session,
        () -> {
          Snapshot snapshot = log.update(false, Option.empty(), Option.empty());
          snapshot.transactions();
          return snapshot.version();
        });
  }

  /** The table's metadata, newest version. */
  Metadata metadata() {
    return refresh().metadata();
  }

  /** Bytes that must be read to know the table's files. */
  long logBytes() {
    LogSegment segment = refresh().logSegment();
    Stream<FileStatus> deltas = javaList(segment.deltas()).stream();
    Stream<FileStatus> checkpoint = javaList(segment.checkpointProvider().topLevelFiles()).stream();
    return Stream.concat(deltas, checkpoint).mapToLong(FileStatus::getLen).sum();
  }

  /** The commits after a version, oldest first. */
  List<Commit> commitsAfter(long version) {
    return Sessions.within(
        session,
        () ->
            JavaConverters.asJavaCollectionConverter(log.getChanges(version + 1, true).toSeq())
                .asJavaCollection()
                .stream()
                .map(TableLog::commit)
                .toList());
  }

  /** The files of a version that have a value in a partition column, with their statistics. */
  List<AddFile> files(long version, String column, String value) {
    return Sessions.within(
        session,
        () -> {
          Snapshot newest = log.update(false, Option.empty(), Option.empty());
          Snapshot pinned =
              newest.version() == version
                  ? newest
                  : log.getSnapshotAt(version, Option.empty(), Option.empty());
          return known(pinned)
              .map(files -> files.stream().filter(f -> value.equals(partition(f, column))).toList())
              .orElseGet(() -> scan(pinned, column, value));
        });
  }

  private static List<AddFile> scan(Snapshot snapshot, String column, String value) {
    return javaList(snapshot.filesForScan(equal(column, value), true).files());
  }

  /** All files, where the version's checksum file lists them, as it does for small tables. */
  private static Optional<List<AddFile>> known(Snapshot snapshot) {
    if (snapshot.checksumOpt().isEmpty() || snapshot.checksumOpt().get().allFiles().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(javaList(snapshot.checksumOpt().get().allFiles().get()));
  }

  private static scala.collection.Seq<Expression> equal(String column, String value) {
    return seq(List.of(functions.col(column).equalTo(value).expr()));
  }

  /** Makes the table, if nobody has made it meanwhile. */
  void create(
      String comment, StructType schema, List<String> partitionBy, Map<String, String> properties) {
    transact(
        transaction -> {
          OptimisticTransaction delta = transaction.delta;
          if (delta.snapshot().version() >= 0) {
            return null;
          }
          Metadata metadata =
              new Metadata(
                  Metadata.apply$default$1(),
                  null,
                  comment,
                  new Format("parquet", immutable(Map.of())),
                  schema.json(),
                  seq(partitionBy),
                  immutable(properties),
                  Option.apply(log.clock().getTimeMillis()));
          log.createLogDirectoriesIfNotExists();
          delta.updateMetadata(metadata, true); // true: whatever defaults the session has
          return delta.commit(
              seq(List.<Action>of()),
              new DeltaOperations.CreateTable(metadata, false, false, Option.empty()));
        });
  }

  /** Adds those columns that the table lacks, at its end. */
  void addColumns(List<StructField> columns) {
    transact(
        transaction -> {
          OptimisticTransaction delta = transaction.delta;
          Metadata before = delta.metadata();
          StructType schema = before.schema();
          for (StructField column : columns) {
            if (!hasColumn(schema, column.name())) {
              schema = schema.add(column);
            }
          }
          delta.updateMetadata(
              new Metadata(
                  before.id(),
                  before.name(),
                  before.description(),
                  before.format(),
                  schema.json(),
                  before.partitionColumns(),
                  before.configuration(),
                  before.createdTime()),
              false);
          return transaction.commit(List.of(), "added columns");
        });
  }

  private static boolean hasColumn(StructType schema, String name) {
    return Arrays.stream(schema.fieldNames()).anyMatch(name::equalsIgnoreCase);
  }

  private static scala.collection.immutable.Map<String, String> immutable(
      Map<String, String> values) {
    scala.collection.immutable.Map<String, String> result =
        scala.collection.immutable.Map$.MODULE$.empty();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      result = result.$plus(new Tuple2<>(entry.getKey(), entry.getValue()));
    }
    return result;
  }

  /** Reads and writes the table in one transaction; commits what the body asked for. */
  <T> T transact(Function<Transaction, T> body) {
    return Sessions.within(
        session,
        () -> {
          log.update(false, Option.empty(), Option.empty());
          OptimisticTransaction delta = log.startTransaction(Option.empty(), Option.empty());
          return body.apply(new Transaction(delta));
        });
  }

  /** A transaction: Delta refuses its commit when another one changed what it has read. */
  final class Transaction {
    private final OptimisticTransaction delta;

    private Transaction(OptimisticTransaction delta) {
      this.delta = delta;
    }

    /** All files; a commit of anybody else from here on is a conflict. */
    List<AddFile> readAll() {
      Optional<List<AddFile>> files = known(delta.snapshot());
      if (files.isEmpty()) {
        return javaList(delta.filterFiles());
      }
      delta.readWholeTable();
      return files.get();
    }

    /** The files that have a value in a partition column. */
    List<AddFile> read(String column, String value) {
      return javaList(delta.filterFiles(equal(column, value), false));
    }

    /** The last version an application recorded; -1 for none. */
    long applicationVersion(String application) {
      return delta.txnVersion(application);
    }

    /** The rows of files. */
    Dataset<Row> rows(List<AddFile> files) {
      return log.createDataFrame(delta.snapshot(), seq(files), false, Option.empty());
    }

    /** Writes data files; they count once they are committed. */
    List<FileAction> write(Dataset<Row> rows) {
      return javaList(delta.writeFiles(rows));
    }

    /** Commits, as a write with a note in its history. */
    long commit(List<? extends Action> actions, String note) {
      return delta.commit(
          seq(List.<Action>copyOf(actions)),
          new DeltaOperations.Write(
              SaveMode.Append, Option.empty(), Option.empty(), Option.apply(note)));
    }
  }

  /** The record that an application committed a version; it never expires. */
  static SetTransaction application(String application, long version) {
    return new SetTransaction(application, version, Option.empty());
  }

  /** Rows of a file by its statistics, where it has them. */
  static Optional<Long> rows(AddFile file) {
    Option<Object> rows = file.numLogicalRecords();
    return rows.isDefined() ? Optional.of((Long) rows.get()) : Optional.empty();
  }

  /** A partition value of a file; null for a null. */
  static String partition(AddFile file, String column) {
    Option<String> value = file.partitionValues().get(column);
    return value.isDefined() ? value.get() : null;
  }

  /** Table properties. */
  static Map<String, String> properties(Metadata metadata) {
    return JavaConverters.mapAsJavaMapConverter(metadata.configuration()).asJava();
  }

  /** Names of the partition columns. */
  static List<String> partitionColumns(Metadata metadata) {
    return javaList(metadata.partitionColumns());
  }

  private Snapshot refresh() {
    return Sessions.within(session, () -> log.update(false, Option.empty(), Option.empty()));
  }

  private static Commit commit(Tuple2<Object, scala.collection.Seq<Action>> change) {
    String note = null;
    Map<String, Long> transactions = new HashMap<>();
    List<AddFile> added = new ArrayList<>();
    for (Action action : javaList(change._2())) {
      if (action instanceof CommitInfo info && info.userMetadata().isDefined()) {
        note = info.userMetadata().get();
      } else if (action instanceof SetTransaction transaction) {
        transactions.put(transaction.appId(), transaction.version());
      } else if (action instanceof AddFile file) {
        added.add(file);
      }
    }
    return new Commit((Long) change._1(), note, transactions, List.copyOf(added));
  }

  private static <T> List<T> javaList(scala.collection.Seq<T> seq) {
    return JavaConverters.seqAsJavaListConverter(seq).asJava();
  }

  private static <T> scala.collection.Seq<T> seq(List<T> list) {
    return JavaConverters.asScalaBufferConverter(list).asScala().toSeq();
  }
}
