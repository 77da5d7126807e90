package dev.assay.quality;

/** Sentences out of parts. */
final class Sentence {
  private Sentence() {}

  /** The text with a capital and a full stop. */
  static String of(String text) {
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(java.util.Locale.ROOT)
        + text.substring(first)
        + ".";
  }
}
