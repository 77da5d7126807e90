package dev.assay.jobs.quality;

import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Failed;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Computes planned metrics: in one pass, and in two where a predicate fails on a row. */
public final class MetricScan {
  private final StateStore store;
  private final String keptAs;

  private MetricScan(StateStore store, String keptAs) {
    this.store = store;
    this.keptAs = keptAs;
  }

  /** Computes the metrics of a plan in one pass. */
  public static Measured measure(MetricPlan plan) {
    return new MetricScan(null, null).run(plan);
  }

  /**
   * Computes the metrics of a plan in one pass, and keeps the states they are made from, so that
   * those of several runs can be merged. States that are already kept by that name are replaced.
   *
   * @param keptAs name of the run or partition, which becomes a directory
   */
  public static Measured measureAndKeep(MetricPlan plan, StateStore store, String keptAs) {
    return new MetricScan(Objects.requireNonNull(store), StateStore.checkedName(keptAs)).run(plan);
  }

  private Measured run(MetricPlan plan) {
    Map<MetricKey, MetricValue> values = new LinkedHashMap<>();
    plan.refused().forEach((key, reason) -> values.put(key, new Failed(reason)));
    if (plan.planned().isEmpty()) {
      return new Measured(values, 0);
    }
    try {
      values.putAll(values(plan, states(plan)));
      return new Measured(values, 1);
    } catch (Exception e) {
      RuntimeException failure = passOn(e);
      if (plan.planned().stream().allMatch(MetricScan::isPlain)) {
        return allFailed(plan, values, failure, 1, null);
      }
      return again(plan, values, failure);
    }
  }

  /** Whether it is of all rows and of no predicate, so that no SQL of a rule can fail in it. */
  private static boolean isPlain(MetricKey key) {
    return key.where() == null && key.predicate() == null;
  }

  private static Measured allFailed(
      MetricPlan plan,
      Map<MetricKey, MetricValue> values,
      RuntimeException failure,
      int scans,
      String again) {
    plan.planned().forEach(key -> values.put(key, new Failed(Causes.firstLine(failure))));
    return new Measured(values, scans, again);
  }

  /**
   * Spark fails a whole job for one row that one predicate cannot stand. Then there is one more
   * pass, in which such a predicate is not true of such a row and complains; its metrics have
   * failed, and all others are there with their states.
   */
  private Measured again(
      MetricPlan plan, Map<MetricKey, MetricValue> values, RuntimeException failure) {
    Complaints complaints = new Complaints();
    plan.table().sparkSession().sparkContext().register(complaints, "assay predicates");
    MetricPlan complaining = plan.complaining(complaints);
    String failed = "the first pass failed: " + Causes.firstLine(failure);
    Dataset<Row> grouped = StatePass.grouped(partial(complaining)).persist();
    try {
      try {
        values.putAll(values(complaining, collected(complaining, grouped)));
      } catch (Exception e) {
        passOn(e);
        return allFailed(plan, values, failure, 2, failed);
      }
      fail(plan, values, complaints.value());
      keepGood(complaining, values, grouped);
      String again = complaints.isZero() ? failed : "a predicate failed on some row";
      return new Measured(values, 2, again);
    } catch (Exception e) {
      if (e != failure) {
        e.addSuppressed(failure);
      }
      throw e;
    } finally {
      grouped.unpersist();
    }
  }

  private static void fail(
      MetricPlan plan, Map<MetricKey, MetricValue> values, Map<String, String> complaints) {
    for (MetricKey key : plan.planned()) {
      String reason = plan.complaint(key, complaints);
      if (reason != null) {
        values.put(key, new Failed(reason));
      }
    }
  }

  private void keepGood(MetricPlan plan, Map<MetricKey, MetricValue> values, Dataset<Row> grouped) {
    if (store == null) {
      return;
    }
    Set<String> good = new HashSet<>();
    plan.planned().stream()
        .filter(key -> !(values.get(key) instanceof Failed))
        .forEach(key -> good.addAll(StateIds.of(key)));
    List<String> ids = ids(plan);
    Object[] kept = ids.stream().filter(good::contains).map(ids::indexOf).toArray();
    store.write(keptAs, grouped.where(functions.col("state").isin(kept)), ids);
  }

  /** The failure, unless it is our own or somebody asked for the end of the work. */
  private static RuntimeException passOn(Exception e) {
    RuntimeException failure = e instanceof RuntimeException r ? r : new IllegalStateException(e);
    if (Causes.isCancelled(e)) {
      throw failure;
    }
    Causes.own(e)
        .ifPresent(
            own -> {
              throw own;
            });
    return failure;
  }

  private Map<String, Optional<Accumulator>> states(MetricPlan plan) {
    return store == null
        ? collected(plan, StatePass.grouped(partial(plan)))
        : store.keep(keptAs, partial(plan), ids(plan));
  }

  private static Map<String, Optional<Accumulator>> collected(
      MetricPlan plan, Dataset<Row> grouped) {
    return StatePass.named(StatePass.collect(grouped), ids(plan));
  }

  private static Dataset<Row> partial(MetricPlan plan) {
    return StatePass.partial(plan.projected(), plan.states());
  }

  private static List<String> ids(MetricPlan plan) {
    return plan.states().stream().map(StateSpec::id).toList();
  }

  private static Map<MetricKey, MetricValue> values(
      MetricPlan plan, Map<String, Optional<Accumulator>> states) {
    MetricStates metrics = new MetricStates(states, zone(plan.table().sparkSession()));
    Map<MetricKey, MetricValue> values = new LinkedHashMap<>();
    plan.planned().forEach(key -> values.put(key, metrics.value(key)));
    return values;
  }

  static ZoneId zone(SparkSession session) {
    return ZoneId.of(session.sessionState().conf().sessionLocalTimeZone());
  }
}
