package dev.assay.jobs.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.assay.error.AssayException;
import dev.assay.jobs.testing.SparkExtension;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

/** A whole run in a Java virtual machine of its own, which tests stop and kill. */
public final class StoreProcess {
  /** Stops the process when the predictions' files are written and not committed. */
  static final String BEFORE_COMMIT = "assay.test.before-commit";

  /** Makes the predictions take long. */
  static final String SLOW = "assay.test.slow";

  static final int ROWS = 500;
  private static final int KILLED = 137;
  private static final long LIMIT_SECONDS = 300;

  private StoreProcess() {}

  /** Runs the run named by the second argument in the store named by the first. */
  public static void main(String[] arguments) {
    SparkSession session = SparkExtension.session();
    int status = 0;
    try {
      run(session, Path.of(arguments[0]), arguments[1]);
    } catch (AssayException e) {
      System.out.println(e.getMessage());
      status = e.code().exitStatus();
    }
    session.stop();
    Runtime.getRuntime().exit(status);
  }

  private static void run(SparkSession session, Path root, String runId) {
    ResultStore store = ResultStore.open(session, StoreFixture.spec(root));
    RunHandle run = StoreFixture.begin(store, StoreFixture.start(runId), false);
    if (Boolean.getBoolean(BEFORE_COMMIT)) {
      TransactionExecutionObserver$.MODULE$.setObserver(new HaltBeforeCommit());
    }
    Written scores = store.appendPredictions(run, rows(session));
    Written lost = store.appendRejected(run, StoreFixture.rejected(session, ROWS / 10));
    store.appendQuality(run, StoreFixture.results(), StoreFixture.metrics(ROWS));
    store.publish(run, StoreFixture.outcome(scores, lost));
  }

  private static Dataset<Row> rows(SparkSession session) {
    Dataset<Row> rows = StoreFixture.predictions(session, ROWS, 0);
    UDF1<Double, Double> late =
        score -> {
          Thread.sleep(50);
          return score;
        };
    return Boolean.getBoolean(SLOW)
        ? rows.withColumn("score", udf(late, DataTypes.DoubleType).apply(col("score")))
        : rows;
  }

  /** Starts such a process. */
  static Process start(Path root, String runId, Map<String, String> properties) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    // A short life: not worth the second compiler.
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", classPath(), StoreProcess.class.getName()));
    command.addAll(List.of(root.toString(), runId));
    File output = root.resolveSibling(runId + ".out").toFile();
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** The exit status of a process that ends by itself. */
  static int status(Process process) throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process did not end within " + LIMIT_SECONDS + " s");
    }
    return process.exitValue();
  }

  private static final class HaltBeforeCommit implements TransactionExecutionObserver {
    private Option<TransactionExecutionObserver> next = Option.empty();

    @Override
    public void beginDoCommit() {
      Runtime.getRuntime().halt(KILLED);
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
