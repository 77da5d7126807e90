package dev.assay.quality;

import dev.assay.config.Substitution;
import dev.assay.quality.CrossCheck.RowCountMatches;
import dev.assay.quality.CrossCheck.SumMatches;
import dev.assay.quality.RowCheck.Predicate;
import dev.assay.yaml.Origin;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule file without problems.
 *
 * @param rules what it says
 * @param file its name, for messages
 * @param origins where each rule and each of its keys stands, by paths such as {@code
 *     rows[0].range.column}
 */
public record LoadedRules(RuleSet rules, String file, Map<String, Origin> origins) {
  public LoadedRules {
    origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
  }

  /** File, line and key for a message: {@code quality.yaml:12: rows[0].range.column}. */
  public String place(String path) {
    String known = path;
    while (!origins.containsKey(known) && known.contains(".")) {
      known = known.substring(0, known.lastIndexOf('.'));
    }
    Origin origin = origins.get(known);
    return (origin == null ? file : origin.location()) + ": " + path;
  }

  /**
   * Every SQL text of the file, to be analysed one by one, whatever else is wrong with its rule.
   *
   * @param asOf what <code>${as-of}</code> stands for
   */
  public List<SqlText> sql(LocalDate asOf) {
    List<SqlText> texts = new ArrayList<>();
    for (Group group : Group.values()) {
      List<Rule> section = rules.all().stream().filter(r -> r.group() == group).toList();
      for (int i = 0; i < section.size(); i++) {
        Rule rule = section.get(i);
        String path = group.key() + "[" + i + "].";
        written(rule)
            .forEach(
                text ->
                    texts.add(
                        new SqlText(
                            rule.id(),
                            place(path + text.key()),
                            Substitution.asOf(text.sql(), asOf),
                            text.table(),
                            group == Group.OUTPUT)));
      }
    }
    return List.copyOf(texts);
  }

  private record Written(String key, String sql, String table) {}

  private static List<Written> written(Rule rule) {
    List<Written> texts = new ArrayList<>();
    texts.add(new Written("where", rule.where(), null));
    if (rule instanceof RowRule row && row.check() instanceof Predicate predicate) {
      texts.add(new Written("predicate.sql", predicate.sql(), null));
    } else if (rule instanceof CrossRule cross) {
      String key = rule.kind() + ".other-where";
      if (cross.check() instanceof RowCountMatches rows) {
        texts.add(new Written(key, rows.otherWhere(), rows.table()));
      } else if (cross.check() instanceof SumMatches sum) {
        texts.add(new Written(key, sum.otherWhere(), sum.table()));
      }
    }
    texts.removeIf(text -> text.sql() == null);
    return texts;
  }
}
