package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.ConfusionMetric;
import dev.assay.statistics.MulticlassMetric;
import dev.assay.statistics.RegressionMetric;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The names of figures in tables and configurations. */
public final class MetricNames {
  private MetricNames() {}

  /** The name of a figure: that of its constant, in lower case. */
  public static String of(Enum<?> metric) {
    return metric.name().toLowerCase(Locale.ROOT);
  }

  /** The figures of models of a task. */
  public static Set<String> of(Task task) {
    return switch (task) {
      case BINARY -> names(BinaryMetric.values(), ConfusionMetric.values());
      case MULTICLASS -> names(MulticlassMetric.values());
      case REGRESSION -> names(RegressionMetric.values());
      case MULTI_OUTPUT, EMBEDDING -> Set.of();
    };
  }

  /** The figures of models of any task. */
  public static Set<String> all() {
    Set<String> all = new LinkedHashSet<>();
    for (Task task : Task.values()) {
      all.addAll(of(task));
    }
    return Collections.unmodifiableSet(all);
  }

  /** The figures that are taken at an operating point. */
  public static Set<String> ofDecisions() {
    return names(ConfusionMetric.values());
  }

  private static Set<String> names(Enum<?>[]... metrics) {
    Set<String> names = new LinkedHashSet<>();
    Arrays.stream(metrics).flatMap(Arrays::stream).forEach(metric -> names.add(of(metric)));
    return Collections.unmodifiableSet(names);
  }
}
