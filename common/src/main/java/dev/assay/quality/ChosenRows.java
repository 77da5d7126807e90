package dev.assay.quality;

import dev.assay.quality.OutputCheck.InRange;
import dev.assay.quality.OutputCheck.Reconciliation;
import dev.assay.yaml.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules that can be judged by rows that were chosen because they broke rules, and so are no
 * sample of their table: those on single rows and single scores. A share that a rule tolerates is a
 * share of the table, so it is not judged; a rule that tolerates no row stays in force, except
 * where the row is quarantined and reaches no model anyway.
 */
public final class ChosenRows {
  private ChosenRows() {}

  /** The rules of a file that chosen rows are judged by, each where it stood. */
  public static LoadedRules of(LoadedRules loaded) {
    RuleSet all = loaded.rules();
    List<OutputRule> output = new ArrayList<>();
    Map<String, String> moved = new LinkedHashMap<>();
    for (int i = 0; i < all.output().size(); i++) {
      OutputCheck check = all.output().get(i).check();
      if (check instanceof InRange || check instanceof Reconciliation) {
        moved.put("output[" + i + "]", "output[" + output.size() + "]");
        output.add(all.output().get(i));
      }
    }
    RuleSet kept =
        new RuleSet(
            all.format(),
            all.description(),
            all.owner(),
            all.minRows(),
            tables(all),
            all.rows().stream().map(ChosenRows::row).toList(),
            List.of(),
            List.of(),
            List.of(),
            output);
    return new LoadedRules(kept, loaded.file(), origins(loaded, moved));
  }

  private static Map<String, ReferenceTable> tables(RuleSet all) {
    Set<String> used =
        all.rows().stream()
            .map(RowRule::check)
            .filter(RowCheck.ExistsIn.class::isInstance)
            .map(check -> ((RowCheck.ExistsIn) check).table())
            .collect(Collectors.toSet());
    Map<String, ReferenceTable> tables = new LinkedHashMap<>(all.tables());
    tables.keySet().retainAll(used);
    return tables;
  }

  private static RowRule row(RowRule r) {
    boolean strict = r.action() != Action.QUARANTINE && r.maxShare() == 0;
    return new RowRule(
        r.id(),
        r.check(),
        r.severity(),
        r.action(),
        strict ? 0 : 1,
        r.where(),
        r.minRows(),
        r.description(),
        r.owner());
  }

  private static Map<String, Origin> origins(LoadedRules loaded, Map<String, String> moved) {
    Map<String, Origin> origins = new LinkedHashMap<>();
    loaded
        .origins()
        .forEach(
            (path, origin) -> {
              String place = path.replaceFirst("^(output\\[\\d+\\]).*", "$1");
              if (!path.startsWith("output[")) {
                origins.put(path, origin);
              } else if (moved.containsKey(place)) {
                origins.put(moved.get(place) + path.substring(place.length()), origin);
              }
            });
    return origins;
  }
}
