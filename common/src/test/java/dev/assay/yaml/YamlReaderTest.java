package dev.assay.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

  enum Colour {
    RED,
    DARK_BLUE
  }

  record Part(
      @Key(doc = "Its name.") String name, @Key(doc = "Its weight.", def = "1.5") double weight) {
    Part {
      if (weight < 0) {
        throw new IllegalArgumentException("found the weight " + weight + ", expected 0 or more");
      }
    }
  }

  record Everything(
      @Key(doc = "Any text.", def = "null") String text,
      @Key(doc = "A count.", def = "7") int rowCount,
      @Key(doc = "A big count.", def = "null") Long big,
      @Key(doc = "A share.", def = "0.5") double share,
      @Key(doc = "A switch.", def = "false") boolean flag,
      @Key(doc = "A switch that can be left open.", def = "null") Boolean open,
      @Key(doc = "A colour.", def = "dark-blue") Colour colour,
      @Key(doc = "Texts.", def = "[]") List<String> texts,
      @Key(doc = "Numbers.", def = "[1, 2]") List<Long> numbers,
      @Key(doc = "Named texts.", def = "{}") Map<String, String> named,
      @Key(doc = "Named parts.", def = "{}") Map<String, Part> parts,
      @Key(doc = "Parts in order.", def = "[]") List<Part> list,
      @Key(doc = "One part.", def = "null") Part part) {}

  record Strict(
      @Key(doc = "The colour it is painted in.") Colour colour,
      @Key(doc = "Where it is.") Part part) {}

  record Wrong(@Key(doc = "Not a number.", def = "many") int count) {}

  record Unsupported(@Key(doc = "Not known to YAML.") java.time.LocalDate date) {}

  private static Everything read(String yaml) {
    return YamlReader.read(Everything.class, "x.yaml", yaml);
  }

  private static List<String> problems(Class<?> type, String yaml) {
    AssayException error =
        catchThrowableOfType(AssayException.class, () -> YamlReader.read(type, "x.yaml", yaml));
    assertThat(error).as("a problem in: " + yaml).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.CONFIG);
    return error.getMessage().lines().skip(1).map(String::strip).toList();
  }

  private static List<String> problems(String yaml) {
    return problems(Everything.class, yaml);
  }

  @Test
  void fillsInDefaults() {
    Everything read = read("");

    assertThat(read)
        .isEqualTo(
            new Everything(
                null,
                7,
                null,
                0.5,
                false,
                null,
                Colour.DARK_BLUE,
                List.of(),
                List.of(1L, 2L),
                Map.of(),
                Map.of(),
                List.of(),
                null));
  }

  @Test
  void readsEveryKindOfValue() {
    Everything read =
        read(
            """
            text: a text   # with a comment
            row-count: -12
            big: 9223372036854775807
            share: 1e-3
            flag: true
            open: False
            colour: red
            texts: [id, "year", 'on']
            numbers:
              - 5
              - 6
            named: {z: last letter, a: first letter, "k.k": dotted}
            parts:
              wheel: {name: wheel, weight: 2}
              door: {name: door}
            list: [{name: bolt}]
            part:
              name: roof
              weight: .5
            """);

    assertThat(read.text()).isEqualTo("a text");
    assertThat(read.rowCount()).isEqualTo(-12);
    assertThat(read.big()).isEqualTo(Long.MAX_VALUE);
    assertThat(read.share()).isEqualTo(0.001);
    assertThat(read.flag()).isTrue();
    assertThat(read.open()).isFalse();
    assertThat(read.colour()).isEqualTo(Colour.RED);
    assertThat(read.texts()).containsExactly("id", "year", "on");
    assertThat(read.numbers()).containsExactly(5L, 6L);
    assertThat(read.named())
        .containsExactly(
            Map.entry("z", "last letter"),
            Map.entry("a", "first letter"),
            Map.entry("k.k", "dotted"));
    assertThat(read.parts())
        .containsExactly(
            Map.entry("wheel", new Part("wheel", 2)), Map.entry("door", new Part("door", 1.5)));
    assertThat(read.list()).containsExactly(new Part("bolt", 1.5));
    assertThat(read.part()).isEqualTo(new Part("roof", 0.5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2018-12-31",
        "1.10",
        "007",
        "yes",
        "on",
        "1e5",
        "0x1F",
        "12:30",
        "true",
        "1_000",
        "year = 2018"
      })
  void givesStringsTheirSourceText(String text) {
    assertThat(read("text: " + text).text()).isEqualTo(text);
    assertThat(read("texts: [" + text + "]").texts()).containsExactly(text);
  }

  @ParameterizedTest
  @CsvSource({
    ".inf, Infinity",
    "-.inf, -Infinity",
    ".nan, NaN",
    "5, 5",
    "+5.25e-1, 0.525",
    "-0, -0.0"
  })
  void readsNumbersAsYamlWritesThem(String text, double value) {
    assertThat(read("share: " + text).share()).isEqualTo((Double) value);
  }

  @Test
  void followsAnchors() {
    Everything read = read("part: &p {name: bolt}\nlist: [*p, *p]");

    assertThat(read.list()).containsExactly(new Part("bolt", 1.5), new Part("bolt", 1.5));
  }

  @Test
  void tellsApartNullAndItsQuotedName() {
    assertThat(read("text: null").text()).isNull();
    assertThat(read("text:").text()).isNull();
    assertThat(read("text: ~").text()).isNull();
    assertThat(read("text: \"null\"").text()).isEqualTo("null");
    assertThat(read("text: ''").text()).isEmpty();
    assertThat(read("text: !!str null").text()).isEqualTo("null");
  }

  static List<List<String>> mistakes() {
    return List.of(
        List.of("row-count: many", "1: row-count: found 'many', expected a whole number"),
        List.of("row-count: 1.5", "1: row-count: found '1.5', expected a whole number"),
        List.of("row-count: 010", "1: row-count: found '010', expected a whole number"),
        List.of("row-count: 1_000", "1: row-count: found '1_000', expected a whole number"),
        List.of(
            "row-count: \"5\"",
            "1: row-count: found the string \"5\", expected a whole number without quotes"),
        List.of("row-count: !!int \"5\"", "1: row-count: found the tag !!int, expected no tag"),
        List.of("row-count: !big 5", "1: row-count: found the tag !big, expected no tag"),
        List.of(
            "part: !!java.net.URL [x]",
            "1:7: not well-formed YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL"),
        List.of(
            "row-count: 3000000000",
            "1: row-count: found '3000000000', expected a whole number from -2147483648 to"
                + " 2147483647"),
        List.of(
            "big: 9223372036854775808",
            "1: big: found '9223372036854775808', expected a whole number from"
                + " -9223372036854775808 to 9223372036854775807"),
        List.of("row-count:", "1: row-count: found nothing, expected a whole number"),
        List.of("row-count: [5]", "1: row-count: found a list, expected a whole number"),
        List.of(
            "share: 1e999",
            "1: share: found '1e999', expected a number of at most 1.7976931348623157E308"),
        List.of("share: half", "1: share: found 'half', expected a number"),
        List.of("share: 1d", "1: share: found '1d', expected a number"),
        List.of("flag: yes", "1: flag: found 'yes', expected true or false"),
        List.of(
            "flag: \"true\"",
            "1: flag: found the string \"true\", expected true or false without quotes"),
        List.of("colour: green", "1: colour: found 'green', expected one of red, dark-blue"),
        List.of(
            "colour: DARK_BLUE", "1: colour: found 'DARK_BLUE', expected one of red, dark-blue"),
        List.of("text: {a: b}", "1: text: found a mapping, expected a string"),
        List.of("texts: id", "1: texts: found 'id', expected a list of strings, such as [id]"),
        List.of(
            "texts: [a, ]\nnumbers: [1, x, 2.5]",
            "2: numbers[1]: found 'x', expected a whole number",
            "2: numbers[2]: found '2.5', expected a whole number"),
        List.of(
            "texts:\n  - a\n  -\n  - [b]",
            "3: texts[1]: found nothing, expected a string",
            "4: texts[2]: found a list, expected a string"),
        List.of("named: [a]", "1: named: found a list, expected a mapping of names to strings"),
        List.of("named:\n  a.b:\n    c: d", "2: named.\"a.b\": found a mapping, expected a string"),
        List.of("parts: {x: 5}", "1: parts.x: found '5', expected a mapping with name, weight"),
        List.of("part: bolt", "1: part: found 'bolt', expected a mapping with name, weight"),
        List.of("part:\n  weight: 1", "1: part.name: is missing, expected a string. Its name."),
        List.of(
            "text: a\npart:\n  weight: -1\n  name: x",
            "2: part: found the weight -1.0, expected 0 or more"),
        List.of("rowcount: 5", "1: rowcount: is not a known key. Did you mean 'row-count'?"),
        List.of("weight: 5", "1: weight: is not a known key. Did you mean 'part.weight'?"),
        List.of(
            "part: {name: a, material: iron}",
            "1: part.material: is not a known key, expected one of name, weight"),
        List.of(
            "<<: {text: a}",
            "1: <<: is not a known key, expected one of text, row-count, big, share, flag,"
                + " open, colour, texts, numbers, named, parts, list, part"),
        List.of("text: a\nflag: true\ntext: b", "3: text: stands twice; first at x.yaml:1"),
        List.of("? [a]\n: b", "1: found a list or mapping as a key, expected a name"),
        List.of("- a", "1: found a list, expected keys and values"),
        List.of("just words", "1: found 'just words', expected keys and values"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatWasFoundAndWhatWasExpected(List<String> mistake) {
    List<String> expected = mistake.stream().skip(1).map(text -> "x.yaml:" + text).toList();

    assertThat(problems(mistake.get(0))).isEqualTo(expected);
  }

  static List<List<String>> syntaxErrors() {
    return List.of(
        List.of(
            "text: a\nnamed: {b: c",
            "x.yaml:2:13: not well-formed YAML: expected ',' or '}', but got <stream end> (while"
                + " parsing a flow mapping that begins on line 2)"),
        List.of(
            "text: a: b",
            "x.yaml:1:8: not well-formed YAML: mapping values are not allowed here; text that holds a"
                + " colon and a blank needs quotes"),
        List.of(
            "text: [${HOME}]",
            "x.yaml:1:9: not well-formed YAML: expected ',' or ']', but got { (while parsing a flow"
                + " sequence that begins on line 1); ${...} inside [ ] or { } must stand in quotes"),
        List.of(
            "part:\n\tname: a",
            "x.yaml:2:1: not well-formed YAML: found character '\\t(TAB)' that cannot start any"
                + " token. (Do not use \\t(TAB) for indentation) (while scanning for the next"
                + " token)"),
        List.of("text: a\n---\ntext: b", "x.yaml:2:1: found a second document, expected only one"),
        List.of("text: *nobody", "x.yaml:1:7: not well-formed YAML: found undefined alias nobody"),
        List.of(
            "text: a\nflag: \u0007",
            "x.yaml:2: found the character U+0007, which YAML does not allow"));
  }

  @ParameterizedTest
  @MethodSource("syntaxErrors")
  void namesLineAndColumnOfSyntaxErrors(List<String> error) {
    assertThat(problems(error.get(0))).containsExactly(error.get(1));
  }

  @Test
  void refusesDocumentsThatContainThemselves() {
    assertThat(problems("part: &p\n  name: *p"))
        .containsExactly(
            "x.yaml:2: part" + ".name".repeat(50) + ": is nested deeper than 50 levels",
            "x.yaml:2: part.name: found a mapping, expected a string");
  }

  @Test
  void refusesDocumentsThatGrowWithoutBounds() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(4)));
    }

    assertThat(problems(bomb.toString()))
        .containsExactly("x.yaml:1: cannot be read: it has more than 200000 values");
  }

  @Test
  void saysWhichRequiredKeysAreMissingAndWhatTheyAreFor() {
    assertThat(problems(Strict.class, "# nothing\n"))
        .containsExactly(
            "x.yaml:1: colour: is missing, expected one of red, dark-blue. The colour it is painted"
                + " in.",
            "x.yaml:1: part: is missing, expected a mapping with name, weight. Where it is.");
  }

  @Test
  void doesNotMissAKeyThatIsThereMisspelt() {
    assertThat(problems(Strict.class, "color: red\npart: {nam: x}"))
        .containsExactly(
            "x.yaml:1: color: is not a known key. Did you mean 'colour'?",
            "x.yaml:2: part.nam: is not a known key. Did you mean 'name'?");
  }

  @Test
  void tellsAllProblemsAtOnceInTheOrderOfTheLines() {
    assertThatThrownBy(() -> read("texts: x\nflag: maybe\nsize: 3\nrow-count: a\n"))
        .isInstanceOf(AssayException.class)
        .hasMessage(
            """
            Cannot read 'x.yaml': 4 problems.
              x.yaml:1: texts: found 'x', expected a list of strings, such as [x]
              x.yaml:2: flag: found 'maybe', expected true or false
              x.yaml:3: size: is not a known key, expected one of text, row-count, big, share, flag, \
            open, colour, texts, numbers, named, parts, list, part
              x.yaml:4: row-count: found 'a', expected a whole number""");
  }

  @Test
  void namesTheLineOfBytesThatAreNotUtf8() {
    byte[] latin1 = "flag: true\ntext: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> YamlReader.read(Everything.class, "x.yaml", latin1))
        .hasMessage(
            """
            Cannot read 'x.yaml': 1 problem.
              x.yaml:2: found the byte 0xE9, which is not UTF-8; save the file as UTF-8""");
  }

  @Test
  void readsUtf8WithAndWithoutByteOrderMark() {
    byte[] utf8 = "\uFEFFtext: caf\u00e9 \ud83d\ude80\n".getBytes(StandardCharsets.UTF_8);

    assertThat(YamlReader.read(Everything.class, "x.yaml", utf8).text())
        .isEqualTo("caf\u00e9 \ud83d\ude80");
  }

  @Test
  void refusesRecordsThatItCannotBind() {
    assertThatThrownBy(() -> YamlReader.read(Wrong.class, "x.yaml", ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Bad default of")
        .hasMessageContaining("found 'many'");
    assertThatThrownBy(() -> YamlReader.read(Unsupported.class, "x.yaml", "date: 1"))
        .hasMessage("Cannot bind YAML to class java.time.LocalDate");
  }
}
