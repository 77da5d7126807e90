package dev.assay.evaluation;

import dev.assay.evaluation.LossCells.Moments;
import dev.assay.model.Task;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Interval;
import dev.assay.statistics.IntervalMethod;
import dev.assay.statistics.Multiplicity;
import dev.assay.statistics.WeightedMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How each model errs in each slice: in those that were declared against all other rows, and in
 * those that were found, confirmed by the other half of the units.
 */
final class SliceFigures {
  private static final String DECLARED = "DECLARED";
  private static final String FOUND = "FOUND";
  private static final String NOT_SEARCHED = "NOT_SEARCHED";
  private static final String TOO_SMALL = "too few rows for an interval";

  private final EvaluationSpec spec;
  private final FirstPass first;
  private final SearchCounts counts;
  private final List<SliceRow> rows = new ArrayList<>();

  private SliceFigures(EvaluationSpec spec, FirstPass first) {
    this.spec = spec;
    this.first = first;
    counts = first.search().sorted();
  }

  /** The rows of {@code slices}: declared slices, found ones, and what could not be searched. */
  static List<SliceRow> of(EvaluationSpec spec, FirstPass first, SecondPass second) {
    return of(spec, first, second.search());
  }

  static List<SliceRow> of(EvaluationSpec spec, FirstPass first, SearchTotals totals) {
    SliceFigures figures = new SliceFigures(spec, first);
    figures.addDeclared();
    if (!spec.search().features().isEmpty()) {
      figures.addFound(totals);
      figures.addNotSearched(totals.candidates());
    }
    return figures.rows;
  }

  /** A row before p-values are adjusted. */
  private static final class Draft {
    private String slicer;
    private String slice;
    private String origin;
    private EvaluatedModel model;
    private Long count;
    private Double weight;
    private Long positives;
    private Double share;
    private WeightedMean inside;
    private WeightedMean rest;
    private Double score;
    private Estimate effect;
    private double pValue = Double.NaN;
    private Long confirmRows;
    private String reason;
  }

  private void addDeclared() {
    List<Draft> drafts = new ArrayList<>();
    for (int model = 0; model < spec.models().size(); model++) {
      WeightedMean whole = loss(first.whole().models(), model);
      for (NamedSlice slice : NamedSlice.of(spec, first)) {
        if (slice.slicer() >= 0) {
          drafts.add(declared(slice, model, whole));
        }
      }
    }
    add(drafts);
  }

  private Draft declared(NamedSlice slice, int model, WeightedMean whole) {
    Draft draft = new Draft();
    draft.slicer = slice.slicerName();
    draft.slice = slice.name();
    draft.origin = DECLARED;
    draft.model = spec.models().get(model);
    draft.count = slice.models().rows();
    draft.reason = slice.suppressed();
    if (slice.shown()) {
      draft.weight = slice.models().weight();
      draft.positives = spec.task() == Task.BINARY ? slice.models().positives() : null;
      draft.share = draft.weight / whole.weight();
      compare(draft, loss(slice.models(), model), whole);
    }
    return draft;
  }

  private void compare(Draft draft, WeightedMean inside, WeightedMean whole) {
    if (Double.isNaN(whole.mean())) {
      draft.reason = "scores are outside 0..1";
      return;
    }
    draft.inside = inside;
    if (draft.count == first.whole().models().rows()) {
      draft.reason = "there are no other rows";
      return;
    }
    draft.rest = whole.without(inside);
    draft.effect = units().widened(inside.minus(draft.rest));
    draft.pValue = draft.effect.pValue(0);
  }

  private UnitRows units() {
    return first.whole().pairs().units();
  }

  private WeightedMean loss(ModelStates states, int model) {
    return switch (spec.task()) {
      case BINARY -> WeightedMean.brier(states.table(model));
      case MULTICLASS -> WeightedMean.brier(states.multiclass(model));
      default -> WeightedMean.squaredError(states.regression(model));
    };
  }

  private void addFound(SearchTotals totals) {
    List<Draft> drafts = new ArrayList<>();
    for (int model = 0; model < spec.models().size(); model++) {
      for (SliceSearch.Found found : SliceSearch.of(spec, counts, totals, model)) {
        drafts.add(found(found, model));
      }
    }
    add(drafts);
  }

  private Draft found(SliceSearch.Found found, int model) {
    Moments searched = counts.cells().moments(SearchCounts.SEARCHED, model, SearchCounts.SEARCHED);
    Moments confirming =
        counts.cells().moments(SearchCounts.CONFIRMING, model, SearchCounts.CONFIRMING);
    Moments whole = searched.plus(confirming);
    Moments slice = found.searched().plus(found.confirming());
    Draft draft = new Draft();
    draft.slicer = found.values().slicer(spec.search().features());
    draft.slice = draft.slicer + " = " + found.values().value(counts);
    draft.origin = FOUND;
    draft.model = spec.models().get(model);
    draft.count = slice.rows();
    draft.weight = spec.weighted() ? null : (double) slice.rows();
    draft.positives = spec.task() == Task.BINARY ? slice.positives() : null;
    draft.share = (double) slice.rows() / whole.rows();
    draft.inside = mean(slice);
    draft.rest = mean(whole.minus(slice));
    draft.score = found.score();
    draft.confirmRows = found.confirming().rows();
    draft.effect =
        units().widened(mean(found.confirming()).minus(mean(confirming.minus(found.confirming()))));
    draft.pValue = draft.effect.pValueAbove(0);
    return draft;
  }

  private static WeightedMean mean(Moments moments) {
    double rows = moments.rows();
    return new WeightedMean(rows, rows, moments.mean(), moments.variance() * (rows - 1) / rows);
  }

  /** Adds rows, with p-values adjusted over all of them. */
  private void add(List<Draft> drafts) {
    double[] pValues =
        drafts.stream()
            .mapToDouble(draft -> defined(draft.effect) ? draft.pValue : Double.NaN)
            .toArray();
    double[] adjusted = Multiplicity.benjaminiHochberg(pValues);
    for (int i = 0; i < adjusted.length; i++) {
      rows.add(row(drafts.get(i), adjusted[i]));
    }
  }

  private static boolean defined(Estimate effect) {
    return effect != null && !Double.isNaN(effect.standardError());
  }

  private SliceRow row(Draft draft, double adjusted) {
    boolean tested = defined(draft.effect);
    Interval interval = tested ? draft.effect.interval(spec.level(), IntervalMethod.WELCH) : null;
    boolean worse = tested && draft.effect.value() > 0;
    Boolean confirmed =
        draft.score == null ? null : worse && adjusted <= spec.search().falseDiscoveryRate();
    String reason = draft.effect != null && !tested ? TOO_SMALL : draft.reason;
    return new SliceRow(
        draft.slicer,
        draft.slice,
        draft.origin,
        draft.model.name(),
        draft.model.version(),
        draft.count,
        draft.weight,
        draft.positives,
        draft.share,
        Losses.name(spec.task()),
        draft.inside == null ? null : draft.inside.mean(),
        draft.rest == null ? null : draft.rest.mean(),
        draft.score,
        tested ? draft.effect.value() : null,
        tested ? interval.low() : null,
        tested ? interval.high() : null,
        tested ? interval.level() : null,
        tested ? interval.method().name() : null,
        tested ? draft.pValue : null,
        tested ? adjusted : null,
        draft.confirmRows,
        confirmed,
        reason);
  }

  /** Says what the search left out: features, models, and slices beyond what can be counted. */
  private void addNotSearched(SearchCandidates candidates) {
    List<String> features = spec.search().features();
    for (int model = 0; model < spec.models().size(); model++) {
      for (int f = 0; f < features.size(); f++) {
        if (counts.dropped(f)) {
          String reason =
              String.format(
                  "more than %d values; search by ranges or by a column with fewer values",
                  SearchCounts.mostValues(features.size()));
          rows.add(notSearched(features.get(f), features.get(f), model, reason));
        }
      }
      String unsearched = new SearchedModel(spec, counts, model).unsearched();
      if (unsearched != null) {
        rows.add(notSearched(null, "all slices", model, unsearched));
      }
      SearchCandidates.Uncounted uncounted = candidates.uncounted(model);
      if (uncounted.slices() > 0) {
        rows.add(notSearched(null, "slices of three values", model, text(uncounted)));
      }
    }
  }

  private static String text(SearchCandidates.Uncounted uncounted) {
    return String.format(
        Locale.ROOT,
        "%d slices were too many to count; none of them scores more than %.4g, so that slices"
            + " listed below that might be preceded by others. Search fewer features or larger"
            + " slices",
        uncounted.slices(),
        uncounted.bound());
  }

  private SliceRow notSearched(String slicer, String slice, int model, String reason) {
    Draft draft = new Draft();
    draft.slicer = slicer;
    draft.slice = slice;
    draft.origin = NOT_SEARCHED;
    draft.model = spec.models().get(model);
    draft.reason = "not searched: " + reason;
    return row(draft, Double.NaN);
  }
}
