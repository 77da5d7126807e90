package dev.assay.quality;

import dev.assay.quality.BatchCheck.Bounded;
import dev.assay.quality.BatchCheck.ClassBalance;
import dev.assay.quality.BatchCheck.Freshness;
import dev.assay.quality.CrossCheck.RowCountMatches;
import dev.assay.quality.CrossCheck.SumMatches;
import dev.assay.quality.CrossCheck.TrainingServingSkew;
import dev.assay.quality.OutputCheck.InRange;
import dev.assay.quality.OutputCheck.MeanNearHistory;
import dev.assay.quality.OutputCheck.NotConstant;
import dev.assay.quality.OutputCheck.ShareAboveCutoff;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which metrics a rule is judged by. */
final class RuleNeeds {
  /** The column of the predictions that output rules are about. */
  static final String SCORE = "score";

  private static final String MODEL = "model";

  private RuleNeeds() {}

  /** Metrics of the input; the first is the one that the rule is about. */
  static Collection<MetricKey> ofInput(Rule rule, QualityInput input) {
    Set<MetricKey> keys = new LinkedHashSet<>();
    if (rule instanceof BatchRule batch) {
      addBatch(keys, batch);
    } else if (rule instanceof HistoryRule history) {
      keys.add(history.metricKey());
      keys.add(MetricKey.rowCount(history.where()));
    } else if (rule instanceof CrossRule cross) {
      addCross(keys, cross, input);
    }
    return keys;
  }

  private static void addBatch(Set<MetricKey> keys, BatchRule rule) {
    if (rule.check() instanceof BatchCheck.SchemaEquals) {
      return;
    }
    keys.add(ofBatch(rule));
    keys.add(MetricKey.rowCount(rule.where()));
  }

  /** The metric that a batch rule is about; schema-equals has none. */
  static MetricKey ofBatch(BatchRule rule) {
    BatchCheck check = rule.check();
    if (check instanceof Bounded bounded) {
      return new MetricKey(bounded.metric(), bounded.columns(), bounded.at(), null, rule.where());
    }
    if (check instanceof Freshness) {
      return MetricKey.of(MetricName.NEWEST, check.columns(), rule.where());
    }
    if (check instanceof ClassBalance) {
      return MetricKey.of(MetricName.VALUE_COUNTS, check.columns(), rule.where());
    }
    throw new IllegalArgumentException(rule.kind() + " has no metric");
  }

  private static void addCross(Set<MetricKey> keys, CrossRule rule, QualityInput input) {
    if (rule.check() instanceof SumMatches sum) {
      keys.add(MetricKey.of(MetricName.SUM, List.of(sum.column()), rule.where()));
    }
    keys.add(MetricKey.rowCount(rule.where()));
    ReferenceProfile profile = input.profiles().get(rule.id());
    if (rule.check() instanceof TrainingServingSkew skew && profile != null) {
      keys.addAll(new SkewCheck(skew, rule.where(), profile, input.columns()).metrics());
    }
  }

  /** The metric of another table that a cross rule needs, by the table's name. */
  static Map<String, MetricKey> ofReference(CrossRule rule) {
    if (rule.check() instanceof RowCountMatches rows) {
      return Map.of(rows.table(), MetricKey.rowCount(rows.otherWhere()));
    }
    if (rule.check() instanceof SumMatches sum) {
      List<String> column = List.of(sum.referenced());
      return Map.of(sum.table(), MetricKey.of(MetricName.SUM, column, sum.otherWhere()));
    }
    return Map.of();
  }

  /** Metrics of the predictions; the last one counts the rows. */
  static List<MetricKey> ofOutput(OutputRule rule, String model, double cutoff) {
    String where = outputWhere(rule, model);
    MetricKey rows = MetricKey.rowCount(where);
    OutputCheck check = rule.check();
    if (check instanceof InRange range) {
      return List.of(MetricKey.compliance(RowSql.scoreWithin(SCORE, range.bounds()), where), rows);
    }
    if (check instanceof NotConstant) {
      return List.of(score(MetricName.MINIMUM, where), score(MetricName.MAXIMUM, where), rows);
    }
    if (check instanceof ShareAboveCutoff share) {
      Double own = share.cutoff();
      Bounds above = new Bounds(own == null ? Double.valueOf(cutoff) : own, null);
      return List.of(MetricKey.compliance(RowSql.scoreWithin(SCORE, above), where), rows);
    }
    return check instanceof MeanNearHistory
        ? List.of(score(MetricName.MEAN, where), rows)
        : List.of();
  }

  private static MetricKey score(MetricName name, String where) {
    return MetricKey.of(name, List.of(SCORE), where);
  }

  private static String outputWhere(OutputRule rule, String model) {
    String ofModel = MODEL + " = " + SqlLiteral.text(model);
    return rule.where() == null ? ofModel : ofModel + " AND (" + rule.where() + "\n)";
  }
}
