package dev.assay.jobs;

/**
 * What became of the rows that a run quarantined, by their keys: {@code quarantined = scoredBefore
 * + found + notFound}.
 *
 * @param quarantined how many there were, by the rules that are asked for
 * @param scoredBefore those that were scored already: by an earlier redrive, or under the same key
 * @param found those that the input has today
 */
public record RedriveCounts(long quarantined, long scoredBefore, long found) {

  /** Those that are asked for: not scored before. */
  public long asked() {
    return quarantined - scoredBefore;
  }

  /** Those that are asked for and no longer in the input. */
  public long notFound() {
    return asked() - found;
  }
}
