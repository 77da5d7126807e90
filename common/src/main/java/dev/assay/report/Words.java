package dev.assay.report;

import java.util.ArrayList;
import java.util.List;

/** Parts of pages that sections share. */
final class Words {
  private Words() {}

  /** A paragraph. */
  static Tag p(String text) {
    return Tag.of("p", text);
  }

  /** A name that a user gave, kept from turning the direction of the text around it. */
  static Tag name(String name) {
    return Tag.of("bdi", name).as("name");
  }

  /** A section with a heading; it can be linked to. */
  static Tag section(String id, String title) {
    return Tag.of("section", Tag.of("h2", title).with("id", id + "-title"))
        .with("id", id)
        .with("aria-labelledby", id + "-title");
  }

  /** A number whose exact value goes with it. */
  static Tag number(Double value, String text) {
    return value == null || !Double.isFinite(value)
        ? Tag.of("span", text)
        : Tag.of("data", text).with("value", Double.toString(value));
  }

  /** The same with a count. */
  static Tag count(Long value) {
    return value == null
        ? Tag.of("span", Numerals.count(null))
        : Tag.of("data", Numerals.count(value)).with("value", Long.toString(value));
  }

  /** A figure and its interval: {@code 0.842 (0.836 to 0.848)}. */
  static Tag figure(Double value, Double low, Double high) {
    if (value == null) {
      return Tag.of("span", "not defined");
    }
    if (low == null || high == null) {
      return number(value, Numerals.figure(value));
    }
    int decimals = Numerals.decimals(low, high);
    return Tag.of("span", number(value, Numerals.fixed(value, decimals)))
        .add(interval(Numerals.fixed(low, decimals), Numerals.fixed(high, decimals)));
  }

  /** An interval behind a figure. */
  static Tag interval(String low, String high) {
    return Tag.of("span", " (" + low + " to " + high + ")").as("interval");
  }

  /** Behind the caption of a table that is cut: how many of its rows are elsewhere. */
  static String leftOut(int rows, int shown) {
    return rows <= shown
        ? ""
        : ": the first " + shown + "; " + (rows - shown) + " more are in the JSON file";
  }

  /** A part that is folded away; its summary says what it holds. */
  static Tag folded(String summary, Tag... content) {
    return Tag.of("details", Tag.of("summary", summary)).add(content);
  }

  /** What a model is called where its name is too long, on one line. */
  static Tag model(Contender contender) {
    return Tag.of("span", contender.designation()).as("model");
  }

  /** A moment, to the second. */
  static Tag time(java.time.Instant at) {
    String text = at.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    return Tag.of("time", text.replace("T", " ").replace("Z", " UTC"))
        .with("datetime", at.toString());
  }

  /** A list of terms and what belongs to them. */
  static Tag terms(List<Tag[]> terms) {
    Tag list = Tag.of("dl");
    for (Tag[] term : terms) {
      list.add(Tag.of("div", Tag.of("dt", term[0]), Tag.of("dd", term[1])));
    }
    return list;
  }

  /** A code or digest that may break anywhere. */
  static Tag code(String text) {
    return Tag.of("code", text);
  }

  /** How the models are drawn. */
  static Tag legend(List<Contender> contenders) {
    Tag list = Tag.of("ul").as("legend").with("aria-label", "How the models are drawn");
    for (Contender contender : contenders) {
      Tag words = Tag.of("span", contender.designation() + ": ").add(name(contender.reference()));
      list.add(Tag.of("li", contender.sample(), words));
    }
    return list;
  }

  /** Some of many, evenly chosen, with the first and the last. */
  static <T> List<T> some(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<T> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(all.get((int) Math.round(i * (all.size() - 1.0) / (most - 1))));
    }
    return some;
  }
}
