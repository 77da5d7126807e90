package dev.assay.quality;

/** What all rules have in common. */
public sealed interface Rule permits RowRule, BatchRule, HistoryRule, CrossRule, OutputRule {
  /** The rule's name, unique in its file, in kebab case. */
  String id();

  /** What the rule is for; null where nobody said. */
  String description();

  /** Who is asked when it fails; null where the file's owner is. */
  String owner();

  /** What its failure means for the run. */
  Severity severity();

  /** SQL predicate that picks the rows it is about; null for all. */
  String where();

  /** Fewest rows it judges by; null for the file's {@code min-rows}. */
  Integer minRows();

  /** The section it stands in. */
  Group group();

  /** The kind as it is written in a rule file, such as {@code range}. */
  String kind();
}
