package dev.assay.jobs.quality;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricName;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Failed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Kept states of metrics: a directory of Parquet files for each run or partition. Metrics of
 * several come from merging their states, without reading the data again. States are found by what
 * they are of (columns, {@code where}, predicate as written), not by rule: rules can be renamed.
 */
public final class StateStore {
  private static final int FORMAT = 1;
  private static final String DONE = "_SUCCESS";
  private static final String KEPT = "kept";
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]*";
  private static final StructType SCHEMA =
      new StructType()
          .add("format", DataTypes.IntegerType)
          .add("id", DataTypes.StringType)
          .add("h1", DataTypes.LongType)
          .add("h2", DataTypes.LongType)
          .add("payload", DataTypes.BinaryType)
          .add("n", DataTypes.LongType)
          .add(KEPT, DataTypes.StringType);

  private final SparkSession session;
  private final String root;

  /**
   * A store.
   *
   * @param root a directory on any Hadoop file system; made when the first states are kept
   */
  public StateStore(SparkSession session, String root) {
    this.session = session;
    this.root = root;
  }

  /**
   * Whether merged states give the metric of a full computation, but for the rounding of floating
   * point. A quantile's merged summary is another approximation, within the same error.
   */
  public static boolean mergesExactly(MetricName name) {
    return name != MetricName.QUANTILE;
  }

  /** What states are kept as, sorted; what a crash left incomplete is not among it. */
  public List<String> names() {
    Path directory = new Path(root);
    try {
      FileSystem files = directory.getFileSystem(session.sessionState().newHadoopConf());
      List<String> names = new ArrayList<>();
      if (files.exists(directory)) {
        for (FileStatus status : files.listStatus(directory)) {
          String name = status.getPath().getName();
          if (name.startsWith(KEPT + "=") && files.exists(new Path(status.getPath(), DONE))) {
            names.add(name.substring(KEPT.length() + 1));
          }
        }
      }
      return names.stream().sorted().toList();
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot list the kept states '" + root + "': " + Causes.firstLine(e) + ".",
          e);
    }
  }

  /**
   * Metrics of the rows of several runs or partitions together, from their states.
   *
   * @param names what the states were kept as
   * @param keys the metrics, written as when they were kept
   * @return the metrics; one that lacks a state has failed and says whose
   * @throws AssayException if nothing is kept as one of the names, or by a newer version
   */
  public Measured merge(Collection<String> names, Collection<MetricKey> keys) {
    List<String> wanted = names.stream().distinct().toList();
    requireKept(wanted);
    List<String> ids = keys.stream().flatMap(k -> StateIds.of(k).stream()).distinct().toList();
    Dataset<Row> states = read(wanted);
    Map<String, Set<String>> kept = kept(states);
    Dataset<Row> merged = StatePass.grouped(indexed(states, ids, wanted));
    MetricStates metrics =
        new MetricStates(StatePass.named(StatePass.collect(merged), ids), MetricScan.zone(session));
    Map<MetricKey, MetricValue> values = new LinkedHashMap<>();
    for (MetricKey key : keys) {
      values.put(
          key,
          lacking(key, wanted, kept)
              .<MetricValue>map(name -> new Failed("'" + name + "' kept no state of it"))
              .orElseGet(() -> metrics.value(key)));
    }
    return new Measured(values, 0);
  }

  private static Optional<String> lacking(
      MetricKey key, List<String> names, Map<String, Set<String>> kept) {
    return names.stream()
        .filter(name -> !kept.getOrDefault(name, Set.of()).containsAll(StateIds.of(key)))
        .findFirst();
  }

  private void requireKept(List<String> wanted) {
    Set<String> complete = new HashSet<>(names());
    List<String> absent = wanted.stream().filter(name -> !complete.contains(name)).toList();
    if (wanted.isEmpty() || !absent.isEmpty()) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot merge the states in '"
              + root
              + "': "
              + (wanted.isEmpty() ? "none are named" : "none are kept as " + quoted(absent))
              + ". Run the checks of those dates again, or merge what is kept: "
              + (complete.isEmpty() ? "nothing" : quoted(names()))
              + ".");
    }
  }

  private static String quoted(List<String> names) {
    return names.isEmpty() ? "nothing" : "'" + String.join("', '", names) + "'";
  }

  private Dataset<Row> read(List<String> names) {
    return session
        .read()
        .schema(SCHEMA)
        .option("basePath", root)
        .parquet(names.stream().map(this::directory).toArray(String[]::new));
  }

  private String directory(String name) {
    return new Path(root, KEPT + "=" + name).toString();
  }

  /** The ids of the states that are there, by what they are kept as. */
  private Map<String, Set<String>> kept(Dataset<Row> states) {
    Map<String, Set<String>> kept = new LinkedHashMap<>();
    for (Row row : states.select(KEPT, "id", "format").distinct().collectAsList()) {
      if (row.getInt(2) > FORMAT) {
        throw new AssayException(
            ErrorCode.STORE,
            "Cannot merge the states in '"
                + root
                + "': '"
                + row.getString(0)
                + "' was kept by a newer version of Assay, in format "
                + row.getInt(2)
                + ". Use that version.");
      }
      kept.computeIfAbsent(row.getString(0), name -> new HashSet<>()).add(row.getString(1));
    }
    return kept;
  }

  /** Keeps what a pass left, and gives the merged states; the pass runs once. */
  Map<String, Optional<Accumulator>> keep(String name, Dataset<Row> partial, List<String> ids) {
    write(name, StatePass.grouped(partial), ids);
    List<String> names = List.of(name);
    return StatePass.named(StatePass.collect(indexed(read(names), ids, names)), ids);
  }

  /** Keeps states in which every group stands in one row. */
  void write(String name, Dataset<Row> grouped, List<String> ids) {
    grouped
        .select(
            functions.lit(FORMAT).as("format"),
            functions.element_at(texts(ids), functions.col("state").plus(1)).as("id"),
            functions.col("h1"),
            functions.col("h2"),
            functions.col("payload"),
            functions.col("n"))
        .write()
        .mode(SaveMode.Overwrite)
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "true")
        .parquet(directory(name));
  }

  /**
   * Kept states as {@link PartialStates} has them. States other than groups are told apart by run
   * and task, or equal ones of two runs would be taken for one.
   */
  private static Dataset<Row> indexed(Dataset<Row> states, List<String> ids, List<String> names) {
    Column isState = functions.col("n").equalTo(0).and(functions.col("payload").isNotNull());
    Column run = functions.array_position(texts(names), functions.col(KEPT));
    Column told = functions.shiftleft(run, Integer.SIZE).plus(functions.col("h2"));
    return states
        .withColumn(
            "state", functions.array_position(texts(ids), functions.col("id")).minus(1).cast("int"))
        .where("state >= 0")
        .select(
            functions.col("state"),
            functions.col("h1"),
            functions.when(isState, told).otherwise(functions.col("h2")).as("h2"),
            functions.col("payload"),
            functions.col("n"));
  }

  private static Column texts(List<String> texts) {
    return functions.array(texts.stream().map(functions::lit).toArray(Column[]::new));
  }

  /** Refuses a name that would not be one directory. */
  static String checkedName(String name) {
    if (name == null || !name.matches(NAME)) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot keep states as '"
              + name
              + "': it becomes a directory. Use letters, digits, '.', '-' and '_'.");
    }
    return name;
  }
}
