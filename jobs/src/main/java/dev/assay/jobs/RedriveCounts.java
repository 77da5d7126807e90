package dev.assay.jobs;

/**
 * What became of the rows that a run quarantined, by their keys: {@code quarantined = scoredBefore
 * + keyScored + found + notFound}.
 *
 * @param quarantined how many there were, by the rules that are asked for
 * @param scoredBefore those that an earlier redrive scored
 * @param keyScored the others whose key the run itself scored too, in another row
 * @param found those that the input has today
 */
public record RedriveCounts(long quarantined, long scoredBefore, long keyScored, long found) {

  /** Those that are asked for: the others. */
  public long asked() {
    return quarantined - scoredBefore - keyScored;
  }

  /** Those that are asked for and no longer in the input. */
  public long notFound() {
    return asked() - found;
  }
}
