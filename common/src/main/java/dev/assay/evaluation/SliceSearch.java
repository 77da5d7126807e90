package dev.assay.evaluation;

import dev.assay.evaluation.LossCells.Moments;
import dev.assay.evaluation.SearchedModel.ScoredSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The worst slices of a model: the best by SliceLine's score in the half that is searched, without
 * those that others in the list say already.
 *
 * <p>Of the best, which are so many for each that is reported, a slice is left out
 *
 * <ul>
 *   <li>if its rows are nearly those of a listed one: at least four fifths of the rows of either
 *       are known to be in both;
 *   <li>if it is within a listed one and does not score above 0 among that one's rows;
 *   <li>if a listed one is within it and its other rows do not score above 0.
 * </ul>
 */
final class SliceSearch {
  private static final double ALIKE = 0.8;
  private static final Comparator<ScoredSlice> WORST_SLICE_FIRST =
      Comparator.comparingDouble(ScoredSlice::score).reversed().thenComparing(ScoredSlice::values);

  private final EvaluationSpec spec;
  private final SearchTotals totals;
  private final int index;
  private final SearchedModel model;

  private SliceSearch(EvaluationSpec spec, SearchCounts counts, SearchTotals totals, int index) {
    this.spec = spec;
    this.totals = totals;
    this.index = index;
    model = new SearchedModel(spec, counts, index);
  }

  /**
   * A slice and a model's losses.
   *
   * @param values what its rows have
   * @param score in the half that is searched
   * @param searched its rows there
   * @param confirming its rows in the other half
   */
  record Found(Conjunction values, double score, Moments searched, Moments confirming) {}

  /** The found slices of a model, worst first; none where it is not searched. */
  static List<Found> of(EvaluationSpec spec, SearchCounts sorted, SearchTotals totals, int index) {
    SliceSearch search = new SliceSearch(spec, sorted, totals, index);
    return search.model.unsearched() == null ? search.run() : List.of();
  }

  private List<Found> run() {
    List<ScoredSlice> slices = new ArrayList<>(model.simple());
    for (int i = 0; i < totals.slices(); i++) {
      int cell = totals.cell(i, SearchCounts.SEARCHED);
      if (cell >= 0) {
        ScoredSlice slice =
            model.scored(
                totals.values(i), totals.cells(), cell, totals.cell(i, SearchCounts.CONFIRMING));
        if (slice.rows() >= model.score().least() && slice.score() > 0) {
          slices.add(slice);
        }
      }
    }
    slices.sort(WORST_SLICE_FIRST);
    List<ScoredSlice> listed = new ArrayList<>();
    for (int i = 0; i < Math.min(slices.size(), SearchCandidates.pool(spec)); i++) {
      ScoredSlice slice = slices.get(i);
      boolean fewOthers = model.score().rows() - slice.rows() < model.score().least();
      if (listed.size() < spec.search().slices()
          && !fewOthers
          && listed.stream().noneMatch(better -> says(better, slice))) {
        listed.add(slice);
      }
    }
    return listed.stream().map(this::found).toList();
  }

  /** Whether a listed slice says already what another would. */
  private boolean says(ScoredSlice listed, ScoredSlice slice) {
    double both = both(listed, slice);
    if (both >= ALIKE * (listed.rows() + slice.rows() - both)) {
      return true;
    }
    if (slice.values().within(listed.values())) {
      SliceScore inside = within(listed.rows(), listed.sum());
      return !(inside.of(slice.rows(), slice.sum()) > 0);
    }
    if (listed.values().within(slice.values())) {
      double rows = slice.rows() - listed.rows();
      return !(model.score().of(rows, slice.sum() - listed.sum()) > 0);
    }
    return false;
  }

  private SliceScore within(double rows, double sum) {
    return new SliceScore(rows, sum, model.score().sizeWeight(), model.score().least());
  }

  /** Rows that are in both, or fewer where the counts do not tell. */
  private double both(ScoredSlice one, ScoredSlice other) {
    if (one.values().excludes(other.values())) {
      return 0;
    }
    if (one.values().within(other.values())) {
      return one.rows();
    }
    if (other.values().within(one.values())) {
      return other.rows();
    }
    if (one.rows() == other.rows() && one.cells().same(one.cell(), other.cells(), other.cell())) {
      return one.rows();
    }
    Conjunction joined = one.values().joined(other.values());
    if (joined.size() == 2 && spec.search().predicates() > 1) {
      int cell = model.cell(joined);
      return cell < 0 ? 0 : model.rows(cell);
    }
    double around = model.rows(model.cell(one.values().shared(other.values())));
    return Math.max(0, one.rows() + other.rows() - around);
  }

  private Found found(ScoredSlice slice) {
    LossCells cells = slice.cells();
    return new Found(
        slice.values(),
        slice.score(),
        cells.moments(slice.cell(), index, SearchCounts.SEARCHED),
        slice.confirming() < 0
            ? Moments.NONE
            : cells.moments(slice.confirming(), index, SearchCounts.CONFIRMING));
  }
}
