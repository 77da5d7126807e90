package dev.assay.jobs.score;

import org.apache.spark.sql.SparkSessionExtensions;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Makes the scoring operator known to a session: {@code
 * spark.sql.extensions=...,dev.assay.jobs.score.AssayExtensions}.
 */
public final class AssayExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectPlannerStrategy(new Inject());
    extensions.injectColumnar(new InjectColumnar());
    return BoxedUnit.UNIT;
  }

  private static final class Inject
      extends AbstractFunction1<
          org.apache.spark.sql.SparkSession, org.apache.spark.sql.execution.SparkStrategy> {
    @Override
    public org.apache.spark.sql.execution.SparkStrategy apply(
        org.apache.spark.sql.SparkSession session) {
      return new ScoreStrategy();
    }
  }

  private static final class InjectColumnar
      extends AbstractFunction1<
          org.apache.spark.sql.SparkSession, org.apache.spark.sql.execution.ColumnarRule> {
    @Override
    public org.apache.spark.sql.execution.ColumnarRule apply(
        org.apache.spark.sql.SparkSession session) {
      return new ColumnarInput();
    }
  }
}
