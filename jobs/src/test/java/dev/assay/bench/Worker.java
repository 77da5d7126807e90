package dev.assay.bench;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A JVM that stays warm between measurements: it takes a {@link Command} a line on standard input
 * and answers an {@link Outcome}, or {@code {"error": ...}}, a line on standard output.
 */
final class Worker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int RUNTIME_ROWS = 1024;

  private final SparkSession spark;
  private final Contenders contenders = new Contenders();

  Worker(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Serves until standard input ends. Arguments: threads, then Spark settings {@code key=value}.
   */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // libraries may print; the answers' way stays clean
    Worker worker = new Worker(session(args));
    answers.println("{}");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      answers.println(JSON.writeValueAsString(worker.answer(line)));
    }
  }

  private static SparkSession session(String[] args) {
    SparkSession.Builder builder =
        SparkSession.builder().master("local[" + args[0] + "]").appName("assay-bench");
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      builder.config(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    return builder.getOrCreate();
  }

  private Object answer(String line) {
    try {
      return run(JSON.readValue(line, Command.class));
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      return Map.of("error", String.valueOf(e));
    }
  }

  Outcome run(Command command) throws IOException, OrtException {
    return switch (command.action()) {
      case GENERATE -> {
        BenchData.generate(spark, command.input(), command.rows());
        yield Outcome.NOTHING;
      }
      case NARROW -> {
        narrow(command);
        yield Outcome.NOTHING;
      }
      case CLEAN -> {
        FileUtils.deleteDirectory(command.output().toFile());
        System.gc();
        yield Outcome.NOTHING;
      }
      case RUNTIME ->
          RuntimeLimit.measure(
              models(command).get(0), features(command), spark.sparkContext().defaultParallelism());
      case SCORE -> measure(command, () -> consume(command, models(command)));
      case PASSES ->
          measure(
              command, () -> models(command).forEach(model -> consume(command, List.of(model))));
      case JOB -> measure(command, () -> new WholeJob(spark).run(command));
      case COPY ->
          measure(
              command,
              () ->
                  command
                      .sink()
                      .consume(
                          spark.read().parquet(command.narrow().toString()), command.output()));
      case SUM -> sum(command);
      case CHECKED -> {
        new CheckWork(spark).prepare(command);
        yield Outcome.NOTHING;
      }
      case CHECK -> check(command);
      case EVALUATED -> {
        new EvaluateWork(spark, command).prepare();
        yield Outcome.NOTHING;
      }
      case EVALUATE -> evaluate(command);
    };
  }

  private void narrow(Command command) {
    if (!Files.exists(command.narrow().resolve("_SUCCESS"))) {
      scored(command, models(command))
          .drop(Sink.PARTITIONS.toArray(String[]::new))
          .write()
          .mode("overwrite")
          .parquet(command.narrow().toString());
    }
  }

  private Outcome measure(Command command, Runnable work) {
    long allocated = allocatedByTasks();
    long start = System.nanoTime();
    work.run();
    long wall = System.nanoTime() - start;
    double sessions =
        command.action() == Command.Action.CHECK || command.action() == Command.Action.EVALUATE
            ? 0
            : contenders.named(command.contender()).sessionsBuilt();
    return new Outcome(
        command.rows(), wall, 0, allocatedByTasks() - allocated, Map.of("sessions", sessions));
  }

  private Outcome check(Command command) {
    double[] scans = new double[1];
    Outcome outcome = measure(command, () -> scans[0] = new CheckWork(spark).run(command));
    return new Outcome(
        outcome.rows(),
        outcome.wallNanos(),
        outcome.cpuNanos(),
        outcome.allocatedBytes(),
        Map.of("scans", scans[0]));
  }

  private Outcome evaluate(Command command) {
    double[] figures = new double[1];
    Outcome outcome = measure(command, () -> figures[0] = new EvaluateWork(spark, command).run());
    return new Outcome(
        outcome.rows(),
        outcome.wallNanos(),
        outcome.cpuNanos(),
        outcome.allocatedBytes(),
        Map.of("figures", figures[0]));
  }

  private void consume(Command command, List<Path> models) {
    command.sink().consume(scored(command, models), command.output());
  }

  private Dataset<Row> scored(Command command, List<Path> models) {
    Dataset<Row> input = spark.read().parquet(command.input().toString());
    return contenders.named(command.contender()).score(spark, input, models);
  }

  private Outcome sum(Command command) {
    Row row =
        scored(command, models(command))
            .agg(functions.sum("score"), functions.count(functions.lit(1)))
            .head();
    return new Outcome(row.getLong(1), 0, 0, 0, Map.of("sum", row.getDouble(0)));
  }

  private static List<Path> models(Command command) {
    return command.models().stream().map(Path::of).toList();
  }

  private List<Row> features(Command command) {
    return spark
        .read()
        .parquet(command.input().toString())
        .selectExpr(BenchData.features().toArray(String[]::new))
        .limit(RUNTIME_ROWS)
        .collectAsList();
  }

  /** Bytes allocated so far by the living task threads; idle ones live for a minute. */
  private static long allocatedByTasks() {
    long sum = 0;
    for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (info != null && info.getThreadName().startsWith("Executor task launch worker")) {
        sum += THREADS.getThreadAllocatedBytes(info.getThreadId());
      }
    }
    return sum;
  }
}
