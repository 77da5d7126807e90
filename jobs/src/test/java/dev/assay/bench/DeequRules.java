package dev.assay.bench;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.ApproxCountDistinct;
import com.amazon.deequ.analyzers.ApproxQuantile;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.Compliance;
import com.amazon.deequ.analyzers.Correlation;
import com.amazon.deequ.analyzers.Distinctness;
import com.amazon.deequ.analyzers.Entropy;
import com.amazon.deequ.analyzers.Histogram;
import com.amazon.deequ.analyzers.Maximum;
import com.amazon.deequ.analyzers.Mean;
import com.amazon.deequ.analyzers.Minimum;
import com.amazon.deequ.analyzers.MutualInformation;
import com.amazon.deequ.analyzers.Size;
import com.amazon.deequ.analyzers.StandardDeviation;
import com.amazon.deequ.analyzers.Sum;
import com.amazon.deequ.analyzers.Uniqueness;
import dev.assay.quality.BatchCheck;
import dev.assay.quality.BatchCheck.Bounded;
import dev.assay.quality.BatchCheck.Freshness;
import dev.assay.quality.RowPredicate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Our rules as a user of Deequ would write them. */
final class DeequRules {
  /** Deequ's default; ours is 0.002. */
  private static final double RANK_ERROR = 0.01;

  private static final int HISTOGRAM_VALUES = 1000;

  private DeequRules() {}

  /** A rule on rows: the share of rows that keep it. */
  static Analyzer<?, ?> of(RowPredicate row) {
    return new Compliance(row.ruleId(), row.good(), Option.empty(), none(), Option.empty());
  }

  /** A rule on the table; for dates, of which Deequ has no maximum, the share that is new. */
  static Analyzer<?, ?> of(BatchCheck check, LocalDate asOf) {
    Option<String> all = Option.empty();
    Seq<String> columns = list(check.columns());
    String column = check.columns().isEmpty() ? null : check.columns().get(0);
    if (check instanceof Freshness freshness) {
      String newer = column + " >= DATE'" + asOf.minusDays(freshness.maxDays()) + "'";
      return new Compliance("fresh " + column, newer, all, none(), Option.empty());
    }
    if (!(check instanceof Bounded bounded)) {
      return new Histogram(
          column, Option.empty(), HISTOGRAM_VALUES, all, false, Histogram.Count$.MODULE$);
    }
    return switch (bounded.metric()) {
      case ROW_COUNT -> new Size(all);
      case COMPLETENESS -> new Completeness(column, all, Option.empty());
      case MEAN -> new Mean(column, all);
      case MINIMUM -> new Minimum(column, all, Option.empty());
      case MAXIMUM -> new Maximum(column, all, Option.empty());
      case SUM -> new Sum(column, all);
      case STANDARD_DEVIATION -> new StandardDeviation(column, all);
      case QUANTILE -> new ApproxQuantile(column, bounded.at(), RANK_ERROR, all);
      case CORRELATION -> new Correlation(column, check.columns().get(1), all);
      case APPROX_COUNT_DISTINCT -> new ApproxCountDistinct(column, all);
      case DISTINCTNESS -> new Distinctness(columns, all);
      case UNIQUENESS -> new Uniqueness(columns, all, Option.empty());
      case ENTROPY -> new Entropy(column, all);
      case MUTUAL_INFORMATION -> new MutualInformation(columns, all);
      case COMPLIANCE, NEWEST, VALUE_COUNTS, BINS ->
          throw new IllegalArgumentException(bounded.metric().name());
    };
  }

  private static scala.collection.immutable.List<String> none() {
    return JavaConverters.asScalaBuffer(new ArrayList<String>()).toList();
  }

  private static Seq<String> list(List<String> names) {
    return JavaConverters.asScalaBuffer(new ArrayList<>(names)).toList();
  }
}
