package dev.assay.quality;

import dev.assay.yaml.Key;

/** A rule that each row keeps or breaks. */
public record RowRule(
    @Key(doc = "The rule's name in kebab case, unique in the file.") String id,
    @Key(doc = "What it asks for: the rule's kind.") RowCheck check,
    @Key(doc = "What a broken rule means: warn, or error: the run is not published.", def = "error")
        Severity severity,
    @Key(
            doc =
                "What becomes of a row that breaks it: tag (scored, carries the id), quarantine"
                    + " (not scored, kept aside), fail (only counted).",
            def = "tag")
        Action action,
    @Key(doc = "The rule fails when a larger share of its rows breaks it, 0 to 1.", def = "0")
        double maxShare,
    @Key(doc = "Spark SQL predicate: the rule is about these rows only.", def = "null")
        String where,
    @Key(doc = "With fewer rows a tolerated share is not judged.", def = "null") Integer minRows,
    @Key(doc = "What the rule is for.", def = "null") String description,
    @Key(doc = "Who is asked when it fails.", def = "null") String owner)
    implements Rule {

  @Override
  public Group group() {
    return Group.ROWS;
  }

  @Override
  public String kind() {
    return Kinds.of((Record) check);
  }
}
