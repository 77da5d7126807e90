package dev.assay.jobs.score;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A session's Hadoop configuration on the executors. Each executor reads it once: within a task's
 * closure it would be read anew for every task, which takes some milliseconds.
 */
public final class ExecutorConfiguration implements Serializable {
  private static final long serialVersionUID = 1;

  private final Broadcast<SerializableConfiguration> shared;

  private ExecutorConfiguration(Broadcast<SerializableConfiguration> shared) {
    this.shared = shared;
  }

  /** The configuration of a session as it is now. */
  public static ExecutorConfiguration of(SparkSession spark) {
    return new ExecutorConfiguration(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf())));
  }

  /** The configuration, on the driver or an executor. */
  public Configuration value() {
    return shared.value().value();
  }
}
