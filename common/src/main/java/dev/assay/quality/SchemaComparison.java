package dev.assay.quality;

import dev.assay.quality.BatchCheck.SchemaEquals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the input's columns are judged. */
final class SchemaComparison {
  private SchemaComparison() {}

  static RuleResult judge(BatchRule rule, SchemaEquals check, Map<String, String> columns) {
    String more = check.allowMore() ? "at least " : "exactly ";
    String bound = more + check.types().size() + " columns";
    List<String> wrong = new ArrayList<>();
    check.types().forEach((name, type) -> compare(name, type, columns, wrong));
    if (!check.allowMore()) {
      columns.keySet().stream()
          .filter(name -> !check.types().containsKey(name))
          .forEach(name -> wrong.add("'" + name + "' is new"));
    }
    String message =
        wrong.isEmpty()
            ? "The columns are as expected."
            : "The columns differ: " + String.join("; ", wrong) + ".";
    return new Verdict(rule, bound).decided(wrong.isEmpty(), (double) columns.size(), message);
  }

  private static void compare(
      String name, String type, Map<String, String> columns, List<String> wrong) {
    String found = columns.get(name);
    if (found == null) {
      wrong.add("'" + name + "' is missing");
    } else if (!found.equalsIgnoreCase(type.strip())) {
      wrong.add("'" + name + "' is " + found + ", expected " + type);
    }
  }
}
