package dev.assay.quality;

/**
 * An interval that includes its ends.
 *
 * @param min null for none
 * @param max null for none
 */
public record Bounds(Double min, Double max) {
  /** Whether the value lies in it; NaN lies in none. */
  public boolean contains(double value) {
    return !Double.isNaN(value) && (min == null || value >= min) && (max == null || value <= max);
  }

  /** {@code at least 0.9}, {@code at most 5}, {@code from 1 to 2}, {@code exactly 1}. */
  public String describe() {
    if (min == null || max == null) {
      return min == null ? "at most " + Numbers.text(max) : "at least " + Numbers.text(min);
    }
    return min.equals(max)
        ? "exactly " + Numbers.text(min)
        : "from " + Numbers.text(min) + " to " + Numbers.text(max);
  }
}
