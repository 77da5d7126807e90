package dev.assay.jobs.score;

import dev.assay.plan.PlannedModel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.Tuple2;

/** The operator's figures in the Spark UI. */
record ScoreMetrics(SQLMetric rowsIn, SQLMetric batches, List<Model> models)
    implements Serializable {

  /** The figures of one model. */
  record Model(SQLMetric scored, SQLMetric rejected, SQLMetric runtime, SQLMetric build)
      implements Serializable {}

  static ScoreMetrics create(SparkContext context, List<PlannedModel> models) {
    List<Model> each = new ArrayList<>();
    for (PlannedModel model : models) {
      String name = model.manifest().reference();
      each.add(
          new Model(
              SQLMetrics.createMetric(context, name + ": rows scored"),
              SQLMetrics.createMetric(context, name + ": rows rejected"),
              SQLMetrics.createNanoTimingMetric(context, name + ": runtime", 0),
              SQLMetrics.createNanoTimingMetric(context, name + ": session build time", 0)));
    }
    return new ScoreMetrics(
        SQLMetrics.createMetric(context, "input rows"),
        SQLMetrics.createMetric(context, "input batches"),
        each);
  }

  scala.collection.immutable.Map<String, SQLMetric> asScala() {
    Map<String, SQLMetric> all = new LinkedHashMap<>();
    all.put("inputRows", rowsIn);
    all.put("inputBatches", batches);
    for (int m = 0; m < models.size(); m++) {
      Model model = models.get(m);
      all.put("scored" + m, model.scored());
      all.put("rejected" + m, model.rejected());
      all.put("runtime" + m, model.runtime());
      all.put("build" + m, model.build());
    }
    scala.collection.immutable.Map<String, SQLMetric> map =
        scala.collection.immutable.Map$.MODULE$.empty();
    for (Map.Entry<String, SQLMetric> entry : all.entrySet()) {
      map = map.$plus(new Tuple2<>(entry.getKey(), entry.getValue()));
    }
    return map;
  }
}
