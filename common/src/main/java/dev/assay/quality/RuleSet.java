package dev.assay.quality;

import dev.assay.model.Digest;
import dev.assay.yaml.Key;
import dev.assay.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A rule file: what must hold of a table before it is scored, and of the scores. */
public record RuleSet(
    @Key(doc = "Version of this file's format; 1.") int format,
    @Key(doc = "What the rules are for.", def = "null") String description,
    @Key(doc = "Who is asked when a rule fails that names nobody.", def = "null") String owner,
    @Key(
            doc =
                "Rules are not judged by fewer rows; counts and row rules that tolerate none are.",
            def = "30")
        int minRows,
    @Key(doc = "Other tables that rules name.", def = "{}") Map<String, ReferenceTable> tables,
    @Key(doc = "Rules that each row keeps or breaks.", def = "[]") List<RowRule> rows,
    @Key(doc = "Bounds on metrics of the input.", def = "[]") List<BatchRule> batch,
    @Key(doc = "Metrics of the input against those of earlier runs.", def = "[]")
        List<HistoryRule> history,
    @Key(doc = "The input against other tables and the reference profile.", def = "[]")
        List<CrossRule> cross,
    @Key(doc = "The scores before they are published.", def = "[]") List<OutputRule> output) {

  /** The format this version of Assay writes and reads. */
  public static final int FORMAT = 1;

  public RuleSet {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    rows = List.copyOf(rows);
    batch = List.copyOf(batch);
    history = List.copyOf(history);
    cross = List.copyOf(cross);
    output = List.copyOf(output);
  }

  /** No rules. */
  public static RuleSet empty() {
    return new RuleSet(
        FORMAT, null, null, 0, Map.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** All rules in the order of the file's sections. */
  public List<Rule> all() {
    return Stream.<Collection<? extends Rule>>of(rows, batch, history, cross, output)
        .<Rule>flatMap(Collection::stream)
        .toList();
  }

  /** Who is asked when a rule fails; null where nobody is named. */
  public String ownerOf(Rule rule) {
    return rule.owner() == null ? owner : rule.owner();
  }

  /** Fewest rows that a rule is judged by. */
  public int minRowsOf(Rule rule) {
    return rule.minRows() == null ? minRows : rule.minRows();
  }

  /** The file that {@link RuleLoader} reads back to an equal rule set: its canonical form. */
  public String yaml() {
    return YamlWriter.write(this);
  }

  /**
   * SHA-256 of the canonical form, without what cannot change a result: descriptions, owners and
   * where other tables lie (what is in them is pinned by the run). Comments, layout, the order of
   * keys and defaults that are written out do not change it; the order of rules does.
   */
  public String digest() {
    return Digest.hex(CanonicalRules.of(this).yaml().getBytes(StandardCharsets.UTF_8));
  }
}
