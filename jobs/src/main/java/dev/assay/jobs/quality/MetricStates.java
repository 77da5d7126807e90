package dev.assay.jobs.quality;

import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricName;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Bins;
import dev.assay.quality.MetricValue.Counts;
import dev.assay.quality.MetricValue.Failed;
import dev.assay.quality.MetricValue.Moment;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.MetricValue.Undefined;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Metrics from states. */
final class MetricStates {
  private final Map<String, Optional<Accumulator>> states;
  private final ZoneId zone;

  /**
   * @param states by their ids; empty where the parts of a state do not fit together
   * @param zone the session's time zone
   */
  MetricStates(Map<String, Optional<Accumulator>> states, ZoneId zone) {
    this.states = states;
    this.zone = zone;
  }

  /** What a metric came out as. */
  MetricValue value(MetricKey key) {
    for (String id : StateIds.of(key)) {
      Optional<Accumulator> state = states.get(id);
      if (state == null) {
        return new Failed("no state of it was kept");
      } else if (state.isEmpty()) {
        return new Failed("its column had different types");
      }
    }
    return compute(key);
  }

  private MetricValue compute(MetricKey key) {
    MetricName name = key.name();
    return switch (name) {
      case ROW_COUNT -> new Scalar(count(key, 0));
      case COMPLETENESS, COMPLIANCE -> ratio(count(key, 0), count(key, 1));
      case MEAN, MINIMUM, MAXIMUM, SUM -> number(name, (Numbers) state(key, 0));
      case STANDARD_DEVIATION -> {
        Moments moments = (Moments) state(key, 0);
        yield moments.isEmpty() ? new Undefined() : new Scalar(moments.deviation());
      }
      case CORRELATION -> {
        CoMoments moments = (CoMoments) state(key, 0);
        yield moments.isEmpty() ? new Undefined() : new Scalar(moments.correlation());
      }
      case QUANTILE -> {
        QuantileDigest digest = (QuantileDigest) state(key, 0);
        yield digest.isEmpty() ? new Undefined() : new Scalar(digest.quantile(key.at()));
      }
      case BINS -> {
        ValueBins bins = (ValueBins) state(key, 0);
        yield bins.isEmpty() ? new Undefined() : new Bins(bins.frozen());
      }
      case APPROX_COUNT_DISTINCT -> {
        DistinctSketch sketch = (DistinctSketch) state(key, 0);
        yield sketch.isEmpty() ? new Undefined() : new Scalar(sketch.distinct());
      }
      case NEWEST ->
          ((NewestTime) state(key, 0))
              .newest(zone)
              .<MetricValue>map(Moment::new)
              .orElse(new Undefined());
      case DISTINCTNESS, UNIQUENESS, ENTROPY, MUTUAL_INFORMATION, VALUE_COUNTS ->
          grouped(key, (Frequencies) state(key, 0));
    };
  }

  private MetricValue grouped(MetricKey key, Frequencies groups) {
    if (groups.isEmpty()) {
      return new Undefined();
    }
    return switch (key.name()) {
      case DISTINCTNESS -> new Scalar(groups.distinctness());
      case UNIQUENESS -> new Scalar(groups.uniqueness());
      case ENTROPY -> new Scalar(groups.entropy());
      case MUTUAL_INFORMATION -> new Scalar(mutualInformation(key, groups.entropy()));
      default -> counts(groups);
    };
  }

  /** I(X; Y) = H(X) + H(Y) - H(X, Y), of the rows where both have a value. */
  private double mutualInformation(MetricKey key, double both) {
    double first = ((Frequencies) state(key, 1)).entropy();
    double second = ((Frequencies) state(key, 2)).entropy();
    return Math.max(0, first + second - both);
  }

  private static MetricValue counts(Frequencies groups) {
    if (groups.allNamed()) {
      return new Counts(groups.counts());
    }
    return new Failed(
        "the column has "
            + groups.groups()
            + " distinct values, and rows are counted by value for at most "
            + Frequencies.MOST_VALUES
            + "; judge such a column by in-set, distinctness or approx-count-distinct");
  }

  private static MetricValue number(MetricName name, Numbers numbers) {
    if (numbers.count() == 0) {
      return new Undefined();
    }
    return new Scalar(
        switch (name) {
          case MEAN -> numbers.mean();
          case MINIMUM -> numbers.min();
          case MAXIMUM -> numbers.max();
          default -> numbers.sum();
        });
  }

  private static MetricValue ratio(long part, long all) {
    return all == 0 ? new Undefined() : new Scalar((double) part / all);
  }

  private long count(MetricKey key, int index) {
    return ((RowCounter) state(key, index)).count();
  }

  private Accumulator state(MetricKey key, int index) {
    List<String> ids = StateIds.of(key);
    return states.get(ids.get(index)).orElseThrow();
  }
}
