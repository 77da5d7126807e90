package dev.assay.quality;

import dev.assay.config.Substitution;
import java.time.LocalDate;

/** What messages say of a row rule. */
final class RowFindings {
  private final RowRule rule;
  private final LocalDate asOf;
  private final boolean scoring;

  /** Of a rule on a date, in a run that scores rows or does not. */
  RowFindings(RowRule rule, LocalDate asOf, boolean scoring) {
    this.rule = rule;
    this.asOf = asOf;
    this.scoring = scoring;
  }

  String describe(RowCounts counts, double share) {
    String all = counts.rows() == 1 ? "the 1 row" : "all " + counts.rows() + " rows";
    if (counts.failed() == 0) {
      return Sentence.of(all + (counts.rows() == 1 ? " keeps it" : " keep it"));
    }
    String breaks =
        (counts.rows() == 1 ? " row" : " rows") + (counts.failed() == 1 ? " breaks" : " break");
    return counts.failed()
        + " of "
        + counts.rows()
        + breaks
        + " it ("
        + Verdict.percent(share)
        + "): "
        + broken()
        + "."
        + fate(counts.failed());
  }

  private String fate(long failed) {
    String are = failed == 1 ? " It is " : " They are ";
    String would = " A scoring run would ";
    String them = failed == 1 ? "it" : "them";
    return switch (rule.action()) {
      case TAG -> scoring ? are + "scored and tagged." : would + "tag " + them + ".";
      case QUARANTINE ->
          scoring ? are + "kept from the models." : would + "keep " + them + " from the models.";
      case FAIL -> "";
    };
  }

  private String broken() {
    RowCheck check = rule.check();
    if (check instanceof RowCheck.NotNull) {
      return "'" + check.columns().get(0) + "' has no value";
    }
    if (check instanceof RowCheck.InSet) {
      return "'" + check.columns().get(0) + "' is none of the values";
    }
    if (check instanceof RowCheck.Range range) {
      return "'" + range.column() + "' is not " + interval(range.min(), range.max());
    }
    if (check instanceof RowCheck.Pattern pattern) {
      return "'" + pattern.column() + "' does not match " + pattern.regex();
    }
    if (check instanceof RowCheck.Length length) {
      return "'"
          + length.column()
          + "' does not have "
          + interval(text(length.min()), text(length.max()))
          + " characters";
    }
    if (check instanceof RowCheck.Parsable parsable) {
      return "'" + parsable.column() + "' cannot be read as " + Kinds.of(parsable.as());
    }
    return check instanceof RowCheck.ExistsIn in
        ? "(" + String.join(", ", in.columns()) + ") is not in " + in.table()
        : "not true: " + Substitution.asOf(((RowCheck.Predicate) check).sql(), asOf).strip();
  }

  private static String text(Integer number) {
    return number == null ? null : number.toString();
  }

  private static String interval(String min, String max) {
    if (min == null || max == null) {
      return min == null ? "at most " + max : "at least " + min;
    }
    return min.equals(max) ? "exactly " + min : "from " + min + " to " + max;
  }
}
