package dev.assay.jobs.progress;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Progress by the records that Spark's tasks have read. Counts the tasks of one job group while it
 * does what is {@link #counted}: those that ended well, and what the running ones last reported. A
 * run reads its input for other purposes, too, such as for rules.
 */
public final class RowsReadListener extends SparkListener implements ProgressSource {
  private static final String COUNTED_PROPERTY = "assay.progress.counted";
  private static final String GROUP_PROPERTY = "spark.jobGroup.id";
  private static final String RECORDS_READ = "internal.metrics.input.recordsRead";

  private final String group;
  private final OptionalLong total;
  private final Map<Integer, Boolean> stages = new ConcurrentHashMap<>();
  private final Map<Long, Long> running = new ConcurrentHashMap<>();
  private final Set<Long> ended = ConcurrentHashMap.newKeySet();
  private final AtomicLong finished = new AtomicLong();

  /**
   * A listener to be added to the Spark context.
   *
   * @param group the job group whose tasks count
   * @param total rows there are, where known
   */
  public RowsReadListener(String group, OptionalLong total) {
    this.group = group;
    this.total = total;
  }

  /** Runs the part of a run whose rows are its progress. */
  public static <T> T counted(SparkContext spark, Supplier<T> part) {
    spark.setLocalProperty(COUNTED_PROPERTY, "true");
    try {
      return part.get();
    } finally {
      spark.setLocalProperty(COUNTED_PROPERTY, null);
    }
  }

  @Override
  public long done() {
    long sum = finished.get() + running.values().stream().mapToLong(Long::longValue).sum();
    return total.isPresent() ? Math.min(sum, total.getAsLong()) : sum;
  }

  @Override
  public OptionalLong total() {
    return total;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    if (start.properties() != null
        && group.equals(start.properties().getProperty(GROUP_PROPERTY))
        && start.properties().getProperty(COUNTED_PROPERTY) != null) {
      JavaConverters.seqAsJavaList(start.stageIds())
          .forEach(id -> stages.put((Integer) id, Boolean.TRUE));
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task :
        JavaConverters.seqAsJavaList(update.accumUpdates())) {
      if (stages.containsKey((Integer) task._2()) && !ended.contains((Long) task._1())) {
        JavaConverters.seqAsJavaList(task._4()).stream()
            .filter(info -> info.name().contains(RECORDS_READ) && info.update().isDefined())
            .forEach(
                info -> running.put((Long) task._1(), ((Number) info.update().get()).longValue()));
      }
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (!stages.containsKey(end.stageId())) {
      return;
    }
    ended.add(end.taskInfo().taskId());
    running.remove(end.taskInfo().taskId());
    TaskMetrics metrics = end.taskMetrics();
    if (end.taskInfo().successful() && metrics != null) {
      finished.addAndGet(metrics.inputMetrics().recordsRead());
    }
  }
}
