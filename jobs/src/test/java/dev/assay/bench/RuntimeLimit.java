package dev.assay.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Row;

/**
 * What ONNX Runtime reaches when nothing else is done: as many threads as Spark has cores, one
 * session, tensors over direct buffers that stay in place, pinned output, rows that lie in the
 * cache as they do right after a copy.
 */
final class RuntimeLimit {
  private static final int[] BATCHES = {512, 1024};
  private static final long NANOS_PER_BATCH_SIZE = 1_000_000_000L;

  private RuntimeLimit() {}

  /** Thread CPU time and rows of all threads, at the batch size that was faster. */
  static Outcome measure(Path model, List<Row> rows, int threads) throws OrtException {
    Outcome best = null;
    try (OrtSession session = Graph.open(model)) {
      for (int batch : BATCHES) {
        Outcome outcome = measure(session, batch, rows, threads);
        if (best == null || outcome.cpuNanosPerRow() < best.cpuNanosPerRow()) {
          best = outcome;
        }
      }
    }
    return best;
  }

  private static Outcome measure(OrtSession session, int batch, List<Row> rows, int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Outcome>> all =
          pool.invokeAll(Collections.nCopies(threads, () -> measure(session, batch, rows)));
      long done = 0;
      long wall = 0;
      long cpu = 0;
      for (Future<Outcome> each : all) {
        done += each.get().rows();
        wall = Math.max(wall, each.get().wallNanos());
        cpu += each.get().cpuNanos();
      }
      return new Outcome(done, wall, cpu, 0, Map.of("batch", (double) batch));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Outcome measure(OrtSession session, int batch, List<Row> rows)
      throws OrtException {
    Graph graph = Graph.of(session);
    try (OnnxTensor input = input(batch, rows);
        OnnxTensor output = output(session, graph, input)) {
      Map<String, OnnxTensor> feed = Map.of(graph.input(), input);
      Map<String, OnnxTensor> pinned = Map.of(graph.output(), output);
      loop(session, feed, pinned, NANOS_PER_BATCH_SIZE / 4);
      long wall = System.nanoTime();
      long cpu = threadCpu();
      long calls = loop(session, feed, pinned, NANOS_PER_BATCH_SIZE);
      return new Outcome(calls * batch, System.nanoTime() - wall, threadCpu() - cpu, 0, Map.of());
    }
  }

  private static long loop(
      OrtSession session, Map<String, OnnxTensor> feed, Map<String, OnnxTensor> pinned, long nanos)
      throws OrtException {
    long end = System.nanoTime() + nanos;
    long calls = 0;
    while (System.nanoTime() < end) {
      session.run(feed, Set.of(), pinned).close();
      calls++;
    }
    return calls;
  }

  private static OnnxTensor input(int batch, List<Row> rows) throws OrtException {
    FloatBuffer buffer = floats(batch * BenchData.FEATURES);
    for (int i = 0; i < batch; i++) {
      Row row = rows.get(i % rows.size());
      for (int f = 0; f < BenchData.FEATURES; f++) {
        buffer.put(row.getFloat(f));
      }
    }
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), buffer.flip(), new long[] {batch, BenchData.FEATURES});
  }

  private static OnnxTensor output(OrtSession session, Graph graph, OnnxTensor input)
      throws OrtException {
    try (OrtSession.Result result =
        session.run(Map.of(graph.input(), input), Set.of(graph.output()))) {
      long[] shape = ((OnnxTensor) result.get(0)).getInfo().getShape();
      int size = 1;
      for (long dimension : shape) {
        size *= Math.toIntExact(dimension);
      }
      return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), floats(size), shape);
    }
  }

  private static FloatBuffer floats(int size) {
    return ByteBuffer.allocateDirect(size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static long threadCpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
