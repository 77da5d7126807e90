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

  @Test
  void countsTheRowsThatTheGroupsTasksRead(SparkSession spark) throws Exception {
    String table = directory.resolve("t").toString();
    spark.range(50_000).repartition(4).write().parquet(table);
    RowsReadListener listener = new RowsReadListener("counted", OptionalLong.of(50_000));
    spark.sparkContext().addSparkListener(listener);
    try {
      spark.sparkContext().setJobGroup("other", "other", false);
      spark.read().parquet(table).selectExpr("sum(id)").collect();
      spark.sparkContext().setJobGroup("counted", "counted", false);
      spark.read().parquet(table).selectExpr("sum(id)").collect();
      spark.sparkContext().listenerBus().waitUntilEmpty();

      assertThat(listener.done()).isEqualTo(50_000);
      assertThat(listener.total()).hasValue(50_000);

      spark.read().parquet(table).selectExpr("max(id)").collect();
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(listener.done()).as("never more than there are").isEqualTo(50_000);
    } finally {
      spark.sparkContext().clearJobGroup();
      spark.sparkContext().removeSparkListener(listener);
    }
  }
}
