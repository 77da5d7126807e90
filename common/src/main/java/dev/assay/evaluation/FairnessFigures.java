package dev.assay.evaluation;

import dev.assay.evaluation.GroupContrast.Outcome;
import dev.assay.model.Task;
import dev.assay.statistics.ConfusionMatrix;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Figure;
import dev.assay.statistics.Interval;
import dev.assay.statistics.IntervalMethod;
import dev.assay.statistics.Multiplicity;
import dev.assay.statistics.OperatingPoint;
import dev.assay.statistics.ScoreTable;
import dev.assay.statistics.TwoProportions;
import dev.assay.statistics.WeightedMean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How binary models treat the groups of protected attributes: each group against the reference
 * group, the largest difference between groups, and each challenger against the champion in each
 * group. Other models have no such measures.
 */
final class FairnessFigures {
  private static final String ALL_MEASURES = "all";
  private static final String OVERALL = "overall";
  private static final String SUPPRESSED = "SUPPRESSED";
  private static final String ODDS = "equalized_odds";
  private static final String MEAN_SCORE = "mean_score";
  private static final String CALIBRATION = "calibration";
  private static final String ROWS_OF_UNITS =
      "rows of a unit are taken as independent: intervals are too narrow";
  private static final String TOO_FEW = "the measure is defined in fewer than two groups";

  private final EvaluationSpec spec;
  private final List<OperatingPoints.Point> points;
  private final boolean clustered;
  private final List<FairnessRow> rows = new ArrayList<>();

  private FairnessFigures(EvaluationSpec spec, FirstPass first) {
    this.spec = spec;
    points = OperatingPoints.of(spec, first).points();
    clustered = first.whole().pairs().units().clustered();
  }

  /** The rows of {@code fairness}: of a suppressed group one for each model, without a value. */
  static List<FairnessRow> of(EvaluationSpec spec, FirstPass first) {
    FairnessFigures figures = new FairnessFigures(spec, first);
    if (spec.task() == Task.BINARY) {
      figures.addAll(first);
    }
    return figures.rows;
  }

  private void addAll(FirstPass first) {
    List<Attribute> attributes = new ArrayList<>();
    for (int slicer = 0; slicer < spec.slicers().size(); slicer++) {
      if (spec.slicers().get(slicer).role() == Slicer.Role.ATTRIBUTE) {
        attributes.add(Attribute.of(spec, first, slicer));
      }
    }
    for (int model = 0; model < spec.models().size(); model++) {
      Drafts groups = new Drafts(model, null);
      Drafts overall = new Drafts(model, null);
      for (Attribute attribute : attributes) {
        addModel(attribute, model, groups, overall);
      }
      groups.finish();
      overall.finish();
    }
    for (int challenger = 1; challenger < spec.models().size(); challenger++) {
      Drafts pairs = new Drafts(challenger, spec.champion().reference());
      for (Attribute attribute : attributes) {
        addPair(attribute, challenger, pairs);
      }
      pairs.finish();
    }
  }

  /**
   * The groups of an attribute.
   *
   * @param name of the attribute
   * @param groups in the order of their values
   * @param reference the one that others are compared with; null where it is not shown
   * @param unreferenced why there is none, or null
   */
  private record Attribute(
      String name, List<NamedGroup> groups, NamedGroup reference, String unreferenced) {

    static Attribute of(EvaluationSpec spec, FirstPass first, int slicer) {
      List<NamedGroup> groups = new ArrayList<>();
      for (NamedSlice slice : NamedSlice.of(spec, first, slicer)) {
        String value = first.codes().value(slicer, slice.code());
        String name = spec.slicers().get(slicer).predicate() ? slice.name() : value;
        groups.add(new NamedGroup(name, slice));
      }
      List<String> references = spec.fairness().references();
      String wanted = slicer < references.size() ? references.get(slicer) : null;
      String attribute = spec.slicers().get(slicer).name();
      Optional<NamedGroup> reference =
          groups.stream()
              .filter(group -> group.shown() && (wanted == null || group.name.equals(wanted)))
              .max(Comparator.comparingLong(NamedGroup::rows).thenComparing(FIRST_NAME_LAST));
      String reason =
          wanted == null
              ? "no group is shown"
              : "the reference group '" + wanted + "' is suppressed or has no rows";
      return new Attribute(
          attribute, groups, reference.orElse(null), reference.isPresent() ? null : reason);
    }

    private static final Comparator<NamedGroup> FIRST_NAME_LAST =
        Comparator.comparing(NamedGroup::name).reversed();

    List<Scored> shown(int model) {
      return groups.stream().filter(NamedGroup::shown).map(g -> g.scored(model)).toList();
    }

    /** The place of the reference group among those shown, or -1. */
    int referenceAmong(List<Scored> shown) {
      return shown.stream().map(Scored::group).toList().indexOf(reference);
    }
  }

  private record NamedGroup(String name, NamedSlice slice) {
    boolean shown() {
      return slice.shown();
    }

    long rows() {
      return slice.models().rows();
    }

    ModelStates models() {
      return slice.models();
    }

    Scored scored(int model) {
      return new Scored(this, model, models().table(model));
    }
  }

  /** A group with the scores of a model. */
  private record Scored(NamedGroup group, int model, ScoreTable table) {
    Share share(OperatingPoints.Point point, FairnessMeasure measure, double level) {
      OperatingPoint at = group.models().at(model, point.cutoff(model), table);
      return Share.of(measure, at, table.effectiveRows() / table.total(), level);
    }
  }

  /** A measure in a group: its figure and how it compares with that in another group. */
  private interface Measured {
    Figure figure();

    /** Against another group; both must be defined. */
    GroupContrast against(Measured other, double level);

    /** Whether the ratio of two groups says something. */
    default boolean byRatio() {
      return true;
    }

    /** The reference group against itself. */
    default GroupContrast itself() {
      return byRatio() ? GroupContrast.SELF : GroupContrast.SELF.withoutRatio();
    }
  }

  /** A share of the rows of a group. */
  private record Share(Figure figure, double successes, double trials) implements Measured {
    static Share of(
        FairnessMeasure measure, OperatingPoint point, double effectiveShare, double level) {
      Figure figure = point.figure(measure.metric(), level, effectiveShare);
      ConfusionMatrix matrix = point.matrix();
      double trials = measure.trials(matrix) * effectiveShare;
      return new Share(figure, figure.defined() ? figure.value() * trials : 0, trials);
    }

    @Override
    public GroupContrast against(Measured other, double level) {
      Share second = (Share) other;
      return GroupContrast.of(
          new TwoProportions(successes, trials, second.successes, second.trials), level);
    }
  }

  /** A mean over the rows of a group. */
  private record Mean(Figure figure, WeightedMean mean, boolean byRatio) implements Measured {
    static Mean of(WeightedMean mean, boolean byRatio, double level) {
      Estimate estimate = mean.estimate();
      Figure figure = Figure.of(mean.mean());
      return new Mean(
          Double.isNaN(estimate.standardError())
              ? figure
              : figure.within(estimate.interval(level, IntervalMethod.STUDENT_T)),
          mean,
          byRatio);
    }

    @Override
    public GroupContrast against(Measured other, double level) {
      return GroupContrast.of(mean, ((Mean) other).mean, level, byRatio);
    }
  }

  private void addModel(Attribute attribute, int model, Drafts groups, Drafts overall) {
    for (NamedGroup group : attribute.groups()) {
      if (!group.shown()) {
        groups.addSuppressed(attribute, group);
      }
    }
    List<Scored> shown = attribute.shown(model);
    for (OperatingPoints.Point point : points) {
      for (FairnessMeasure measure : FairnessMeasure.values()) {
        Function<Scored, Measured> of = group -> group.share(point, measure, spec.level());
        addMeasure(attribute, shown, measure.text(), point.name(), of, groups, overall);
      }
      addOdds(attribute, shown, point, groups, overall);
    }
    addMeasure(attribute, shown, MEAN_SCORE, null, this::score, groups, overall);
    if (shown.stream().allMatch(group -> group.table().probabilities())) {
      addMeasure(attribute, shown, CALIBRATION, null, this::residual, groups, overall);
    }
  }

  private Mean score(Scored group) {
    return Mean.of(WeightedMean.score(group.table()), true, spec.level());
  }

  private Mean residual(Scored group) {
    return Mean.of(WeightedMean.residual(group.table()), false, spec.level());
  }

  private void addMeasure(
      Attribute attribute,
      List<Scored> shown,
      String measure,
      String point,
      Function<Scored, Measured> of,
      Drafts groups,
      Drafts overall) {
    List<Measured> measured = shown.stream().map(of).toList();
    int reference = attribute.referenceAmong(shown);
    for (int i = 0; i < shown.size(); i++) {
      Draft draft = groups.add(attribute, shown.get(i).group(), measure, point);
      draft.figure = measured.get(i).figure();
      draft.reason = draft.figure.reason().orElse(attribute.unreferenced());
      if (i == reference) {
        draft.contrast = draft.figure.defined() ? measured.get(i).itself() : null;
      } else if (reference >= 0) {
        compare(draft, measured.get(i), measured.get(reference));
      }
    }
    if (shown.size() > 1) {
      Draft draft = overall.add(attribute, null, measure, point);
      draft.judge(extremes(measured, spec.level(), 1), measured.get(0).byRatio());
      draft.reason = draft.contrast == null ? TOO_FEW : null;
    }
  }

  private void compare(Draft draft, Measured group, Measured reference) {
    if (group.figure().defined() && !reference.figure().defined()) {
      draft.reason = "the reference group: " + reference.figure().reason().orElseThrow();
    }
    boolean both = group.figure().defined() && reference.figure().defined();
    draft.judge(both ? group.against(reference, spec.level()) : null, group.byRatio());
  }

  /**
   * The group with most against the one with least, at a level that holds for all pairs of groups
   * and so many measures (Bonferroni); null where fewer than two groups have the measure.
   */
  private static GroupContrast extremes(List<Measured> groups, double level, int measures) {
    List<Measured> ordered =
        groups.stream()
            .filter(group -> group.figure().defined())
            .sorted(Comparator.comparingDouble(group -> group.figure().value()))
            .toList();
    if (ordered.size() < 2) {
      return null;
    }
    int pairs = ordered.size() * (ordered.size() - 1) / 2 * measures;
    double simultaneous = 1 - (1 - level) / pairs;
    Measured least = ordered.get(0);
    Measured most = ordered.get(ordered.size() - 1);
    GroupContrast difference = most.against(least, simultaneous);
    GroupContrast ratio = least.against(most, simultaneous);
    return new GroupContrast(
            difference.difference(),
            difference.differenceRange(),
            ratio.ratio(),
            ratio.ratioRange(),
            difference.pValue())
        .amongst(pairs);
  }

  /** Recall and false positive rate at once, each at a level that holds for both (Bonferroni). */
  private void addOdds(
      Attribute attribute,
      List<Scored> shown,
      OperatingPoints.Point point,
      Drafts groups,
      Drafts overall) {
    List<Measured> recalls = new ArrayList<>();
    List<Measured> alarms = new ArrayList<>();
    for (Scored group : shown) {
      recalls.add(group.share(point, FairnessMeasure.RECALL, spec.level()));
      alarms.add(group.share(point, FairnessMeasure.FALSE_POSITIVE_RATE, spec.level()));
    }
    double level = 1 - (1 - spec.level()) / 2;
    int reference = attribute.referenceAmong(shown);
    for (int i = 0; i < shown.size(); i++) {
      Draft draft = groups.add(attribute, shown.get(i).group(), ODDS, point.name());
      draft.reason = attribute.unreferenced();
      if (i == reference) {
        draft.contrast = GroupContrast.SELF;
      } else if (reference >= 0) {
        List<Measured> four =
            List.of(recalls.get(i), recalls.get(reference), alarms.get(i), alarms.get(reference));
        draft.reason = undefined(four);
        if (draft.reason == null) {
          draft.judge(
              four.get(0).against(four.get(1), level).amongst(2),
              four.get(2).against(four.get(3), level).amongst(2));
        } else {
          draft.judge(null, true);
        }
      }
    }
    if (shown.size() > 1) {
      Draft draft = overall.add(attribute, null, ODDS, point.name());
      GroupContrast ofRecall = extremes(recalls, spec.level(), 2);
      GroupContrast ofAlarms = extremes(alarms, spec.level(), 2);
      if (ofRecall == null || ofAlarms == null) {
        draft.reason = TOO_FEW;
        draft.judge(null, true);
      } else {
        draft.judge(ofRecall, ofAlarms);
      }
    }
  }

  private static String undefined(List<Measured> measured) {
    return measured.stream()
        .flatMap(one -> one.figure().reason().stream())
        .findFirst()
        .orElse(null);
  }

  /** The challenger's measures in each group against the champion's on the same rows. */
  private void addPair(Attribute attribute, int challenger, Drafts pairs) {
    OperatingPoints.Point point = points.get(0);
    for (NamedGroup group : attribute.groups()) {
      if (!group.shown()) {
        pairs.addSuppressed(attribute, group);
        continue;
      }
      Scored scored = group.scored(challenger);
      Scored before = group.scored(0);
      PairCells cells = group.slice().state().pairs().pair(challenger).cells();
      for (FairnessMeasure measure : FairnessMeasure.values()) {
        Draft draft = pairs.add(attribute, group, measure.text(), point.name());
        draft.figure = scored.share(point, measure, spec.level()).figure();
        Figure champion = before.share(point, measure, spec.level()).figure();
        draft.reason = draft.figure.reason().or(champion::reason).orElse(null);
        if (draft.reason == null) {
          draft.contrast = paired(measure, cells, champion.value());
        }
      }
    }
  }

  private GroupContrast paired(FairnessMeasure measure, PairCells cells, double champion) {
    Estimate difference = CellFunction.of(measure.metric()).error(cells);
    boolean tested = difference.standardError() > 0;
    CellFunction logarithm = matrix -> Figure.of(Math.log(measure.metric().of(matrix).value()));
    double ratio = (champion + difference.value()) / champion;
    boolean positive = champion > 0 && ratio > 0;
    return new GroupContrast(
        difference.value(),
        tested ? difference.interval(spec.level(), IntervalMethod.DELTA) : null,
        champion > 0 ? (Double) ratio : null,
        tested && positive ? GroupContrast.exp(logarithm.error(cells), spec.level()) : null,
        tested ? difference.pValue(0) : 1);
  }

  /** A row before p-values are adjusted. */
  private static final class Draft {
    private final double tau;
    private Attribute attribute;
    private NamedGroup group;
    private String measure;
    private String point;
    private Figure figure;
    private GroupContrast contrast;
    private String outcome;
    private String reason;

    Draft(double tau) {
      this.tau = tau;
    }

    /** Takes a comparison, or none; measures that are not compared by ratio have no outcome. */
    void judge(GroupContrast compared, boolean byRatio) {
      contrast = compared;
      Outcome judged = compared == null ? Outcome.INCONCLUSIVE : compared.outcome(tau);
      outcome = byRatio ? judged.name() : null;
    }

    /** Takes two that must both be fair. */
    void judge(GroupContrast one, GroupContrast other) {
      contrast = one.worse(other);
      outcome = one.outcome(tau).and(other.outcome(tau)).name();
    }
  }

  /** Rows whose p-values are adjusted together. */
  private final class Drafts {
    private final EvaluatedModel model;
    private final String comparedWith;
    private final List<Draft> drafts = new ArrayList<>();

    Drafts(int model, String comparedWith) {
      this.model = spec.models().get(model);
      this.comparedWith = comparedWith;
    }

    Draft add(Attribute attribute, NamedGroup group, String measure, String point) {
      Draft draft = new Draft(spec.fairness().tau());
      draft.attribute = attribute;
      draft.group = group;
      draft.measure = measure;
      draft.point = point;
      drafts.add(draft);
      return draft;
    }

    void addSuppressed(Attribute attribute, NamedGroup group) {
      Draft draft = add(attribute, group, ALL_MEASURES, null);
      draft.outcome = SUPPRESSED;
      draft.reason = group.slice().suppressed();
    }

    void finish() {
      double[] adjusted =
          Multiplicity.benjaminiHochberg(
              drafts.stream()
                  .mapToDouble(d -> d.contrast == null ? Double.NaN : d.contrast.pValue())
                  .toArray());
      for (int i = 0; i < adjusted.length; i++) {
        rows.add(row(drafts.get(i), adjusted[i]));
      }
    }

    private String reference(Draft draft) {
      boolean ofGroups = comparedWith == null && draft.group != null;
      return ofGroups && draft.attribute.reference() != null
          ? draft.attribute.reference().name()
          : null;
    }

    private FairnessRow row(Draft draft, double adjusted) {
      Interval range = draft.figure == null ? null : draft.figure.interval().orElse(null);
      boolean valued = draft.figure != null && draft.figure.defined();
      GroupContrast contrast = draft.contrast;
      Interval difference = contrast == null ? null : contrast.differenceRange();
      Interval ratio = contrast == null ? null : contrast.ratioRange();
      boolean shown = draft.group != null && draft.group.shown();
      return new FairnessRow(
          model.name(),
          model.version(),
          comparedWith,
          draft.attribute.name(),
          draft.group == null ? OVERALL : draft.group.name(),
          reference(draft),
          draft.measure,
          draft.point,
          valued ? draft.figure.value() : null,
          valued ? draft.figure.bound() : null,
          range == null ? null : range.low(),
          range == null ? null : range.high(),
          spec.level(),
          range == null ? null : range.method().name(),
          contrast == null ? null : contrast.difference(),
          difference == null ? null : difference.low(),
          difference == null ? null : difference.high(),
          contrast == null ? null : contrast.ratio(),
          ratio == null ? null : ratio.low(),
          ratio == null ? null : ratio.high(),
          spec.fairness().tau(),
          draft.outcome,
          contrast == null || Double.isNaN(contrast.pValue()) ? null : contrast.pValue(),
          Double.isNaN(adjusted) ? null : adjusted,
          draft.group == null ? null : draft.group.rows(),
          shown ? draft.group.models().positives() : null,
          draft.reason == null && clustered ? ROWS_OF_UNITS : draft.reason);
    }
  }
}
