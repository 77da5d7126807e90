package dev.assay.quality;

import java.util.List;

/**
 * What was counted for a row rule.
 *
 * @param rows rows that the rule is about
 * @param failed those of them that break it
 * @param sampleKeys keys of some that break it
 */
public record RowCounts(long rows, long failed, List<String> sampleKeys) {
  public RowCounts {
    sampleKeys = List.copyOf(sampleKeys);
  }

  /** The same counts with keys of some rows. */
  public RowCounts withSamples(List<String> keys) {
    return new RowCounts(rows, failed, keys);
  }
}
