package dev.assay.quality;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Rule sets without what cannot change a result. */
final class CanonicalRules {
  private CanonicalRules() {}

  static RuleSet of(RuleSet set) {
    return new RuleSet(
        set.format(),
        null,
        null,
        set.minRows(),
        tables(set.tables()),
        set.rows().stream().map(CanonicalRules::row).toList(),
        set.batch().stream().map(CanonicalRules::batch).toList(),
        set.history().stream().map(CanonicalRules::history).toList(),
        set.cross().stream().map(CanonicalRules::cross).toList(),
        set.output().stream().map(CanonicalRules::output).toList());
  }

  private static Map<String, ReferenceTable> tables(Map<String, ReferenceTable> tables) {
    Map<String, ReferenceTable> canonical = new LinkedHashMap<>();
    new TreeMap<>(tables)
        .forEach((name, table) -> canonical.put(name, new ReferenceTable(name, table.version())));
    return canonical;
  }

  private static RowRule row(RowRule r) {
    return new RowRule(
        r.id(),
        r.check(),
        r.severity(),
        r.action(),
        r.maxShare(),
        r.where(),
        r.minRows(),
        null,
        null);
  }

  private static BatchRule batch(BatchRule r) {
    return new BatchRule(r.id(), r.check(), r.severity(), r.where(), r.minRows(), null, null);
  }

  private static HistoryRule history(HistoryRule r) {
    return new HistoryRule(
        r.id(),
        r.metric(),
        r.column(),
        r.columns(),
        r.at(),
        r.check(),
        r.minHistory(),
        r.severity(),
        r.where(),
        r.minRows(),
        null,
        null);
  }

  private static CrossRule cross(CrossRule r) {
    return new CrossRule(r.id(), r.check(), r.severity(), r.where(), r.minRows(), null, null);
  }

  private static OutputRule output(OutputRule r) {
    return new OutputRule(
        r.id(), r.check(), r.severity(), r.model(), r.where(), r.minRows(), null, null);
  }
}
