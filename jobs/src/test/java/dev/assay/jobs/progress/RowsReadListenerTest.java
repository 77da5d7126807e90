package dev.assay.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.testing.SparkExtension;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class RowsReadListenerTest {
  @TempDir Path directory;

  private static Object read(SparkSession spark, String table) {
    return spark.read().parquet(table).selectExpr("max(id)").collect();
  }

  @Test
  void countsTheRowsThatTheGroupsTasksReadForItsProgress(SparkSession spark) throws Exception {
    String table = directory.resolve("t").toString();
    spark.range(50_000).repartition(4).write().parquet(table);
    RowsReadListener listener = new RowsReadListener("counted", OptionalLong.of(50_000));
    spark.sparkContext().addSparkListener(listener);
    try {
      spark.sparkContext().setJobGroup("other", "other", false);
      RowsReadListener.counted(spark.sparkContext(), () -> read(spark, table));
      spark.sparkContext().setJobGroup("counted", "counted", false);
      read(spark, table);
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(listener.done()).as("read for another purpose").isZero();

      RowsReadListener.counted(spark.sparkContext(), () -> read(spark, table));
      spark.sparkContext().listenerBus().waitUntilEmpty();

      assertThat(listener.done()).isEqualTo(50_000);
      assertThat(listener.total()).hasValue(50_000);

      RowsReadListener.counted(spark.sparkContext(), () -> read(spark, table));
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(listener.done()).as("never more than there are").isEqualTo(50_000);
    } finally {
      spark.sparkContext().clearJobGroup();
      spark.sparkContext().removeSparkListener(listener);
    }
  }
}
