package dev.assay.quality;

import dev.assay.quality.CrossCheck.RowCountMatches;
import dev.assay.quality.CrossCheck.SumMatches;
import dev.assay.quality.CrossCheck.TrainingServingSkew;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.MetricValue.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the input is judged by other tables and by a reference profile. */
final class CrossFindings {
  private final PlannedRules plan;
  private final CrossRule rule;
  private final Map<MetricKey, MetricValue> metrics;
  private final Map<String, Map<MetricKey, MetricValue>> references;

  CrossFindings(
      PlannedRules plan,
      CrossRule rule,
      Map<MetricKey, MetricValue> metrics,
      Map<String, Map<MetricKey, MetricValue>> references) {
    this.plan = plan;
    this.rule = rule;
    this.metrics = metrics;
    this.references = references;
  }

  RuleResult judge() {
    MetricKey rowCount = MetricKey.rowCount(rule.where());
    if (!(metrics.get(rowCount) instanceof Scalar rows)) {
      String reason = "its rows were not counted" + Verdict.because(metrics.get(rowCount));
      return new Verdict(rule, "").error(reason);
    }
    long count = (long) rows.value();
    if (rule.check() instanceof TrainingServingSkew skew) {
      return skew(skew, new Verdict(rule, "as in the reference profile").of(count), count);
    }
    return rule.check() instanceof SumMatches sum
        ? matches(
            MetricKey.of(MetricName.SUM, List.of(sum.column()), rule.where()),
            sum.table(),
            sum.tolerance(),
            count)
        : matches(
            rowCount,
            ((RowCountMatches) rule.check()).table(),
            ((RowCountMatches) rule.check()).tolerance(),
            count);
  }

  private RuleResult matches(MetricKey key, String table, double tolerance, long count) {
    MetricKey otherKey = RuleNeeds.ofReference(rule).get(table);
    String within = tolerance == 0 ? "equal to " : "within " + Verdict.percent(tolerance) + " of ";
    Verdict verdict = new Verdict(rule, within + shown(otherKey) + " in " + table).of(count);
    MetricValue value = metrics.get(key);
    MetricValue other = references.getOrDefault(table, Map.of()).get(otherKey);
    if (!isKnown(value)) {
      return verdict.error(missing(key, "") + Verdict.because(value));
    }
    if (!isKnown(other)) {
      return verdict.error(missing(otherKey, " in " + table) + Verdict.because(other));
    }
    double here = sum(value);
    double there = sum(other);
    boolean good = Math.abs(here - there) <= tolerance * Math.abs(there);
    String found = shown(key) + " is " + Numbers.rounded(here);
    String against = ", in " + table + " " + Numbers.rounded(there);
    String apart = here == there ? "." : ": " + apart(here, there) + ".";
    return verdict.decided(good, here, found + against + apart);
  }

  private static boolean isKnown(MetricValue value) {
    return value instanceof Scalar || value instanceof Undefined;
  }

  /** The sum of no values is 0 here, as it is where rows are counted. */
  private static double sum(MetricValue value) {
    return value instanceof Scalar scalar ? scalar.value() : 0;
  }

  private String missing(MetricKey key, String where) {
    return "the metric " + shown(key) + where + " was not computed";
  }

  private String shown(MetricKey key) {
    return key.on(plan.input().asOf()).text();
  }

  private static String apart(double here, double there) {
    String more = here > there ? " more" : " less";
    return Double.isNaN(here - there) || there == 0
        ? "they differ"
        : Verdict.percent(Math.abs((here - there) / there)) + more;
  }

  private RuleResult skew(TrainingServingSkew check, Verdict verdict, long count) {
    ReferenceProfile profile = plan.input().profiles().get(rule.id());
    if (profile == null) {
      return verdict.error("there is no reference profile");
    }
    if (count < Math.max(1, plan.rules().minRowsOf(rule))) {
      String rows = count == 1 ? "1 row is" : count + " rows are";
      return verdict.notApplicable(Sentence.of(rows + " too few to judge by"));
    }
    SkewCheck parts = new SkewCheck(check, rule.where(), profile, plan.input().columns());
    List<String> wrong = new ArrayList<>(parts.complaints());
    for (SkewCheck.Part part : parts.parts()) {
      if (!(metrics.get(part.metric()) instanceof Scalar share)) {
        return verdict.error(
            missing(part.metric(), "") + Verdict.because(metrics.get(part.metric())));
      }
      if (!part.bounds().contains(share.value())) {
        wrong.add(Verdict.percent(1 - share.value()) + " of rows " + part.found());
      }
    }
    String message =
        wrong.isEmpty()
            ? "The columns look as in the profile of " + profile.table() + "."
            : "Unlike the profile of " + profile.table() + ": " + String.join("; ", wrong) + ".";
    return verdict.decided(wrong.isEmpty(), (double) wrong.size(), message);
  }
}
