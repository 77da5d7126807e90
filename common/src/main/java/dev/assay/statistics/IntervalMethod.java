package dev.assay.statistics;

/** How an interval was computed. */
public enum IntervalMethod {
  /** Score interval of a proportion (Wilson 1927). */
  WILSON,
  /** Of several proportions that all lie within their score intervals at once (Bonferroni). */
  WILSON_TOGETHER,
  /** Exact interval of a proportion (Clopper and Pearson 1934). */
  CLOPPER_PEARSON,
  /**
   * Equal-tailed interval of the Jeffreys posterior of a proportion (Brown, Cai, DasGupta 2001).
   */
  JEFFREYS,
  /** Square-and-add difference of two independent proportions (Newcombe 1998, method 10). */
  NEWCOMBE,
  /** Ratio of two independent proportions on the log scale (Katz 1978). */
  KATZ_LOG,
  /** Adjusted Wald difference of two paired proportions (Bonett and Price 2012). */
  BONETT_PRICE,
  /** Normal theory with the variance of DeLong (1988). */
  DELONG,
  /** Student's t with the variance of DeLong (1988) and the degrees of freedom of Satterthwaite. */
  DELONG_STUDENT,
  /** Normal theory with the variance of DeLong (1988) on the logit scale. */
  DELONG_LOGIT,
  /** Score interval of the difference of two paired proportions (Tango 1998). */
  TANGO,
  /** Normal theory with a variance by the delta method. */
  DELTA,
  /** Student's t with a variance by the delta method and degrees of freedom by its kurtosis. */
  DELTA_STUDENT,
  /** Student's t. */
  STUDENT_T,
  /** Student's t with the degrees of freedom of unequal variances (Welch 1947). */
  WELCH,
  /** Percentiles of Poisson bootstrap replicates. */
  BOOTSTRAP_PERCENTILE,
  /** Normal theory with the standard deviation of Poisson bootstrap replicates. */
  BOOTSTRAP_NORMAL,
  /** Student's t with the variance between random groups of units (Wolter 2007, chapter 2). */
  UNIT_GROUPS,
  /** Largest studentised difference over several comparisons (Westfall and Young 1993). */
  MAX_T,
  /** Asymptotic confidence sequence (Waudby-Smith and others 2024). */
  CONFIDENCE_SEQUENCE
}
