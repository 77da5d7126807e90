package dev.assay.report;

/**
 * A model of the report.
 *
 * @param name its name
 * @param version its version
 * @param place 0 for the champion, then the challengers from 1: chooses colour, line and marker
 * @param designation what it is called where its name is too long: {@code Challenger A}
 */
record Contender(String name, String version, int place, String designation) {
  /** So many differ in colour, line and marker; the next ones begin again. */
  static final int STYLES = 6;

  private static final int LETTERS = 26;

  /** The contender at a place among so many. */
  static Contender at(int place, int models, String name, String version) {
    if (place == 0) {
      return new Contender(name, version, 0, "Champion");
    }
    String letter = place > LETTERS ? Integer.toString(place) : String.valueOf((char) (64 + place));
    return new Contender(name, version, place, models == 2 ? "Challenger" : "Challenger " + letter);
  }

  boolean is(String otherName, String otherVersion) {
    return name.equals(otherName) && version.equals(otherVersion);
  }

  /** {@code name@version}. */
  String reference() {
    return name + "@" + version;
  }

  /** The class that gives its colour and line. */
  String style() {
    return "m" + place % STYLES;
  }

  /** Its marker, for use at a place in a drawing. */
  Tag marker() {
    return Tag.of("use").with("href", "#mark" + place % STYLES).as("mark " + style());
  }

  /** Its marker as part of a text. */
  Tag inlineMarker() {
    return Tag.of("svg", marker().with("x", "8").with("y", "8"))
        .as("swatch")
        .with("width", "16")
        .with("height", "16")
        .with("aria-hidden", "true");
  }

  /** Its line and marker, for a legend. */
  Tag sample() {
    Tag line =
        Tag.of("line").as("curve " + style()).with("x1", "0").with("x2", "44").with("y1", "8");
    return Tag.of("svg", line.with("y2", "8"), marker().with("x", "22").with("y", "8"))
        .as("swatch")
        .with("width", "44")
        .with("height", "16")
        .with("aria-hidden", "true");
  }
}
