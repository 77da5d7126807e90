package dev.assay.quality;

import dev.assay.yaml.Key;

/** A rule on the scores of a run, before they are published. */
public record OutputRule(
    @Key(doc = "The rule's name in kebab case, unique in the file.") String id,
    @Key(doc = "What it asks for: the rule's kind.") OutputCheck check,
    @Key(doc = "What a failure means: warn, or error: the run is not published.", def = "error")
        Severity severity,
    @Key(doc = "The model it is about, by its name; all models when left out.", def = "null")
        String model,
    @Key(doc = "Spark SQL predicate: the rule is about these rows only.", def = "null")
        String where,
    @Key(doc = "With fewer rows the rule is not judged.", def = "null") Integer minRows,
    @Key(doc = "What the rule is for.", def = "null") String description,
    @Key(doc = "Who is asked when it fails.", def = "null") String owner)
    implements Rule {

  @Override
  public Group group() {
    return Group.OUTPUT;
  }

  @Override
  public String kind() {
    return Kinds.of((Record) check);
  }
}
