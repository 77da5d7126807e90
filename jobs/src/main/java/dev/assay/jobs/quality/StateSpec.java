package dev.assay.jobs.quality;

import dev.assay.jobs.quality.Accumulator.Kind;
import java.io.Serializable;

/**
 * One state of a pass: what it is called, of which rows it is, and which columns it reads.
 *
 * @param id its name among kept states, such as {@code numbers(AGEP) where x > 1}
 * @param kind what is accumulated
 * @param rows ordinal of the boolean that is true for its rows; -1 for all
 * @param first ordinal of the first column it reads; -1 for none
 * @param second ordinal of the second
 * @param name for frequencies: ordinal of the values as text; -1 where they are not kept
 * @param scale for exact numbers: digits behind the point; for times: 1 if they are dates
 */
record StateSpec(String id, Kind kind, int rows, int first, int second, int name, int scale)
    implements Serializable {

  Accumulator newAccumulator() {
    return switch (kind) {
      case ROWS -> new RowCounter(first);
      case EXACT -> new ExactNumbers(first, scale);
      case FLOATING -> new FloatNumbers(first);
      case NEWEST -> new NewestTime(first, scale == 1);
      case MOMENTS -> new Moments(first);
      case CO_MOMENTS -> new CoMoments(first, second);
      case DIGEST -> new QuantileDigest(first);
      case SKETCH -> new DistinctSketch(first);
      case FREQUENCIES -> new Frequencies();
      case BINS -> new ValueBins(first);
    };
  }
}
