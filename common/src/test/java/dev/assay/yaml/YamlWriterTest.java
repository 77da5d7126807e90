package dev.assay.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.yaml.YamlReaderTest.Colour;
import dev.assay.yaml.YamlReaderTest.Everything;
import dev.assay.yaml.YamlReaderTest.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class YamlWriterTest {
  private static final Everything DEFAULTS = YamlReader.read(Everything.class, "x.yaml", "");

  @Test
  void writesKeysInOrderAndLeavesDefaultsOut() {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("wheel", new Part("wheel", 2));
    parts.put("a door", new Part("door", 1.5));
    Everything value =
        new Everything(
            "a: b",
            8,
            1L << 40,
            0.00001,
            true,
            false,
            Colour.RED,
            List.of("id", "1", "x".repeat(60), "y".repeat(60)),
            List.of(),
            Map.of("k", "2018-12-31"),
            parts,
            List.of(new Part("bolt", 1.5), new Part("nut", -0.0)),
            new Part("roof", Double.POSITIVE_INFINITY));

    String yaml = YamlWriter.write(value);

    assertThat(yaml)
        .isEqualTo(
            """
            text: "a: b"
            row-count: 8
            big: 1099511627776
            share: 1.0E-5
            flag: true
            open: false
            colour: red
            texts:
              - id
              - "1"
              - %s
              - %s
            numbers: []
            named:
              k: "2018-12-31"
            parts:
              wheel:
                name: wheel
                weight: 2.0
              a door:
                name: door
            list:
              - name: bolt
              - name: nut
                weight: -0.0
            part:
              name: roof
              weight: .inf
            """
                .formatted("x".repeat(60), "y".repeat(60)));
    assertThat(YamlReader.read(Everything.class, "x.yaml", yaml)).isEqualTo(value);
  }

  @Test
  void writesNothingButBracesForARecordOfDefaults() {
    assertThat(YamlWriter.write(DEFAULTS)).isEqualTo("{}\n");
  }

  @Test
  void keepsShortListsOnOneLine() {
    Everything value =
        YamlReader.read(Everything.class, "x.yaml", "numbers: [3]\ntexts: ['a,b', c]");

    assertThat(YamlWriter.write(value)).isEqualTo("texts: [\"a,b\", c]\nnumbers: [3]\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " a",
        "a ",
        "null",
        "~",
        "true",
        "No",
        "on",
        "1",
        "1.10",
        "1e5",
        "1_000",
        "0o17",
        "0x1F",
        "12:30",
        "2018-12-31",
        "2018-12-31T10:00:00Z",
        "- a",
        "-",
        "? a",
        ": a",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a`",
        "'a'",
        "\"a\"",
        "[a",
        "{a}",
        "<<",
        "=",
        ".nan",
        "..",
        "a\nb",
        "tab\tthere",
        "\u0000",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "\uD83D\uDE80 x",
        "\\ \"",
        "---",
        "..."
      })
  void quotesStringsThatYamlWouldTakeForSomethingElse(String text) {
    Everything value = withText(text);
    String yaml = YamlWriter.write(value);

    assertThat(YamlReader.read(Everything.class, "x.yaml", yaml)).isEqualTo(value);
    Map<String, Object> elsewhere = new Yaml().load(yaml);
    assertThat(elsewhere).isEqualTo(Map.of("text", text, "texts", List.of(text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "census-employment",
        "s3a://bucket/a/b",
        "year = 2018",
        "employment@1",
        "floor(AGEP / 10)",
        "a#b",
        "1.2.3",
        "4f2c9a",
        "9f86d081884c7d65",
        "caf\u00e9",
        "it's",
        "C:\\data",
        "${ASSAY_STORE:-store}/x"
      })
  void leavesHarmlessStringsPlain(String text) {
    assertThat(YamlWriter.write(withText(text))).startsWith("text: " + text + "\n");
  }

  @Test
  void refusesNullWhereTheReaderWould() {
    assertThatThrownBy(() -> YamlWriter.write(new Part(null, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'name' is null but may not be");
  }

  private static Everything withText(String text) {
    Everything d = DEFAULTS;
    return new Everything(
        text,
        d.rowCount(),
        d.big(),
        d.share(),
        d.flag(),
        d.open(),
        d.colour(),
        List.of(text),
        d.numbers(),
        d.named(),
        d.parts(),
        d.list(),
        d.part());
  }
}
