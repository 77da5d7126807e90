package dev.assay.quality;

import java.util.Locale;

/** Names of rule kinds, as the rule file spells them. */
final class Kinds {
  private Kinds() {}

  static String of(Record check) {
    return kebab(check.getClass().getSimpleName());
  }

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String kebab(String camel) {
    return camel.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
