package dev.assay.bench;

import java.util.HashMap;
import java.util.Map;

/** The ways of scoring that a JVM worker knows; each is made once. */
final class Contenders {
  private static final String RULES = "assay, rules: ";

  private final Map<String, Contender> made = new HashMap<>();

  /** The operator with so many row rules. */
  static String withRules(int rules) {
    return RULES + rules;
  }

  Contender named(String name) {
    return made.computeIfAbsent(name, Contenders::make);
  }

  private static Contender make(String name) {
    if (name.startsWith(RULES)) {
      return new AssayContender(Integer.parseInt(name.substring(RULES.length())));
    }
    return switch (name) {
      case "none" -> (spark, input, models) -> input;
      case "rows" -> new RowContender();
      case "synapse" -> new SynapseContender();
      case "assay" -> new AssayContender(0);
      default -> throw new IllegalArgumentException("Unknown way of scoring: " + name);
    };
  }
}
