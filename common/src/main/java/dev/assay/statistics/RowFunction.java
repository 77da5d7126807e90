package dev.assay.statistics;

/**
 * A smooth function of a probability p and its complement q = 1 - p, summed over rows that are
 * known by bins: f(mean) + f''(mean) variance / 2 in each bin, which is off by at most the largest
 * third derivative in the bin, times its width, times the variance, by 6.
 */
interface RowFunction {
  double value(double p, double q);

  double slope(double p, double q);

  double curvature(double p, double q);

  /** The largest absolute third derivative where p and q are no smaller than given. */
  double jerk(double p, double q);

  /** Minus the logarithm of p, which is held at least as large as the precision of float. */
  RowFunction MINUS_LOG =
      new RowFunction() {
        @Override
        public double value(double p, double q) {
          return -(p < 0.5 ? Math.log(Math.max(p, LEAST)) : Math.log1p(-Math.max(q, LEAST)));
        }

        @Override
        public double slope(double p, double q) {
          return p <= LEAST || q <= LEAST ? 0 : -1 / p;
        }

        @Override
        public double curvature(double p, double q) {
          return p <= LEAST || q <= LEAST ? 0 : 1 / (p * p);
        }

        @Override
        public double jerk(double p, double q) {
          return 2 / (Math.max(p, LEAST) * Math.max(p, LEAST) * Math.max(p, LEAST));
        }
      };

  /** The square of {@link #MINUS_LOG}, for the variance of the loss. */
  RowFunction SQUARED_LOG =
      new RowFunction() {
        @Override
        public double value(double p, double q) {
          double log = MINUS_LOG.value(p, q);
          return log * log;
        }

        @Override
        public double slope(double p, double q) {
          return 2 * MINUS_LOG.value(p, q) * MINUS_LOG.slope(p, q);
        }

        @Override
        public double curvature(double p, double q) {
          double slope = MINUS_LOG.slope(p, q);
          return 2 * slope * slope + 2 * MINUS_LOG.value(p, q) * MINUS_LOG.curvature(p, q);
        }

        @Override
        public double jerk(double p, double q) {
          double least = Math.max(p, LEAST);
          return (6 + 4 * MINUS_LOG.value(least, 1 - least)) / (least * least * least);
        }
      };

  /** (1 - 2p)^2 p (1 - p): the variance in Spiegelhalter's test. */
  RowFunction SPIEGELHALTER =
      new RowFunction() {
        @Override
        public double value(double p, double q) {
          return (q - p) * (q - p) * p * q;
        }

        @Override
        public double slope(double p, double q) {
          return (q - p) * (1 - 8 * p * q);
        }

        @Override
        public double curvature(double p, double q) {
          return -10 + 48 * p * q;
        }

        @Override
        public double jerk(double p, double q) {
          return 48;
        }
      };

  /** (1 - p)^4, for the variance of the squared error. */
  RowFunction FOURTH_POWER =
      new RowFunction() {
        @Override
        public double value(double p, double q) {
          return q * q * q * q;
        }

        @Override
        public double slope(double p, double q) {
          return -4 * q * q * q;
        }

        @Override
        public double curvature(double p, double q) {
          return 12 * q * q;
        }

        @Override
        public double jerk(double p, double q) {
          return 24;
        }
      };

  /** Probabilities are held this far from 0 and 1 by logarithms, as scikit-learn does for float. */
  double LEAST = 0x1p-23;

  /** A sum over rows and how far off it may be. */
  record Sum(double value, double bound) {
    Sum plus(Sum other) {
      return new Sum(value + other.value, bound + other.bound);
    }
  }

  /**
   * The weighted sum over the rows of a class.
   *
   * @param mirrored whether to take f(q, p) in place of f(p, q)
   */
  default Sum sum(ScoreTable table, boolean positive, boolean mirrored) {
    ScoreTable.ClassScores scores = table.scores(positive);
    double sum = 0;
    double bound = 0;
    for (int i = 0; i < table.bins(); i++) {
      double weight = scores.weight(i);
      if (weight > 0) {
        double p = mirrored ? scores.complement(i) : scores.mean(i);
        double q = mirrored ? scores.mean(i) : scores.complement(i);
        double variance = scores.variance(i);
        sum += weight * (value(p, q) + curvature(p, q) * variance / 2);
        if (variance > 0) {
          double pLow = mirrored ? table.highComplement(i) : table.low(i);
          double qLow = mirrored ? table.low(i) : table.highComplement(i);
          double width =
              Math.min(
                  table.high(i) - table.low(i), table.lowComplement(i) - table.highComplement(i));
          bound += weight * jerk(pLow, qLow) * width * variance / 6;
        }
        if (!table.unrounded()) {
          bound += weight * Math.abs(slope(p, q)) * Math.min(p, q) * ScoreTable.ROUNDING;
        }
      }
    }
    return new Sum(sum, bound);
  }
}
