package dev.assay.jobs.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.assay.error.AssayException;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.Subprocess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.TransactionExecutionObserver;
import org.apache.spark.sql.delta.TransactionExecutionObserver$;
import org.apache.spark.sql.types.DataTypes;
import scala.Function0;
import scala.Option;

/**
 * A Java virtual machine of its own with whole runs, each in a thread and a store of its own, which
 * tests hold, let go and kill.
 */
final class StoreProcess implements AutoCloseable {
  /** Where a run is held. */
  sealed interface Hold {
    /** The name of the run's store, and of the hold on the command line. */
    String name();

    /** At a step of the protocol. */
    record At(FaultPoint point) implements Hold {
      @Override
      public String name() {
        return point.name();
      }
    }

    /** When the predictions' files are written and not committed. */
    record BeforeCommit() implements Hold {
      @Override
      public String name() {
        return "BEFORE_COMMIT";
      }
    }

    /** Nowhere: but its predictions take long, and when it is looked at files are being written. */
    record Writing() implements Hold {
      @Override
      public String name() {
        return "WRITING";
      }
    }
  }

  static final int ROWS = 500;

  private final Process process;
  private final Path folder;

  private StoreProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts a process with a run for each hold, and returns when each is where it is held.
   *
   * @param folder for the stores
   * @param runId the name of the runs, one in each store
   */
  static StoreProcess holding(Path folder, String runId, List<Hold> holds) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    // A short life: not worth the second compiler.
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", classPath(), StoreProcess.class.getName()));
    command.addAll(List.of(folder.toString(), runId));
    holds.forEach(hold -> command.add(hold.name()));
    Files.createDirectories(folder);
    File output = folder.resolve("process.out").toFile();
    Process started =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    StoreProcess held = new StoreProcess(started, folder);
    held.await(() -> Files.exists(folder.resolve("all.reached")));
    return held;
  }

  /** The store of a run. */
  Path store(Hold hold) {
    return folder.resolve(hold.name());
  }

  /** Lets a run go on, and waits for its end. */
  String release(Hold hold) throws Exception {
    Files.createFile(go(folder, hold.name()));
    Path ended = ended(folder, hold.name());
    await(() -> Files.exists(ended));
    return Files.readString(ended);
  }

  /** Kills the process as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  private void await(BooleanSupplier condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + Subprocess.HANGS.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new AssertionError(Files.readString(folder.resolve("process.out")));
      }
      Thread.sleep(20);
    }
  }

  private static Path go(Path folder, String name) {
    return folder.resolve(name + ".go");
  }

  private static Path reached(Path folder, String name) {
    return folder.resolve(name + ".go.reached");
  }

  private static Path ended(Path folder, String name) {
    return folder.resolve(name + ".ended");
  }

  /** Arguments: the folder of the stores, the runs' name, and where each run is held. */
  public static void main(String[] arguments) throws Exception {
    SparkSession session = SparkExtension.session();
    Path folder = Path.of(arguments[0]);
    for (String name : List.of(arguments).subList(2, arguments.length)) {
      System.setProperty("assay.fault", name + ":" + go(folder, name));
      Thread thread = new Thread(() -> run(session, folder, arguments[1], name), name);
      thread.start();
      while (!held(folder, name)) {
        if (!thread.isAlive()) {
          throw new IllegalStateException(name + " was not reached");
        }
        Thread.sleep(20);
      }
    }
    Files.createFile(folder.resolve("all.reached"));
  }

  private static boolean held(Path folder, String name) throws IOException {
    if (!name.equals(new Hold.Writing().name())) {
      return Files.exists(reached(folder, name));
    }
    Path predictions = folder.resolve(name).resolve(StoreTables.PREDICTIONS);
    if (!Files.isDirectory(predictions)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(predictions)) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    } catch (UncheckedIOException e) {
      return false; // a file went away meanwhile
    }
  }

  private static void run(SparkSession session, Path folder, String runId, String name) {
    String end = "published";
    try {
      run(session, folder, folder.resolve(name), runId, name);
    } catch (AssayException e) {
      end = e.code().exitStatus() + " " + e.getMessage();
    }
    try {
      Path written = Files.writeString(folder.resolve(name + ".end"), end);
      Files.move(written, ended(folder, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(SparkSession session, Path folder, Path root, String runId, String name) {
    ResultStore store = StoreFixture.open(session, root);
    RunHandle run = StoreFixture.begin(store, StoreFixture.start(runId), false);
    if (name.equals(new Hold.BeforeCommit().name())) {
      TransactionExecutionObserver$.MODULE$.setObserver(new HoldBeforeCommit(go(folder, name)));
    }
    boolean slow = name.equals(new Hold.Writing().name());
    Written scores = store.appendPredictions(run, slow ? late(session) : rows(session));
    Written lost = store.appendRejected(run, StoreFixture.rejected(session, ROWS / 10));
    store.appendQuality(run, StoreFixture.results(), StoreFixture.metrics(ROWS));
    store.publish(run, StoreFixture.outcome(scores, lost));
  }

  private static Dataset<Row> rows(SparkSession session) {
    return StoreFixture.predictions(session, ROWS, 0);
  }

  private static Dataset<Row> late(SparkSession session) {
    UDF1<Double, Double> late =
        score -> {
          Thread.sleep(500);
          return score;
        };
    return rows(session).withColumn("score", udf(late, DataTypes.DoubleType).apply(col("score")));
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static final class HoldBeforeCommit implements TransactionExecutionObserver {
    private final Path go;
    private Option<TransactionExecutionObserver> next = Option.empty();

    HoldBeforeCommit(Path go) {
      this.go = go;
    }

    @Override
    public void beginDoCommit() {
      System.setProperty("assay.fault", FaultPoint.AFTER_PREDICTIONS + ":" + go);
      Faults.reach(FaultPoint.AFTER_PREDICTIONS);
    }

    @Override
    public TransactionExecutionObserver createChild() {
      return this;
    }

    @Override
    public OptimisticTransaction startingTransaction(Function0<OptimisticTransaction> body) {
      return body.apply();
    }

    @Override
    public <T> T preparingCommit(Function0<T> body) {
      return body.apply();
    }

    @Override
    public void beginBackfill() {}

    @Override
    public void beginPostCommit() {}

    @Override
    public void transactionCommitted() {}

    @Override
    public void transactionAborted() {}

    @Override
    public Option<TransactionExecutionObserver> nextObserver() {
      return next;
    }

    @Override
    public void nextObserver_$eq(Option<TransactionExecutionObserver> observer) {
      next = observer;
    }
  }
}
