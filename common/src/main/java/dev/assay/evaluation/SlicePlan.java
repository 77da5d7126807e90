package dev.assay.evaluation;

import dev.assay.statistics.CodedBins;
import dev.assay.statistics.ScoreCodes;
import java.io.Serializable;

/**
 * What the second pass must know of the whole or a slice of binary models.
 *
 * @param bins the bins of its scores, by model
 * @param groups for each model the bootstrap's bin of each of its bins; null without bootstrap
 * @param sizes for each model the number of the bootstrap's bins
 * @param selected for each model the first of the bootstrap's bins that its cutoff selects
 * @param replicates of the bootstrap; 0 for none
 */
record SlicePlan(CodedBins[] bins, char[][] groups, int[] sizes, int[] selected, int replicates)
    implements Serializable {
  static SlicePlan of(
      EvaluationSpec spec, ScoreCodes[] codes, ModelStates states, int groups, int replicates) {
    int models = codes.length;
    CodedBins[] bins = new CodedBins[models];
    char[][] groupOf = replicates == 0 ? null : new char[models][];
    int[] sizes = new int[models];
    int[] selected = new int[models];
    for (int m = 0; m < models; m++) {
      double cutoff = spec.models().get(m).cutoff();
      bins[m] = new CodedBins(codes[m], states.table(m));
      if (replicates > 0) {
        groupOf[m] = bins[m].groups(groups, cutoff);
        int size = groupOf[m].length;
        sizes[m] = size == 0 ? 0 : groupOf[m][size - 1] + 1;
        int first = bins[m].from(cutoff);
        selected[m] = first == size ? sizes[m] : groupOf[m][first];
      }
    }
    return new SlicePlan(bins, groupOf, sizes, selected, replicates);
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
