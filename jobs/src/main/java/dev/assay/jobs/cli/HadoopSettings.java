package dev.assay.jobs.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Hadoop's settings for commands that run without a Spark session. */
final class HadoopSettings {
  private HadoopSettings() {}

  /** What Hadoop finds on the class path, and the {@code spark.hadoop.*} that spark-submit got. */
  static Configuration current() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }
}
