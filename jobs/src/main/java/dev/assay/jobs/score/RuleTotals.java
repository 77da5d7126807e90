package dev.assay.jobs.score;

import dev.assay.quality.RowCounts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was counted for each row rule. */
final class RuleTotals implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<String> ids;
  private final long[] rows;
  private final long[] failed;
  private final ArrayList<SampleKeys> samples = new ArrayList<>();

  RuleTotals(List<String> ids) {
    this.ids = List.copyOf(ids);
    this.rows = new long[ids.size()];
    this.failed = new long[ids.size()];
    ids.forEach(id -> samples.add(new SampleKeys()));
  }

  void counted(int rule, long about, long broken) {
    rows[rule] += about;
    failed[rule] += broken;
  }

  SampleKeys samples(int rule) {
    return samples.get(rule);
  }

  void add(RuleTotals other) {
    for (int r = 0; r < rows.length; r++) {
      counted(r, other.rows[r], other.failed[r]);
      samples.get(r).add(other.samples.get(r));
    }
  }

  /** The counts by rule, in the order of the rules. */
  Map<String, RowCounts> byRule() {
    Map<String, RowCounts> counts = new LinkedHashMap<>();
    for (int r = 0; r < rows.length; r++) {
      counts.put(ids.get(r), new RowCounts(rows[r], failed[r], samples.get(r).texts()));
    }
    return Collections.unmodifiableMap(counts);
  }
}
