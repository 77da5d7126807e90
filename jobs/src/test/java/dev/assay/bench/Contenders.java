package dev.assay.bench;

import java.util.HashMap;
import java.util.Map;

/** The ways of scoring that a JVM worker knows; each is made once. */
final class Contenders {
  private final Map<String, Contender> made = new HashMap<>();

  Contender named(String name) {
    return made.computeIfAbsent(name, Contenders::make);
  }

  private static Contender make(String name) {
    return switch (name) {
      case "none" -> (spark, input, models) -> input;
      case "rows" -> new RowContender();
      case "synapse" -> new SynapseContender();
      case "assay" -> new AssayContender();
      default -> throw new IllegalArgumentException("Unknown way of scoring: " + name);
    };
  }
}
