package dev.assay.quality;

/** What messages say of row rules. */
final class RowFindings {
  private RowFindings() {}

  static String describe(RowRule rule, RowCounts counts, double share) {
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
        + broken(rule)
        + "."
        + fate(rule.action(), counts.failed());
  }

  private static String fate(Action action, long failed) {
    String they = failed == 1 ? " It is" : " They are";
    return switch (action) {
      case TAG -> they + " scored and tagged.";
      case QUARANTINE -> they + " kept from the models.";
      case FAIL -> "";
    };
  }

  private static String broken(RowRule rule) {
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
        : "not true: " + ((RowCheck.Predicate) check).sql().strip();
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
