package dev.assay.evaluation;

import dev.assay.statistics.CodedBins;
import dev.assay.statistics.ScoreCodes;
import java.io.Serializable;

/** What the second pass must know of the whole or a slice of binary models. */
final class SlicePlan implements Serializable {
  private static final long serialVersionUID = 1;

  private final int replicates;
  private final CodedBins[] bins;
  private final char[][] groups;
  private final int[] sizes;
  private final int[] selected;

  private SlicePlan(int models, int replicates) {
    this.replicates = replicates;
    bins = new CodedBins[models];
    groups = new char[models][];
    sizes = new int[models];
    selected = new int[models];
  }

  static SlicePlan of(
      EvaluationSpec spec,
      ScoreCodes[] codes,
      ModelStates states,
      boolean mapped,
      int groups,
      int replicates) {
    SlicePlan plan = new SlicePlan(codes.length, replicates);
    for (int m = 0; m < codes.length; m++) {
      plan.bins[m] = new CodedBins(codes[m], states.table(m), mapped);
      if (replicates > 0) {
        plan.group(m, groups, spec.models().get(m).cutoff());
      }
    }
    return plan;
  }

  private void group(int model, int number, double cutoff) {
    char[] group = bins[model].groups(number, cutoff);
    groups[model] = group;
    sizes[model] = group.length == 0 ? 0 : group[group.length - 1] + 1;
    int first = bins[model].from(cutoff);
    selected[model] = first == group.length ? sizes[model] : group[first];
  }

  /** Replicates of the bootstrap; 0 for none. */
  int replicates() {
    return replicates;
  }

  /** The bins of a model's scores. */
  CodedBins bins(int model) {
    return bins[model];
  }

  /** For each of these bins the bin of the bootstrap. */
  char[] groups(int model) {
    return groups[model];
  }

  /** Number of a model's bins of the bootstrap. */
  int size(int model) {
    return sizes[model];
  }

  /** The first of them that the model's cutoff selects. */
  int selected(int model) {
    return selected[model];
  }

  /** The first cell of a model: each of its bins has two, the negatives' and the positives'. */
  int firstCell(int model) {
    int cells = 0;
    for (int m = 0; m < model; m++) {
      cells += 2 * sizes[m];
    }
    return cells;
  }

  /** Number of cells of all models. */
  int cells() {
    return firstCell(sizes.length);
  }
}
