package dev.assay.jobs;

import dev.assay.config.Substitution;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.quality.Measured;
import dev.assay.jobs.quality.MetricPlan;
import dev.assay.jobs.quality.MetricScan;
import dev.assay.jobs.quality.StateStore;
import dev.assay.jobs.read.InputShaper;
import dev.assay.jobs.read.ReadErrors;
import dev.assay.jobs.read.SeenInput;
import dev.assay.jobs.read.ShapeRequest;
import dev.assay.jobs.read.TableReader;
import dev.assay.jobs.score.RowSamples;
import dev.assay.jobs.store.MetricPoint;
import dev.assay.jobs.store.QualityRow;
import dev.assay.jobs.store.ResultStore;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.Problems;
import dev.assay.quality.RowPredicate;
import dev.assay.quality.RuleJudge;
import dev.assay.quality.RuleResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;

/**
 * Checks a table by the rules on the input, without scoring it; writes nothing but the results,
 * where they are to be kept.
 */
public final class CheckJob {
  private final SparkSession spark;
  private final RunContext context;

  /** A job that runs in this session. */
  public CheckJob(SparkSession spark, RunContext context) {
    this.spark = spark;
    this.context = context;
  }

  /**
   * Checks.
   *
   * @throws AssayException where table or rules do not fit; a rule that fails is a result
   */
  public CheckResult run(CheckRequest request) {
    TableReader reader = new TableReader(spark);
    PinnedInput pinned = reader.pin(request.table(), request.version(), request.timestamp());
    String filter = Substitution.asOf(request.filter(), request.asOf());
    PlannedChecks checks = plan(request, reader, pinned, filter);
    List<String> notes = notes(request, checks);
    QualityBook book = new QualityBook(checks.rules().rules());
    if (!request.store().record()) {
      return new Work(request, reader, checks, filter, book, notes).judged(null);
    }
    CheckRun run = CheckRun.begin(spark, context, request, checks, filter);
    try {
      return new Work(request, reader, checks, filter, book, notes).judged(run);
    } catch (Throwable e) { // Scala throws checked exceptions that no signature names
      run.failed(book, e);
      throw e;
    }
  }

  private PlannedChecks plan(
      CheckRequest request, TableReader reader, PinnedInput pinned, String filter) {
    Map<String, String> features = new LinkedHashMap<>();
    request
        .features()
        .forEach((name, sql) -> features.put(name, Substitution.asOf(sql, request.asOf())));
    Problems problems = new Problems();
    SeenInput input =
        InputShaper.of(
                reader.read(pinned),
                new ShapeRequest(
                    request.table(),
                    request.key(),
                    List.of(),
                    filter,
                    request.filterName(),
                    features,
                    List.of()),
                problems)
            .whole();
    return new CheckPlanner(spark, reader, problems)
        .plan(
            request.rules(),
            pinned,
            input,
            "Cannot check '" + request.table() + "'",
            request.asOf(),
            champion(request),
            null);
  }

  /** The job's champion, where a rule asks for it; nobody needs a registry for other rules. */
  private PlannedModel champion(CheckRequest request) {
    return request.champion() == null || !SkewProfiles.needChampion(request.rules().rules())
        ? null
        : ScorePlanner.champion(spark, request.champion().registry(), request.champion().model());
  }

  /** What to say of the history before it is looked for. */
  private List<String> notes(CheckRequest request, PlannedChecks checks) {
    CheckRequest.Store store = request.store();
    boolean lacks = store.root() == null || ResultStore.useCase(spark, store.root()).isEmpty();
    if (!lacks || store.record()) {
      return List.of();
    }
    if (store.named()) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot read the history in '"
              + store.root()
              + "': there is no store. Check the path, leave --store out, or make a store of this"
              + " check with --record.");
    }
    if (checks.rules().rules().history().isEmpty()) {
      return List.of();
    }
    return List.of(
        "History rules had no history: "
            + (store.root() == null
                ? "no store was named. Pass --store DIR, and --record to keep this check there."
                : "there is no store at '"
                    + store.root()
                    + "' yet. Pass --record to keep this check there."));
  }

  /** One check. */
  private final class Work {
    private final CheckRequest request;
    private final TableReader reader;
    private final PlannedChecks checks;
    private final String filter;
    private final QualityBook book;
    private final List<String> notes;
    private final List<String> sampled = new ArrayList<>();

    Work(
        CheckRequest request,
        TableReader reader,
        PlannedChecks checks,
        String filter,
        QualityBook book,
        List<String> notes) {
      this.request = request;
      this.reader = reader;
      this.checks = checks;
      this.filter = filter;
      this.book = book;
      this.notes = new ArrayList<>(notes);
    }

    /** Judges, and keeps the check as a run; null for none. */
    CheckResult judged(CheckRun run) {
      RuleJudge judge = RuleJudge.withoutScoring(checks.rules());
      QualityGate gate = new QualityGate(checks, book, judge, this::history);
      MetricPlan plan = checks.wholePlan();
      Measured measured = measured(plan, run);
      gate.judgeRows(measured, this::samples);
      OptionalLong rows = gate.judgeInput(measured);
      if (rows.isPresent() && rows.getAsLong() == 0 && !request.allowEmpty()) {
        throw ReadErrors.empty(
            "check",
            checks.pinned(),
            filter,
            "Pass --allow-empty, or set input.allow-empty: true, if that is fine.");
      }
      reader.verifyUnchanged(checks.pinned());
      List<RuleResult> results = book.results().stream().map(QualityRow::result).toList();
      if (run != null) {
        run.note().ifPresent(notes::add);
      }
      CheckResult.Kept kept =
          run == null
              ? null
              : run.end(book, stopping(results), rows.isPresent() ? rows.getAsLong() : null);
      return new CheckResult(
          checks.pinned(), results, book.totals(), scans(plan, measured), notes, kept);
    }

    private Measured measured(MetricPlan plan, CheckRun run) {
      return run == null || run.isKeptAlready()
          ? MetricScan.measure(plan)
          : MetricScan.measureAndKeep(plan, new StateStore(spark, run.states()), run.statesName());
    }

    private List<String> stopping(List<RuleResult> results) {
      return results.stream().filter(RuleResult::stopsTheRun).map(RuleResult::ruleId).toList();
    }

    private Map<String, List<MetricPoint>> history(String table) {
      String root = request.store().root();
      // Where both a scoring run and this check measured a date, the check's own figure counts.
      List<String> families = List.of(ScorePlanner.SLOTS, CheckRun.slots(request, checks.pinned()));
      return root == null
          ? Map.of()
          : ResultStore.history(spark, root, request.asOf(), table, families);
    }

    private List<String> scans(MetricPlan plan, Measured measured) {
      List<String> scans = new ArrayList<>();
      plan.scans().forEach(scan -> scans.add("the table: " + scan.reason()));
      if (measured.again() != null) {
        scans.add("the table: once more, as " + measured.again());
      }
      scans.addAll(checks.scansOfOthers());
      scans.addAll(sampled);
      return scans;
    }

    private Map<String, List<String>> samples(List<RowPredicate> broken) {
      if (request.key().isEmpty()) {
        return Map.of();
      }
      sampled.add(
          broken.size() == 1
              ? "the table: keys of some rows that break '" + broken.get(0).ruleId() + "'"
              : "the table: keys of some rows that break "
                  + broken.size()
                  + " rules, in one shared scan");
      PlannedChecks.lookups(broken)
          .forEach(lookup -> sampled.add("table " + lookup.table() + ": its keys, for the same"));
      return RowSamples.of(checks.lookedUp(broken), request.key(), broken);
    }
  }
}
