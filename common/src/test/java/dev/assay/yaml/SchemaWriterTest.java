package dev.assay.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.config.JobConfig;
import dev.assay.error.AssayException;
import dev.assay.model.Manifest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaWriterTest {
  private static final String JOB =
      """
      use-case: census-employment
      store: store/census
      registry: test-data/models
      as-of: 2018-12-31
      input:
        table: people
        key: [id]
      models: {champion: employment@1}
      """;
  private static final String MANIFEST =
      """
      format: 1
      name: employment
      version: 1
      task: binary
      files: {model.onnx: 9f86d081}
      inputs:
        - tensor: x
          type: float
          columns: [AGEP]
      output: {tensor: probabilities, index: 1}
      """;

  enum Mode {
    ON,
    OFF
  }

  record Inner(
      @Key(doc = "Mode.", def = "null") Mode mode,
      @Key(doc = "Modes by name.", def = "{a: on}") java.util.Map<String, Mode> modes) {}

  record Outer(
      @Key(doc = "How many.") int count,
      @Key(doc = "How long.", def = "5") long length,
      @Key(doc = "One.", def = "null") Inner one,
      @Key(doc = "More.", def = "[{mode: off}]") List<Inner> more) {}

  record Clash(@Key(doc = "Ours.") Inner ours, @Key(doc = "Theirs.") Others.Inner theirs) {}

  static final class Others {
    private Others() {}

    record Inner(@Key(doc = "Other.") String other) {}
  }

  @Test
  void describesRecords() {
    assertThat(SchemaWriter.write(Outer.class, "Things", true))
        .isEqualTo(
            """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": "Things",
              "type": "object",
              "properties": {
                "count": {
                  "description": "How many.",
                  "anyOf": [ {
                    "type": "integer",
                    "minimum": -2147483648,
                    "maximum": 2147483647
                  }, {
                    "type": "string",
                    "pattern": "\\\\$\\\\{[^}]+\\\\}"
                  } ]
                },
                "length": {
                  "description": "How long.",
                  "anyOf": [ {
                    "type": "integer"
                  }, {
                    "type": "string",
                    "pattern": "\\\\$\\\\{[^}]+\\\\}"
                  } ],
                  "default": 5
                },
                "one": {
                  "description": "One.",
                  "anyOf": [ {
                    "$ref": "#/$defs/Inner"
                  }, {
                    "type": "null"
                  } ]
                },
                "more": {
                  "description": "More.",
                  "type": "array",
                  "items": {
                    "$ref": "#/$defs/Inner"
                  },
                  "default": [ {
                    "mode": "off"
                  } ]
                }
              },
              "required": [ "count" ],
              "additionalProperties": false,
              "$defs": {
                "Inner": {
                  "type": "object",
                  "properties": {
                    "mode": {
                      "description": "Mode.",
                      "anyOf": [ {
                        "enum": [ "on", "off" ]
                      }, {
                        "type": "string",
                        "pattern": "\\\\$\\\\{[^}]+\\\\}"
                      }, {
                        "type": "null"
                      } ]
                    },
                    "modes": {
                      "description": "Modes by name.",
                      "type": "object",
                      "additionalProperties": {
                        "anyOf": [ {
                          "enum": [ "on", "off" ]
                        }, {
                          "type": "string",
                          "pattern": "\\\\$\\\\{[^}]+\\\\}"
                        } ]
                      },
                      "default": {
                        "a": "on"
                      }
                    }
                  },
                  "additionalProperties": false
                }
              }
            }
            """);
  }

  @Test
  void refusesTwoRecordsOfOneName() {
    assertThatThrownBy(() -> SchemaWriter.write(Clash.class, "Clash", false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("have one name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "score: {device: auto, max-rejected-share: 0.5}",
        "score:\n  device: ${DEVICE:-cpu}\n  max-rejected-share: ${SHARE}",
        "score: {pass-through: [year, 2018], on-bad-row: fail}",
      })
  void takesTheJobsThatTheReaderTakes(String more) {
    assertThat(errors(JobConfig.class, true, JOB + more)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scor: {}",
        "score: {device: gpu}",
        "score: {device: null}",
        "score: {max-rejected-share: half}",
        "score: {pass-through: year}",
        "score: [cpu]",
        "registry: [a]",
        "models: {champion: a@1, challenger: [b@1]}",
        "input: {table: people}",
        "input: {table: people, key: [id], version: 1.5}",
        "input: {table: people, key: [[id]]}",
      })
  void refusesTheJobsThatTheReaderRefuses(String replacement) {
    String key = replacement.substring(0, replacement.indexOf(':') + 1);
    String yaml = JOB.replaceAll("(?m)^" + key + ".*\\n(  .*\\n)*", "") + replacement + "\n";

    assertThat(errors(JobConfig.class, true, yaml)).isNotEmpty();
    assertThatThrownBy(() -> YamlReader.read(JobConfig.class, "x.yaml", yaml))
        .isInstanceOf(AssayException.class);
  }

  @Test
  void takesManifests() {
    String more = "classes: [no, yes]\nvalidated-on: 2020-01-01\ntraining:\nowner: null\n";

    assertThat(errors(Manifest.class, false, MANIFEST + more)).isEmpty();
    assertThat(YamlReader.read(Manifest.class, "m.yaml", MANIFEST + more).classes())
        .containsExactly("no", "yes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cutoff: ${CUTOFF}", "batch: {rows: 3000000000}", "flavour: sklearn", "input: []"})
  void refusesWrongManifests(String more) {
    assertThat(errors(Manifest.class, false, MANIFEST + more)).isNotEmpty();
    assertThatThrownBy(() -> YamlReader.read(Manifest.class, "m.yaml", MANIFEST + more))
        .isInstanceOf(AssayException.class);
  }

  private static List<Error> errors(Class<?> type, boolean variables, String yaml) {
    String schema = SchemaWriter.write(type, "Documents", variables);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schema, InputFormat.JSON)
        .validate(yaml, InputFormat.YAML);
  }
}
