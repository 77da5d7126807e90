package dev.assay.evaluation;

import dev.assay.statistics.Figure;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an evaluation must know beside the rows.
 *
 * @param look the name of this look at the models, such as its date: one look is counted once
 * @param question what the looks are of beside the models and their cutoffs, such as a digest of
 *     the settings that say which rows and labels count: confidence sequences go on only where it
 *     is the same
 * @param earlier states of confidence sequences that the last look before this one left, by {@code
 *     challenger@version metric}; empty at the first look
 * @param counts rows that are not compared, by reason, such as {@code labels_missing}
 * @param rejected rows that each model could not score, champion first
 * @param runtimes seconds inside each model's runtime for a million rows, champion first; empty
 *     where nobody measured them
 * @param decision the rule of the verdict; null for none
 */
public record EvaluationContext(
    String look,
    String question,
    Map<String, String> earlier,
    Map<String, Long> counts,
    List<Long> rejected,
    List<Figure> runtimes,
    Decision decision) {
  public EvaluationContext {
    earlier = Map.copyOf(earlier);
    counts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(counts));
    rejected = List.copyOf(rejected);
    runtimes = List.copyOf(runtimes);
    Objects.requireNonNull(question, "question");
  }
}
