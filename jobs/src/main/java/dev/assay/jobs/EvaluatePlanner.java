package dev.assay.jobs;

import dev.assay.config.EvaluateConfig;
import dev.assay.config.EvaluateConfig.Guardrail;
import dev.assay.config.JobConfig;
import dev.assay.config.LoadedConfig;
import dev.assay.config.Substitution;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.evaluation.Decision;
import dev.assay.evaluation.Direction;
import dev.assay.evaluation.EvaluatedModel;
import dev.assay.evaluation.EvaluationSpec;
import dev.assay.evaluation.Slicer;
import dev.assay.jobs.evaluate.JoinPlan;
import dev.assay.jobs.evaluate.JoinPlan.Label;
import dev.assay.jobs.evaluate.JoinPlan.Source;
import dev.assay.jobs.expression.Finding;
import dev.assay.jobs.expression.PredicateCheck;
import dev.assay.jobs.read.InputShaper;
import dev.assay.jobs.read.ShapeRequest;
import dev.assay.jobs.read.ShapedInput;
import dev.assay.jobs.read.TableReader;
import dev.assay.jobs.score.Scoring;
import dev.assay.jobs.store.ResultStore;
import dev.assay.model.Task;
import dev.assay.plan.Nearest;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.Problems;
import dev.assay.quality.LoadedRules;
import dev.assay.record.CurrentRuns;
import dev.assay.record.Json;
import dev.assay.record.RunRecord;
import dev.assay.statistics.CostMatrix;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.collection.JavaConverters;

/** Decides everything about an evaluation before a row is read; writes nothing. */
public final class EvaluatePlanner {
  /** What the slots of evaluations begin with. */
  static final String SLOTS = "evaluate";

  private final SparkSession spark;

  /** A planner that looks at tables through this session. */
  public EvaluatePlanner(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Plans an evaluation.
   *
   * @param rules the rules that the configuration names, under which scores must have been
   *     published; null for none
   * @throws AssayException naming everything that stands in the way: models, tables, columns,
   *     slices, the rule of the verdict
   */
  public PreparedEvaluation prepare(LoadedConfig loaded, LoadedRules rules) {
    JobConfig config = loaded.config();
    if (config.evaluate() == null) {
      throw new AssayException(
          ErrorCode.CONFIG,
          "Cannot evaluate '"
              + config.useCase()
              + "': the configuration has no evaluate block. Add labels, which says what came of the"
              + " rows, and evaluate; evaluate: {} takes all defaults.");
    }
    LocalDate asOf = ScorePlanner.asOf(config);
    List<PlannedModel> models = new ScorePlanner(spark).resolve(config);
    return new Work(loaded, rules, asOf, models).prepare();
  }

  /** One plan. */
  private final class Work {
    private final LoadedConfig loaded;
    private final LoadedRules rules;
    private final JobConfig config;
    private final EvaluateConfig evaluate;
    private final JobConfig.Labels wantedLabels;
    private final String labelFilter;
    private final LocalDate asOf;
    private final List<PlannedModel> models;
    private final Problems problems = new Problems();
    private final TableReader reader = new TableReader(spark);
    private final String filter;
    private final Map<String, String> features = new LinkedHashMap<>();
    private Dataset<Row> input;

    Work(LoadedConfig loaded, LoadedRules rules, LocalDate asOf, List<PlannedModel> models) {
      this.loaded = loaded;
      this.rules = rules;
      this.config = loaded.config();
      this.evaluate = config.evaluate();
      this.wantedLabels = config.labels();
      this.labelFilter =
          wantedLabels == null ? null : Substitution.asOf(wantedLabels.filter(), asOf);
      this.asOf = asOf;
      this.models = models;
      this.filter = Substitution.asOf(config.input().filter(), asOf);
      config
          .input()
          .features()
          .forEach((name, sql) -> features.put(name, Substitution.asOf(sql, asOf)));
    }

    PreparedEvaluation prepare() {
      Task task = task();
      PinnedInput pinned =
          reader.pin(config.input().table(), config.input().version(), config.input().timestamp());
      List<RunRecord> runs = ResultStore.runs(spark, config.store(), config.useCase());
      List<PublishedScores> published =
          PublishedScores.find(runs, loaded, rulesDigest(), asOf, pinned, models);
      List<Integer> scored = scored(published);
      List<PlannedModel> toScore = scored.stream().map(models::get).toList();
      Scoring.verify(toScore, RegistryModelLoader.of(spark));
      ShapedInput shaped = shape(pinned, toScore);
      input = shaped.all();
      PreparedEvaluation.Side labels = labels();
      PreparedEvaluation.Side attributes = attributes();
      StructType key = keyOf(shaped);
      checkKey("labels", labels, key);
      checkKey("attributes", attributes, key);
      Dataset<Row> labelRows = labels == null ? input : labels.rows();
      SlicePlanner slices = slices(attributes);
      boolean weighted = wantedLabels.weight() != null || evaluate.weight() != null;
      EvaluationSpec spec = spec(task, slices, weighted);
      Decision decision = decision(task, slices, key);
      List<String> unit = unit();
      JoinPlan join =
          new JoinPlan(
              spec,
              key,
              slices.parts(),
              slices.partsOfSlicers(),
              slices.partsOfFeatures(),
              unitSql(unit),
              unitIsText(unit),
              weight(labelRows),
              source(wantedLabels.weight(), evaluate.weight(), labels),
              amount(labelRows),
              source(wantedLabels.amount(), evaluate.amount(), labels),
              label(labels, labelRows, spec));
      problems.throwIfAny("Cannot evaluate '" + config.useCase() + "'");
      String name = evaluate.name() == null ? config.useCase() : evaluate.name();
      RunRecord earlier = earlier(runs, SLOTS + "/" + name + "/");
      String slot = SLOTS + "/" + name + "/" + asOf;
      String digest = ScorePlanner.sha256(Json.write(shaping()));
      return new PreparedEvaluation(
          loaded,
          asOf,
          slot,
          runKey(slot, pinned, labels, attributes, published, earlier, digest),
          digest,
          models,
          reader,
          pinned,
          shaped,
          labels,
          attributes,
          join,
          decision,
          published,
          scored,
          inputColumns(join, shaped),
          earlier,
          runs);
    }

    private String rulesDigest() {
      return rules == null
          ? null
          : new CheckPlanner(spark, reader, problems).digest(rules, models.get(0));
    }

    private List<Integer> scored(List<PublishedScores> published) {
      Set<Integer> known =
          published.stream().flatMap(p -> p.models().stream()).collect(Collectors.toSet());
      return IntStream.range(0, models.size()).filter(m -> !known.contains(m)).boxed().toList();
    }

    // --- models --------------------------------------------------------------------------------

    private Task task() {
      PlannedModel champion = models.get(0);
      Task task = champion.manifest().task();
      if (task == Task.MULTI_OUTPUT || task == Task.EMBEDDING) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot evaluate '%s': its task is %s, and only binary, multiclass and regression models have one score to compare with a label."
                .formatted(champion.manifest().reference(), task));
      }
      for (PlannedModel model : models.subList(1, models.size())) {
        boolean classes =
            task != Task.MULTICLASS
                || model.manifest().classes().equals(champion.manifest().classes());
        if (model.manifest().task() != task || !classes) {
          problems.add(
              ErrorCode.CONFIG,
              "Cannot compare '%s' with '%s': %s. Compare models that predict the same."
                  .formatted(
                      model.manifest().reference(),
                      champion.manifest().reference(),
                      classes
                          ? "its task is %s, and the champion's is %s"
                              .formatted(model.manifest().task(), task)
                          : "its classes are %s, and the champion's are %s"
                              .formatted(
                                  model.manifest().classes(), champion.manifest().classes())));
        }
      }
      problems.throwIfAny("Cannot evaluate '" + config.useCase() + "'");
      return task;
    }

    private List<String> classes(Task task) {
      List<String> named = models.get(0).manifest().classes();
      if (task == Task.REGRESSION) {
        return List.of();
      }
      return task == Task.BINARY && named.size() != 2 ? List.of("0", "1") : named;
    }

    // --- tables --------------------------------------------------------------------------------

    private ShapedInput shape(PinnedInput pinned, List<PlannedModel> toScore) {
      return InputShaper.shape(
          reader.read(pinned),
          new ShapeRequest(
              config.input().table(), config.input().key(), List.of(), filter, features, toScore));
    }

    private PreparedEvaluation.Side labels() {
      if (wantedLabels.table() == null) {
        return null;
      }
      return side(
          "labels",
          wantedLabels.table(),
          wantedLabels.version(),
          wantedLabels.timestamp(),
          wantedLabels.key());
    }

    private PreparedEvaluation.Side attributes() {
      JobConfig.Attributes wanted = config.attributes();
      return wanted == null
          ? null
          : side("attributes", wanted.table(), wanted.version(), wanted.timestamp(), wanted.key());
    }

    private PreparedEvaluation.Side side(
        String what, String table, Long version, String timestamp, List<String> key) {
      try {
        PinnedInput pin = reader.pin(table, version, timestamp);
        return new PreparedEvaluation.Side(
            pin, key.isEmpty() ? config.input().key() : key, reader.read(pin));
      } catch (AssayException e) {
        throw new AssayException(e.code(), "Cannot use " + what + ".table: " + e.getMessage(), e);
      }
    }

    private StructType keyOf(ShapedInput shaped) {
      StructType all = shaped.all().schema();
      StructType key = new StructType();
      for (dev.assay.plan.Column column : shaped.shape().key()) {
        key = key.add(all.apply(column.name()));
      }
      return key;
    }

    private void checkKey(String what, PreparedEvaluation.Side side, StructType key) {
      if (side == null) {
        return;
      }
      for (int k = 0; k < key.length(); k++) {
        String name = side.key().get(k);
        Optional<StructField> field = field(side.rows(), name);
        if (field.isEmpty()) {
          problems.add(
              ErrorCode.INPUT,
              "Cannot join %s.table '%s' by '%s': it has no such column. %s"
                  .formatted(
                      what,
                      side.pin().table(),
                      name,
                      Nearest.hint(
                          "columns", name, List.of(side.rows().columns()), SqlTexts::shown)));
        } else if (!fits(field.get().dataType(), key.fields()[k].dataType())) {
          problems.add(
              ErrorCode.INPUT,
              "Cannot join %s.table '%s' by '%s': it is %s there, and input.key column '%s' is %s. Cast one of them where the tables are made."
                  .formatted(
                      what,
                      side.pin().table(),
                      name,
                      field.get().dataType().catalogString(),
                      key.fields()[k].name(),
                      key.fields()[k].dataType().catalogString()));
        }
      }
    }

    /** Whether no two keys become one by the cast; an integer that is too large becomes null. */
    private boolean fits(DataType from, DataType to) {
      return from.equals(to)
          || (from instanceof IntegralType && to instanceof IntegralType)
          || Cast.canUpCast(from, to);
    }

    // --- divisions -----------------------------------------------------------------------------

    private SlicePlanner slices(PreparedEvaluation.Side attributes) {
      PlannedModel champion = models.get(0);
      ReferenceBins reference =
          new ReferenceBins(
              champion.manifest().reference(),
              () -> ProfileFile.of(spark.sessionState().newHadoopConf(), champion));
      SlicePlanner slices =
          new SlicePlanner(input, attributeColumns(attributes), reference, problems);
      EvaluateConfig.Fairness fairness = evaluate.fairness();
      for (int i = 0; fairness != null && i < fairness.attributes().size(); i++) {
        slices.attribute("evaluate.fairness.attributes[" + i + "]", fairness.attributes().get(i));
      }
      for (int i = 0; i < evaluate.slices().size(); i++) {
        slices.slice("evaluate.slices[" + i + "]", evaluate.slices().get(i));
      }
      if (evaluate.period() != null) {
        slices.period("evaluate.period", evaluate.period());
      }
      EvaluateConfig.Search search = evaluate.search();
      for (int i = 0; search != null && i < search.columns().size(); i++) {
        slices.feature("evaluate.search.columns[" + i + "]", search.columns().get(i));
      }
      return slices;
    }

    private Dataset<Row> attributeColumns(PreparedEvaluation.Side attributes) {
      if (attributes == null) {
        return null;
      }
      List<org.apache.spark.sql.Column> columns = new ArrayList<>();
      for (String name : config.attributes().columns()) {
        Optional<StructField> field = field(attributes.rows(), name);
        if (field.isPresent()) {
          columns.add(functions.col(SqlTexts.column(field.get().name())));
        } else {
          problems.add(
              ErrorCode.INPUT,
              "Cannot use attributes.columns '%s': '%s' has no such column. %s"
                  .formatted(
                      name,
                      attributes.pin().table(),
                      Nearest.hint(
                          "columns", name, List.of(attributes.rows().columns()), SqlTexts::shown)));
        }
      }
      return attributes.rows().select(columns.toArray(org.apache.spark.sql.Column[]::new));
    }

    // --- what is computed ----------------------------------------------------------------------

    private EvaluationSpec spec(Task task, SlicePlanner slices, boolean weighted) {
      EvaluateConfig.Points points = evaluate.points();
      boolean pointed =
          !points.selectionRates().isEmpty()
              || !points.recalls().isEmpty()
              || points.costs() != null;
      if (task != Task.BINARY && pointed) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use evaluate.points: the models' task is "
                + task
                + ", and only binary models have operating points. Take it out.");
      }
      boolean valued = wantedLabels.amount() != null || evaluate.amount() != null;
      if (task != Task.BINARY && valued) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use %s: the models' task is %s, and amounts go with the decisions of binary models. Take it out."
                .formatted(
                    wantedLabels.amount() == null ? "evaluate.amount" : "labels.amount", task));
      }
      EvaluateConfig.Fairness fairness = evaluate.fairness();
      if (task != Task.BINARY && fairness != null) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use evaluate.fairness: the models' task is "
                + task
                + ", and groups are compared by the decisions of binary models. Take it out; name"
                + " the attributes in evaluate.slices.");
      }
      List<EvaluatedModel> evaluated =
          models.stream()
              .map(m -> new EvaluatedModel(m.name(), m.version(), m.manifest().cutoff()))
              .toList();
      return new EvaluationSpec(
          task,
          classes(task),
          evaluated,
          slices.slicers(),
          weighted,
          evaluate.level(),
          evaluate.minSliceRows(),
          evaluate.maxSlices(),
          new EvaluationSpec.Points(
              points.selectionRates(), points.recalls(), costs(points.costs()), valued),
          new EvaluationSpec.Calibration(
              evaluate.calibration().groups(), evaluate.calibration().grades()),
          new EvaluationSpec.Bootstrap(
              evaluate.bootstrap().replicates(), evaluate.bootstrap().seed()),
          evaluate.differences().rows(),
          search(slices),
          new EvaluationSpec.Fairness(fairness == null ? 0.8 : fairness.tau(), references(slices)));
    }

    private static CostMatrix costs(EvaluateConfig.Costs costs) {
      if (costs == null) {
        return null;
      }
      CostMatrix ofAmount = costs(costs, EvaluateConfig.Cost::amount, null);
      return costs(costs, EvaluateConfig.Cost::fixed, costs.ofAmount() ? ofAmount : null);
    }

    private static CostMatrix costs(
        EvaluateConfig.Costs costs,
        ToDoubleFunction<EvaluateConfig.Cost> part,
        CostMatrix ofAmount) {
      return new CostMatrix(
          part.applyAsDouble(costs.truePositive()),
          part.applyAsDouble(costs.falsePositive()),
          part.applyAsDouble(costs.falseNegative()),
          part.applyAsDouble(costs.trueNegative()),
          ofAmount);
    }

    private EvaluationSpec.Search search(SlicePlanner slices) {
      EvaluateConfig.Search search = evaluate.search();
      return search == null
          ? new EvaluationSpec.Search(List.of(), 1, evaluate.minSliceRows(), 0.05, 1, 0.05)
          : new EvaluationSpec.Search(
              slices.features(),
              search.predicates(),
              search.minRows(),
              search.sizeWeight(),
              search.slices(),
              search.falseDiscoveryRate());
    }

    private List<String> references(SlicePlanner slices) {
      Map<String, String> wanted =
          evaluate.fairness() == null
              ? Map.of()
              : new LinkedHashMap<>(evaluate.fairness().reference());
      List<String> references = new ArrayList<>();
      for (Slicer slicer : slices.slicers()) {
        boolean attribute = slicer.role() == Slicer.Role.ATTRIBUTE;
        references.add(attribute ? wanted.remove(slicer.name()) : null);
      }
      List<String> known =
          slices.slicers().stream()
              .filter(slicer -> slicer.role() == Slicer.Role.ATTRIBUTE)
              .map(Slicer::name)
              .toList();
      for (String name : wanted.keySet()) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use evaluate.fairness.reference '%s': it is no attribute of evaluate.fairness. %s"
                .formatted(name, Nearest.hint("attributes", name, known)));
      }
      return references;
    }

    private Decision decision(Task task, SlicePlanner slices, StructType key) {
      EvaluateConfig.Decide decide = evaluate.decide();
      if (decide == null) {
        return null;
      }
      String place = "evaluate.decide";
      checkCompared(place, task, decide.metric());
      checkFigure(place, task, decide.metric(), decide.slice(), decide.point(), slices);
      List<Decision.Guardrail> also = new ArrayList<>();
      for (int i = 0; i < decide.also().size(); i++) {
        also.add(guardrail(place + ".also[" + i + "]", decide.also().get(i), task, slices));
      }
      boolean clustered =
          !evaluate.unit().isEmpty()
              && !Set.copyOf(evaluate.unit()).containsAll(List.of(key.fieldNames()));
      return new Decision(
          new Decision.Criterion(decide.metric(), decide.margin(), decide.slice(), decide.point()),
          decide.alpha(),
          decide.equivalence(),
          also,
          decide.least(),
          clustered,
          decide.repeated());
    }

    private Decision.Guardrail guardrail(
        String place, Guardrail rule, Task task, SlicePlanner slices) {
      if (rule.fair() != null) {
        checkFair(place, rule, slices);
        return new Decision.Fair(rule.attribute(), rule.fair());
      }
      if (rule.margin() != null) {
        checkCompared(place, task, rule.metric());
      }
      checkFigure(place, task, rule.metric(), rule.slice(), rule.point(), slices);
      if (rule.mostTimes() != null) {
        return new Decision.Times(rule.metric(), rule.mostTimes());
      }
      return rule.margin() != null
          ? new Decision.NotWorse(
              new Decision.Criterion(rule.metric(), rule.margin(), rule.slice(), rule.point()))
          : new Decision.Within(
              rule.metric(), rule.slice(), rule.point(), rule.least(), rule.most());
    }

    private void checkFair(String place, Guardrail rule, SlicePlanner slices) {
      List<String> attributes =
          slices.slicers().stream()
              .filter(slicer -> slicer.role() == Slicer.Role.ATTRIBUTE)
              .map(Slicer::name)
              .toList();
      boolean known =
          rule.attribute() == null ? !attributes.isEmpty() : attributes.contains(rule.attribute());
      if (!known) {
        problems.add(
            ErrorCode.CONFIG,
            rule.attribute() == null
                ? "Cannot use " + place + ": evaluate.fairness names no attributes. Add it."
                : "Cannot use %s.attribute '%s': it is no attribute of evaluate.fairness. %s"
                    .formatted(
                        place,
                        rule.attribute(),
                        Nearest.hint("attributes", rule.attribute(), attributes)));
      }
    }

    /** Refuses figures that models have and that no difference is made of. */
    private void checkCompared(String place, Task task, String metric) {
      Set<String> compared = ComparedFigures.of(task);
      if (Direction.metrics(task).contains(metric) && !compared.contains(metric)) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use %s.metric '%s' with a margin: models are not compared by it. %s A guardrail with least or most may name any figure of evaluation_metrics."
                .formatted(place, metric, Nearest.hint("figures", metric, compared)));
      }
    }

    private void checkFigure(
        String place, Task task, String metric, String slice, String point, SlicePlanner slices) {
      Set<String> known = Direction.metrics(task);
      if (!known.contains(metric)) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use %s.metric '%s': it is no figure of %s models. %s"
                .formatted(place, metric, task, Nearest.hint("figures", metric, known)));
      }
      if (metric.equals(ComparedFigures.COST) && evaluate.points().costs() == null) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use %s.metric '%s': it is not said what outcomes cost. Add evaluate.points.costs."
                .formatted(place, metric));
      }
      if (slice != null && !slices.mayBeSlice(slice)) {
        List<String> names = slices.slicers().stream().map(Slicer::name).toList();
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use %s.slice '%s': evaluate.slices does not make it. Write a predicate as it stands there, or a column with its value, such as 'SEX = 1'. %s"
                .formatted(place, slice, Nearest.hint("divisions", slice, names)));
      }
      if (point != null && !points().contains(point)) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use %s.point '%s': evaluate.points does not have it. %s"
                .formatted(place, point, Nearest.hint("points", point, points())));
      }
    }

    private List<String> points() {
      EvaluateConfig.Points points = evaluate.points();
      List<String> names = new ArrayList<>(List.of("cutoff"));
      points.selectionRates().forEach(rate -> names.add("selection_rate=" + rate));
      points.recalls().forEach(recall -> names.add("recall=" + recall));
      if (points.costs() != null) {
        names.add("least_cost");
      }
      return names;
    }

    // --- labels, weights, units ----------------------------------------------------------------

    private Label label(PreparedEvaluation.Side labels, Dataset<Row> table, EvaluationSpec spec) {
      String where = labels == null ? config.input().table() : labels.pin().table();
      Optional<StructField> column = field(table, wantedLabels.column());
      if (column.isEmpty()) {
        problems.add(
            ErrorCode.INPUT,
            "Cannot use labels.column '%s': '%s' has no such column. %s"
                .formatted(
                    wantedLabels.column(),
                    where,
                    Nearest.hint(
                        "columns",
                        wantedLabels.column(),
                        List.of(table.columns()),
                        SqlTexts::shown)));
      }
      check(
          "labels.filter",
          table,
          labelFilter,
          type -> type instanceof BooleanType,
          "a filter must be true or false",
          "Write a comparison.");
      check(
          "labels.event-time",
          table,
          wantedLabels.eventTime(),
          type ->
              type instanceof DateType
                  || type instanceof TimestampType
                  || type instanceof TimestampNTZType,
          "an event time is a date or timestamp",
          "Use to_date or to_timestamp.");
      String sql = column.flatMap(found -> labelSql(found, spec)).orElse("CAST(NULL AS STRING)");
      String days = wantedLabels.matureAfter();
      int matureAfter = Integer.parseInt(days.substring(0, days.length() - 1));
      if (matureAfter > 0 && wantedLabels.eventTime() == null) {
        problems.add(
            ErrorCode.CONFIG,
            "Cannot use labels.mature-after: it counts days from labels.event-time, which is not"
                + " given. Name the column with the time of the event.");
      }
      return new Label(
          labels == null ? Source.INPUT : Source.LABELS,
          sql,
          labelFilter,
          wantedLabels.eventTime(),
          matureAfter,
          asOf);
    }

    /** The label's number, or the name of its class. */
    private Optional<String> labelSql(StructField column, EvaluationSpec spec) {
      String name = SqlTexts.column(column.name());
      DataType type = column.dataType();
      boolean regression = spec.task() == Task.REGRESSION;
      Optional<String> text = SqlTexts.value(name, type);
      if (text.isEmpty() || (regression && !(type instanceof NumericType))) {
        problems.add(
            ErrorCode.INPUT,
            "Cannot use labels.column '%s': its type is %s, and a label of %s models is %s. Cast it where the table is made."
                .formatted(
                    column.name(),
                    type.catalogString(),
                    spec.task(),
                    regression ? "a number" : "a number, a text or a boolean"));
        return Optional.empty();
      }
      if (regression) {
        return Optional.of("nanvl(CAST(" + name + " AS DOUBLE), NULL)");
      }
      String known = "CASE WHEN isnan(CAST(" + name + " AS DOUBLE)) THEN NULL ELSE " + text.get();
      String number = type instanceof NumericType ? known + " END" : text.get();
      List<String> classes = spec.classes();
      boolean numbered = classes.contains("0") || classes.contains("1");
      String value = number;
      if (spec.task() == Task.BINARY && type instanceof BooleanType) {
        value = renamed(value, "false", "true", classes);
      } else if (spec.task() == Task.BINARY && !numbered) {
        value = renamed(value, "0", "1", classes);
      }
      return Optional.of(value);
    }

    private static String renamed(String sql, String no, String yes, List<String> classes) {
      return "CASE %1$s WHEN '%2$s' THEN %3$s WHEN '%4$s' THEN %5$s ELSE %1$s END"
          .formatted(
              sql, no, SqlTexts.literal(classes.get(0)), yes, SqlTexts.literal(classes.get(1)));
    }

    private String weight(Dataset<Row> labelRows) {
      boolean ofLabels = wantedLabels.weight() != null;
      String sql = ofLabels ? wantedLabels.weight() : evaluate.weight();
      check(
          ofLabels ? "labels.weight" : "evaluate.weight",
          ofLabels ? labelRows : input,
          sql,
          type -> type instanceof NumericType,
          "a weight is a number",
          "Cast it.");
      return sql;
    }

    private String amount(Dataset<Row> labelRows) {
      boolean ofLabels = wantedLabels.amount() != null;
      String sql = ofLabels ? wantedLabels.amount() : evaluate.amount();
      check(
          ofLabels ? "labels.amount" : "evaluate.amount",
          ofLabels ? labelRows : input,
          sql,
          type -> type instanceof NumericType,
          "an amount is a number",
          "Cast it.");
      return sql;
    }

    /** Whose columns Spark SQL uses that stands over the labels or over the input. */
    private static Source source(String ofLabels, String ofInput, PreparedEvaluation.Side labels) {
      if (ofLabels != null) {
        return labels == null ? Source.INPUT : Source.LABELS;
      }
      return ofInput == null ? null : Source.INPUT;
    }

    private void check(
        String place,
        Dataset<Row> table,
        String sql,
        Predicate<DataType> wanted,
        String must,
        String remedy) {
      if (sql != null) {
        for (Finding finding : PredicateCheck.findings(table, sql, wanted, must, remedy)) {
          problems.add(
              ErrorCode.CONFIG,
              "Cannot use %s '%s': %s. %s"
                  .formatted(place, sql, finding.reason(), finding.remedy()));
        }
      }
    }

    private List<String> unit() {
      List<String> wanted = evaluate.unit().isEmpty() ? config.input().key() : evaluate.unit();
      List<String> found = new ArrayList<>();
      for (String name : wanted) {
        Optional<StructField> field = field(input, name);
        if (field.isPresent()) {
          found.add(field.get().name());
        } else {
          problems.add(
              ErrorCode.CONFIG,
              "Cannot use evaluate.unit '%s': the input has no such column. %s"
                  .formatted(
                      name,
                      Nearest.hint("columns", name, List.of(input.columns()), SqlTexts::shown)));
        }
      }
      return found;
    }

    private boolean unitIsText(List<String> unit) {
      return unit.size() != 1
          || !(field(input, unit.get(0)).orElseThrow().dataType() instanceof IntegralType);
    }

    private String unitSql(List<String> unit) {
      if (unit.isEmpty()) {
        return "''"; // among the problems already
      }
      return unitIsText(unit)
          ? SqlTexts.wholeKey(unit)
          : "CAST(" + SqlTexts.column(unit.get(0)) + " AS BIGINT)";
    }

    private Optional<StructField> field(Dataset<Row> table, String name) {
      StructField[] fields = table.schema().fields();
      Optional<StructField> exact =
          Arrays.stream(fields).filter(f -> f.name().equals(name)).findFirst();
      List<StructField> folded =
          Arrays.stream(fields).filter(f -> f.name().equalsIgnoreCase(name)).toList();
      return exact.or(() -> folded.size() == 1 ? Optional.of(folded.get(0)) : Optional.empty());
    }

    /** The columns of the input that expressions of the evaluation use, beside the key. */
    private List<String> inputColumns(JoinPlan join, ShapedInput shaped) {
      List<String> expressions = new ArrayList<>();
      join.parts().stream()
          .filter(part -> part.source() == Source.INPUT)
          .forEach(part -> expressions.add(part.sql()));
      expressions.add(join.unit());
      if (join.weightSource() == Source.INPUT) {
        expressions.add(join.weight());
      }
      if (join.amountSource() == Source.INPUT) {
        expressions.add(join.amount());
      }
      Label label = join.label();
      if (label.source() == Source.INPUT) {
        expressions.add(label.sql());
        expressions.add(label.filter() == null ? "true" : label.filter());
        expressions.add(label.eventTime() == null ? "true" : label.eventTime());
      }
      Set<String> names = new LinkedHashSet<>();
      for (String sql : expressions) {
        Dataset<Row> selected = shaped.all().select(functions.expr(sql));
        for (Attribute used :
            JavaConverters.asJavaCollection(
                selected.queryExecution().analyzed().references().toSeq())) {
          names.add(used.name());
        }
      }
      shaped.shape().key().forEach(column -> names.remove(column.name()));
      return List.copyOf(names);
    }

    // --- the run -------------------------------------------------------------------------------

    private RunRecord earlier(List<RunRecord> runs, String family) {
      return CurrentRuns.whole(runs).stream()
          .filter(run -> run.slot().startsWith(family) && run.start().asOf().isBefore(asOf))
          .max(Comparator.comparing(run -> run.start().asOf()))
          .orElse(null);
    }

    /** The settings that shape the result; where things lie and what runs them is left out. */
    private Map<String, Object> shaping() {
      Map<String, Object> shaping = new LinkedHashMap<>();
      shaping.put("use_case", config.useCase());
      shaping.put("key", config.input().key());
      shaping.put("filter", filter);
      shaping.put("features", features);
      loaded.settings().stream()
          .filter(
              setting ->
                  setting.path().startsWith("labels.")
                      || setting.path().startsWith("attributes.")
                      || setting.path().startsWith("evaluate."))
          .filter(
              setting -> !setting.path().matches("(labels|attributes)\\.(table|version|timestamp)"))
          .forEach(setting -> shaping.put(setting.path(), setting.value()));
      return shaping;
    }

    private String runKey(
        String slot,
        PinnedInput pinned,
        PreparedEvaluation.Side labels,
        PreparedEvaluation.Side attributes,
        List<PublishedScores> published,
        RunRecord before,
        String digest) {
      StringBuilder text = new StringBuilder(slot);
      text.append('\n').append(pinned.kind()).append(' ').append(pinned.digest());
      for (PreparedEvaluation.Side side : Arrays.asList(labels, attributes)) {
        text.append('\n');
        text.append(side == null ? "-" : side.pin().kind() + " " + side.pin().digest());
      }
      for (int m = 0; m < models.size(); m++) {
        int place = m;
        PlannedModel model = models.get(m);
        text.append('\n').append(model.role()).append(' ').append(model.packageDigest());
        text.append(' ')
            .append(
                published.stream()
                    .filter(scores -> scores.models().contains(place))
                    .map(scores -> "published " + scores.run().runId())
                    .findFirst()
                    .orElse("scored here"));
      }
      text.append('\n').append(before == null ? "-" : before.runId());
      return ScorePlanner.key(text.append('\n').append(digest).toString());
    }
  }
}
