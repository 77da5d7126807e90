package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.testing.SparkExtension;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
final class SessionFactoryTest {
  @Test
  void theExtensionsAUserChoseStay() {
    assertThat(SessionFactory.withOurs(""))
        .isEqualTo(SessionFactory.DELTA_EXTENSION + "," + SessionFactory.ASSAY_EXTENSION);
    assertThat(SessionFactory.withOurs(" com.example.Theirs , " + SessionFactory.DELTA_EXTENSION))
        .isEqualTo(
            "com.example.Theirs,"
                + SessionFactory.DELTA_EXTENSION
                + ","
                + SessionFactory.ASSAY_EXTENSION);
  }

  @Test
  void aRunningSessionIsJoinedWithoutChangingIt(SparkSession spark) {
    String before = spark.conf().get("spark.sql.codegen.maxFields");

    SparkSession ours = SessionFactory.open("test", new Options.Spark(), new TestShell().shell());

    assertThat(ours.sparkContext()).isSameAs(spark.sparkContext());
    assertThat(ours.conf().get("spark.sql.codegen.maxFields")).isEqualTo("10000");
    assertThat(spark.conf().get("spark.sql.codegen.maxFields")).isEqualTo(before);
  }
}
