package dev.assay.quality;

import dev.assay.yaml.Key;

/** What an output rule asks of a model's scores. */
public sealed interface OutputCheck {
  /** Every score lies in a range; null and NaN do not. */
  @Key(doc = "Every score lies from min to max; null and NaN do not.")
  record InRange(
      @Key(doc = "Lowest score.", def = "null") Double min,
      @Key(doc = "Highest score.", def = "null") Double max)
      implements OutputCheck {
    /** Both bounds. */
    public Bounds bounds() {
      return new Bounds(min, max);
    }
  }

  /** The scores differ. */
  @Key(doc = "The scores are not all the same.")
  record NotConstant(
      @Key(doc = "Highest less lowest score must exceed this.", def = "0") double minSpread)
      implements OutputCheck {}

  /** The share of rows with a score at or above the cutoff. */
  @Key(doc = "Share of rows with a score at or above the cutoff.")
  record ShareAboveCutoff(
      @Key(doc = "Smallest share, 0 to 1.", def = "null") Double min,
      @Key(doc = "Largest share, 0 to 1.", def = "null") Double max,
      @Key(doc = "The cutoff; the model's own when left out.", def = "null") Double cutoff)
      implements OutputCheck {
    /** Both bounds. */
    public Bounds bounds() {
      return new Bounds(min, max);
    }
  }

  /** The mean score is near the mean of the last runs' means. */
  @Key(doc = "The mean score is near that of the model's last runs.")
  record MeanNearHistory(
      @Key(doc = "Largest difference, as a share of the last runs' mean.") double tolerance,
      @Key(doc = "How many of the last runs count.", def = "5") int runs,
      @Key(doc = "Fewest earlier runs; with fewer the rule is not judged.", def = "1")
          int minHistory)
      implements OutputCheck {}

  /** Every row of the input was scored, rejected or quarantined. */
  @Key(doc = "Rows in are rows scored, rejected and quarantined.")
  record Reconciliation(@Key(doc = "Most rows that may be missing.", def = "0") long maxMissing)
      implements OutputCheck {}
}
