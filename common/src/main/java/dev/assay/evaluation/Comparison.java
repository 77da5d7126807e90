package dev.assay.evaluation;

import dev.assay.statistics.DetectableEffect;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Figure;
import dev.assay.statistics.Interval;
import dev.assay.statistics.IntervalMethod;
import dev.assay.statistics.Replicates;

/** A row of {@code evaluation_comparisons} while it is made. */
final class Comparison {
  // tests, as tables name them
  static final String DELONG = "delong";
  static final String BOOTSTRAP = "poisson-bootstrap";
  static final String MCNEMAR = "mcnemar-mid-p";
  static final String PAIRED_T = "paired-t";
  static final String DELTA = "delta";
  static final String UNIT_GROUPS = "unit-groups";
  static final String SEQUENCE = "confidence-sequence";
  static final String DIEBOLD_MARIANO = "diebold-mariano";
  static final String COUNT = "count";

  private static final double POWER = 0.8;
  private static final String FAR_OFF =
      "no error can be estimated: rows are too far off to be summed by unit";
  private static final String TOO_MANY_SLICES =
      "no error can be estimated: sums by unit of so many slices would not fit into memory";
  private static final String NO_SPREAD = "no error can be estimated: the rows do not differ";

  private final ComparedSlice of;
  private final String slicer;
  private final String slice;
  private final String metric;
  private final String point;
  private final String test;
  private Double championValue;
  private Double challengerValue;
  private Double difference;
  private Double standardError;
  private Double low;
  private Double high;
  private String method;
  private Double statistic;
  private Double pValue;
  private Double pAdjusted;
  private String adjustment;
  private Double detectable;
  private Double bound;
  private Long rows;
  private String state;
  private String reason;
  private Replicates replicates;

  Comparison(
      ComparedSlice of, String slicer, String slice, String metric, String point, String test) {
    this.of = of;
    this.slicer = slicer;
    this.slice = slice;
    this.metric = metric;
    this.point = point;
    this.test = test;
    this.rows = of.pair().rows();
  }

  /** Sets the two figures and their difference; without one of them the reason. */
  Comparison figures(Figure champion, Figure challenger) {
    championValue = finite(champion.value());
    challengerValue = finite(challenger.value());
    if (!champion.defined() || !challenger.defined()) {
      reason = (champion.defined() ? challenger : champion).reason().orElseThrow();
      return this;
    }
    difference = challenger.value() - champion.value();
    bound = champion.bound() + challenger.bound();
    return this;
  }

  /** Sets figures that were counted. */
  Comparison counts(double champion, double challenger) {
    return figures(Figure.of(champion), Figure.of(challenger));
  }

  /** Sets a figure that the pair has, not each of the models. */
  Comparison ofPair(Figure figure) {
    if (!figure.defined()) {
      return undefined(figure.reason().orElseThrow());
    }
    difference = figure.value();
    bound = figure.bound();
    figure.interval().ifPresent(this::interval);
    return this;
  }

  /** Sets the difference, without binning, and all that follows from its error. */
  Comparison exact(Estimate estimate, IntervalMethod by) {
    if (!Double.isFinite(estimate.value())) {
      return reason != null ? this : undefined("the figure is not defined for all rows");
    }
    difference = estimate.value();
    bound = 0.0;
    return error(estimate, by);
  }

  /** Sets what follows from the error of the difference, which is set. */
  Comparison error(Estimate estimate, IntervalMethod by) {
    if (reason != null || difference == null) {
      return this;
    }
    if (!Double.isFinite(estimate.standardError())) {
      reason = noError(of.units());
      return this;
    }
    Estimate at = new Estimate(difference, estimate.standardError(), estimate.degreesOfFreedom());
    if (at.standardError() == 0 && difference != 0) {
      reason = NO_SPREAD; // an error of 0 would pass for certainty
      return this;
    }
    standardError = at.standardError();
    interval(at.interval(of.spec().level(), by));
    statistic = finite(at.statistic(0));
    return pValue(at.pValue(0));
  }

  private static String noError(UnitGroups units) {
    if (units != null && !units.split()) {
      return TOO_MANY_SLICES;
    }
    return units != null && units.clipped() ? FAR_OFF : "no error can be estimated: too few rows";
  }

  /** Sets the standard error alone, and what could be detected with it. */
  Comparison standardError(double error) {
    standardError = finite(error);
    return this;
  }

  /** Replaces the interval. */
  Comparison interval(Interval interval) {
    low = finite(interval.low());
    high = finite(interval.high());
    method = interval.method().name();
    return this;
  }

  /** Sets the p-value. */
  Comparison pValue(double p) {
    pValue = finite(p);
    if (standardError != null) {
      detectable = DetectableEffect.of(standardError, (1 - of.spec().level()) / 2, POWER);
    }
    return this;
  }

  Comparison statistic(double value) {
    statistic = finite(value);
    return this;
  }

  /** Leaves the figures out, with the reason. */
  Comparison undefined(String why) {
    reason = why;
    difference = null;
    return this;
  }

  /** Says why there is no error of the difference, which is set. */
  Comparison untested(String why) {
    reason = reason == null ? why : reason;
    return this;
  }

  /** Hands a state on to which these rows were not added. */
  Comparison state(String bytes) {
    state = bytes;
    return this;
  }

  Comparison state(String bytes, long rowsOfLooks) {
    state = bytes;
    rows = rowsOfLooks;
    return this;
  }

  Comparison adjusted(double p, String by) {
    pAdjusted = finite(p);
    adjustment = pAdjusted == null ? null : by;
    return this;
  }

  Comparison replicates(Replicates values) {
    replicates = values;
    return this;
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  ComparedSlice of() {
    return of;
  }

  String metric() {
    return metric;
  }

  String point() {
    return point;
  }

  String test() {
    return test;
  }

  /** Whether it is of all rows. */
  boolean whole() {
    return slicer == null;
  }

  /** The p-value, or NaN. */
  double p() {
    return pValue == null ? Double.NaN : pValue;
  }

  /** The replicates of a bootstrap that has an interval, or null. */
  Replicates replicates() {
    return pValue == null ? null : replicates;
  }

  ComparisonRow row() {
    EvaluatedModel champion = of.spec().champion();
    EvaluatedModel challenger = of.model();
    return new ComparisonRow(
        champion.name(),
        champion.version(),
        challenger.name(),
        challenger.version(),
        slicer,
        slice,
        metric,
        point,
        test,
        championValue,
        challengerValue,
        difference,
        standardError,
        low,
        high,
        low == null ? null : of.spec().level(),
        method,
        statistic,
        pValue,
        pAdjusted,
        adjustment,
        detectable,
        bound,
        rows,
        state,
        reason);
  }
}
