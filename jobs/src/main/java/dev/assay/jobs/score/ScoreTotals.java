package dev.assay.jobs.score;

import dev.assay.model.RejectReason;
import dev.assay.quality.RowCounts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.util.AccumulatorV2;

/**
 * What a scoring pass counted. Spark adds a result task's accumulators once, for the attempt whose
 * output counts, so these figures and the list of reject files are exact under retries and
 * speculation as long as the pass is written without a shuffle above the operator.
 */
public final class ScoreTotals extends AccumulatorV2<ScoreTotals.Task, ScoreTotals.Task> {
  private static final long serialVersionUID = 1L;

  private final int models;
  private final List<String> rules;
  private Task value;

  /** Totals for so many models, all zero. */
  public ScoreTotals(int models) {
    this(models, List.of());
  }

  /** Totals for so many models and the row rules of these ids, all zero. */
  public ScoreTotals(int models, List<String> rules) {
    this.models = models;
    this.rules = List.copyOf(rules);
    this.value = new Task(models, rules);
  }

  /** The ids of the row rules that are counted. */
  List<String> rules() {
    return rules;
  }

  /** What one task, or all of them together, counted. */
  public static final class Task implements Serializable {
    private static final long serialVersionUID = 1L;

    private long rowsIn;
    private long nullKeys;
    private String nullKeyExample;
    private final Model[] models;
    private final ArrayList<String> rejectFiles = new ArrayList<>();
    private final RuleTotals rules;
    private long quarantined;
    private int tasks;

    Task(int models, List<String> rules) {
      this.rules = new RuleTotals(rules);
      this.models = new Model[models];
      for (int m = 0; m < models; m++) {
        this.models[m] = new Model();
      }
    }

    /** Rows read. */
    public long rowsIn() {
      return rowsIn;
    }

    /** Rows whose key holds a null. */
    public long nullKeys() {
      return nullKeys;
    }

    /** The first key column that was null, or null. */
    public String nullKeyExample() {
      return nullKeyExample;
    }

    /** What was counted for each model, in the order of the models. */
    public List<Model> models() {
      return List.of(models);
    }

    /** What was counted for each row rule, by its id, in the order of the rules. */
    public Map<String, RowCounts> rules() {
      return rules.byRule();
    }

    /** Rows that break a rule that quarantines: every model rejects them. */
    public long quarantined() {
      return quarantined;
    }

    /** Files with rejected rows, of the attempts that count. */
    public List<String> rejectFiles() {
      return List.copyOf(rejectFiles);
    }

    /** Finished tasks. */
    public int tasks() {
      return tasks;
    }

    void rows(long rows) {
      rowsIn += rows;
    }

    void nullKey(String column, long count) {
      nullKeys += count;
      nullKeyExample = nullKeyExample == null ? column : nullKeyExample;
    }

    RuleTotals ruleTotals() {
      return rules;
    }

    void quarantined(long rows) {
      quarantined += rows;
    }

    Model model(int index) {
      return models[index];
    }

    void finished(List<String> files) {
      rejectFiles.addAll(files);
      tasks++;
    }

    void add(Task other) {
      rowsIn += other.rowsIn;
      nullKeys += other.nullKeys;
      nullKeyExample = nullKeyExample == null ? other.nullKeyExample : nullKeyExample;
      rejectFiles.addAll(other.rejectFiles);
      tasks += other.tasks;
      quarantined += other.quarantined;
      rules.add(other.rules);
      for (int m = 0; m < models.length; m++) {
        models[m].add(other.models[m]);
      }
    }
  }

  /** What was counted for one model. */
  public static final class Model implements Serializable {
    private static final long serialVersionUID = 1L;

    private long scored;
    private long rejected;
    private final EnumMap<RejectReason, Long> reasons = new EnumMap<>(RejectReason.class);
    private long runtimeNanos;
    private int sessionsBuilt;
    private long buildNanos;
    private boolean goldenBitEqual = true;
    private double goldenMaxDifference;
    private final TreeSet<String> devices = new TreeSet<>();

    /** Rows scored. */
    public long scored() {
      return scored;
    }

    /** Rows rejected. */
    public long rejected() {
      return rejected;
    }

    /** How many rejected rows had each reason; a row may have several. */
    public Map<RejectReason, Long> reasons() {
      return Map.copyOf(reasons);
    }

    /** Nanoseconds inside the runtime, over all tasks. */
    public long runtimeNanos() {
      return runtimeNanos;
    }

    /** Sessions built: at most one for each executor. */
    public int sessionsBuilt() {
      return sessionsBuilt;
    }

    /** Nanoseconds spent building them. */
    public long buildNanos() {
      return buildNanos;
    }

    /** Whether the golden outputs had the expected bits on every executor. */
    public boolean goldenBitEqual() {
      return goldenBitEqual;
    }

    /** The largest difference of a golden output on any executor. */
    public double goldenMaxDifference() {
      return goldenMaxDifference;
    }

    /** Where the model ran. */
    public List<String> devices() {
      return List.copyOf(devices);
    }

    void rows(long scoredRows, long rejectedRows) {
      scored += scoredRows;
      rejected += rejectedRows;
    }

    void reason(RejectReason reason, long rows) {
      reasons.merge(reason, rows, Long::sum);
    }

    void runtime(long nanos) {
      runtimeNanos += nanos;
    }

    void ready(ReadyModel ready, boolean built) {
      devices.add(ready.model().device());
      goldenBitEqual &= ready.goldenBitEqual();
      goldenMaxDifference = Math.max(goldenMaxDifference, ready.goldenMaxDifference());
      if (built) {
        sessionsBuilt++;
        buildNanos += ready.model().buildNanos();
      }
    }

    void add(Model other) {
      scored += other.scored;
      rejected += other.rejected;
      other.reasons.forEach((reason, rows) -> reasons.merge(reason, rows, Long::sum));
      runtimeNanos += other.runtimeNanos;
      sessionsBuilt += other.sessionsBuilt;
      buildNanos += other.buildNanos;
      goldenBitEqual &= other.goldenBitEqual;
      goldenMaxDifference = Math.max(goldenMaxDifference, other.goldenMaxDifference);
      devices.addAll(other.devices);
    }
  }

  @Override
  public boolean isZero() {
    return value.tasks == 0;
  }

  @Override
  public AccumulatorV2<Task, Task> copy() {
    ScoreTotals copy = new ScoreTotals(models, rules);
    copy.value.add(value);
    return copy;
  }

  @Override
  public void reset() {
    value = new Task(models, rules);
  }

  @Override
  public void add(Task task) {
    value.add(task);
  }

  @Override
  public void merge(AccumulatorV2<Task, Task> other) {
    value.add(other.value());
  }

  @Override
  public Task value() {
    return value;
  }
}
