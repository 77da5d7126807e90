package dev.assay.jobs.quality;

import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Failed;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Computes planned metrics. */
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
      return isolated(plan, values, passOn(e));
    }
  }

  /**
   * Spark fails a whole job for one row that one predicate cannot stand. Then the metrics of each
   * predicate get a pass of their own, and only those that fail again have failed. Nothing is kept
   * of such a run.
   */
  private static Measured isolated(
      MetricPlan plan, Map<MetricKey, MetricValue> values, RuntimeException failure) {
    Collection<List<MetricKey>> groups = bySql(plan.planned());
    if (groups.size() == 1 || !canBeRead(plan)) {
      plan.planned().forEach(key -> values.put(key, new Failed(Causes.firstLine(failure))));
      return new Measured(values, groups.size() == 1 ? 1 : 2);
    }
    for (List<MetricKey> group : groups) {
      values.putAll(alone(MetricPlan.of(plan.table(), group, plan.asOf())));
    }
    return new Measured(values, 2 + groups.size());
  }

  private static boolean canBeRead(MetricPlan plan) {
    MetricPlan count = MetricPlan.of(plan.table(), List.of(MetricKey.rowCount(null)), plan.asOf());
    return alone(count).values().stream().noneMatch(Failed.class::isInstance);
  }

  private static Map<MetricKey, MetricValue> alone(MetricPlan plan) {
    try {
      return values(plan, collected(plan));
    } catch (Exception e) {
      Map<MetricKey, MetricValue> failed = new LinkedHashMap<>();
      String reason = Causes.firstLine(passOn(e));
      plan.planned().forEach(key -> failed.put(key, new Failed(reason)));
      return failed;
    }
  }

  private static Collection<List<MetricKey>> bySql(Collection<MetricKey> keys) {
    Map<List<String>, List<MetricKey>> groups = new LinkedHashMap<>();
    for (MetricKey key : keys) {
      List<String> sql = new ArrayList<>();
      sql.add(key.where());
      sql.add(key.predicate());
      groups.computeIfAbsent(sql, any -> new ArrayList<>()).add(key);
    }
    return groups.values();
  }

  /** The failure, unless somebody asked for the end of the work. */
  private static RuntimeException passOn(Exception e) {
    RuntimeException failure = e instanceof RuntimeException r ? r : new IllegalStateException(e);
    if (Causes.isCancelled(e)) {
      throw failure;
    }
    return failure;
  }

  private Map<String, Optional<Accumulator>> states(MetricPlan plan) {
    return store == null ? collected(plan) : store.keep(keptAs, partial(plan), ids(plan));
  }

  private static Map<String, Optional<Accumulator>> collected(MetricPlan plan) {
    return StatePass.named(StatePass.collect(StatePass.grouped(partial(plan))), ids(plan));
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
