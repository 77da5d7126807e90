package dev.assay.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.record.RunRecord;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class ProtocolTest {
  static final AtomicInteger JOBS = new AtomicInteger();
  static boolean verbose;

  @Test
  void trial(SparkSession session, @TempDir Path dir) throws Exception {
    session
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart e) {
                JOBS.incrementAndGet();
                if (verbose) {
                  System.out.println(
                      "   job "
                          + e.stageInfos().size()
                          + " stages "
                          + e.properties().getProperty("spark.job.description")
                          + " @ "
                          + e.properties().getProperty("callSite.short"));
                }
              }
            });
    ResultStore store = ResultStore.open(session, StoreFixture.spec(dir.resolve("s")));
    lap("create");
    store = ResultStore.open(session, StoreFixture.spec(dir.resolve("s")));
    lap("open");
    for (int i = 0; i < 23; i++) {
      verbose = i == 14;
      RunHandle run = StoreFixture.begin(store, StoreFixture.start("run" + i), true);
      lap("begin");
      Written p = store.appendPredictions(run, StoreFixture.predictions(session, 1000, i));
      lap("append");
      Written r = store.appendRejected(run, StoreFixture.rejected(session, 10));
      lap("rejected");
      store.publish(run, StoreFixture.outcome(p, r));
      lap("publish");
    }
    store = ResultStore.open(session, StoreFixture.spec(dir.resolve("s")));
    lap("open");
    assertThat(RunRecord.chainFaults(store.runs())).isEmpty();
    lap("runs");
  }

  static long wall = System.nanoTime();
  static long cpu;
  static int jobs;

  static void lap(String what) throws Exception {
    Thread.sleep(50);
    long c =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    long w = System.nanoTime();
    int j = JOBS.get();
    System.out.printf(
        "%-10s %.3f s  cpu %.2f  jobs %d%n", what, (w - wall) / 1e9, (c - cpu) / 1e9, j - jobs);
    wall = System.nanoTime();
    cpu = c;
    jobs = j;
  }
}
