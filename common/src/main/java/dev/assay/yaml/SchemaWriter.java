package dev.assay.yaml;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assay.yaml.Schema.Choice;
import dev.assay.yaml.Schema.Field;
import dev.assay.yaml.Schema.Flag;
import dev.assay.yaml.Schema.ListOf;
import dev.assay.yaml.Schema.MapOf;
import dev.assay.yaml.Schema.OneOf;
import dev.assay.yaml.Schema.RecordOf;
import dev.assay.yaml.Schema.Text;
import dev.assay.yaml.Schema.Whole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the JSON Schema (draft 2020-12) of the documents that {@link YamlReader} binds to a
 * record, for editors. It takes what the reader takes, so a String component may be a number or
 * boolean without quotes. An editor finds it by a first line in the document:
 *
 * <pre># yaml-language-server: $schema=job.schema.json</pre>
 */
public final class SchemaWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String VARIABLE = "\\$\\{[^}]+\\}";

  private final boolean variables;
  private final ObjectNode definitions = JSON.objectNode();
  private final Map<String, Class<?>> defined = new HashMap<>();

  private SchemaWriter(boolean variables) {
    this.variables = variables;
  }

  /**
   * The schema as JSON text.
   *
   * @param title what the documents are
   * @param variables whether <code>${NAME}</code> may stand where a number, boolean or enum is
   *     wanted
   */
  public static String write(Class<?> type, String title, boolean variables) {
    SchemaWriter writer = new SchemaWriter(variables);
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    schema.setAll(writer.object(Schema.ofRecord(type)));
    if (!writer.definitions.isEmpty()) {
      schema.set("$defs", writer.definitions);
    }
    return text(schema);
  }

  private static String text(ObjectNode schema) {
    try {
      return new ObjectMapper().writer(new Layout()).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode object(RecordOf record) {
    ObjectNode object = JSON.objectNode().put("type", "object");
    ObjectNode properties = object.putObject("properties");
    ArrayNode required = JSON.arrayNode();
    for (Field field : record.fields()) {
      if (field.schema() instanceof OneOf choice) {
        object.set("oneOf", alternatives(choice, properties));
        continue;
      }
      properties.set(field.key(), property(field));
      if (field.required()) {
        required.add(field.key());
      }
    }
    if (!required.isEmpty()) {
      object.set("required", required);
    }
    return object.put("additionalProperties", false);
  }

  private ArrayNode alternatives(OneOf choice, ObjectNode properties) {
    ArrayNode one = JSON.arrayNode();
    for (RecordOf alternative : choice.alternatives()) {
      ObjectNode property = JSON.objectNode().put("description", alternative.doc());
      property.setAll(reference(alternative));
      properties.set(alternative.name(), property);
      one.addObject().putArray("required").add(alternative.name());
    }
    return one;
  }

  private ObjectNode property(Field field) {
    ObjectNode property = JSON.objectNode().put("description", field.doc());
    ObjectNode value = value(field.schema());
    property.setAll(field.nullable() ? orNull(value) : value);
    if (!field.required() && !field.nullable()) {
      property.set("default", json(field.defaultValue()));
    }
    return property;
  }

  private ObjectNode value(Schema schema) {
    if (schema instanceof RecordOf record) {
      return reference(record);
    }
    if (schema instanceof ListOf list) {
      ObjectNode array = JSON.objectNode().put("type", "array");
      array.set("items", value(list.element()));
      return array;
    }
    if (schema instanceof MapOf map) {
      ObjectNode object = JSON.objectNode().put("type", "object");
      object.set("additionalProperties", value(map.value()));
      return object;
    }
    return schema instanceof Text ? types("string", "number", "boolean") : orVariable(schema);
  }

  private ObjectNode reference(RecordOf record) {
    String name = record.type().getSimpleName();
    Class<?> known = defined.putIfAbsent(name, record.type());
    if (known == null) {
      ObjectNode definition = definitions.putObject(name);
      definition.setAll(orAlone(record, object(record)));
    } else if (known != record.type()) {
      throw new IllegalStateException(known + " and " + record.type() + " have one name");
    }
    return JSON.objectNode().put("$ref", "#/$defs/" + name);
  }

  /** Whatever may stand for the record, or the record. */
  private ObjectNode orAlone(RecordOf record, ObjectNode object) {
    List<ObjectNode> choices = new ArrayList<>();
    record.alone().forEach(field -> choices.add(value(field.schema())));
    choices.add(object);
    return choices.size() == 1 ? object : anyOf(choices.toArray(ObjectNode[]::new));
  }

  private ObjectNode orVariable(Schema schema) {
    ObjectNode literal = literal(schema);
    ObjectNode variable = JSON.objectNode().put("type", "string").put("pattern", VARIABLE);
    return variables ? anyOf(literal, variable) : literal;
  }

  private static ObjectNode literal(Schema schema) {
    if (schema instanceof Whole whole) {
      ObjectNode number = JSON.objectNode().put("type", "integer");
      return whole.isLong()
          ? number
          : number.put("minimum", whole.min()).put("maximum", whole.max());
    }
    if (schema instanceof Choice choice) {
      ObjectNode names = JSON.objectNode();
      choice.names().forEach(names.putArray("enum")::add);
      return names;
    }
    return JSON.objectNode().put("type", schema instanceof Flag ? "boolean" : "number");
  }

  private static ObjectNode types(String... names) {
    ObjectNode types = JSON.objectNode();
    List.of(names).forEach(types.putArray("type")::add);
    return types;
  }

  private static ObjectNode anyOf(ObjectNode... choices) {
    ObjectNode any = JSON.objectNode();
    List.of(choices).forEach(any.putArray("anyOf")::add);
    return any;
  }

  private static ObjectNode orNull(ObjectNode value) {
    if (value.get("anyOf") instanceof ArrayNode choices) {
      choices.addObject().put("type", "null");
    } else if (value.get("enum") instanceof ArrayNode names) {
      names.addNull();
    } else if (value.get("type") instanceof ArrayNode types) {
      types.add("null");
    } else if (value.get("type") instanceof TextNode type) {
      value.setAll(types(type.textValue(), "null"));
    } else {
      return anyOf(value, JSON.objectNode().put("type", "null"));
    }
    return value;
  }

  private static JsonNode json(Object value) {
    if (value instanceof Map || value instanceof Record) {
      ObjectNode object = JSON.objectNode();
      YamlWriter.asMap(value).forEach((key, part) -> object.set(key, json(part)));
      return object;
    }
    if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode();
      list.forEach(item -> array.add(json(item)));
      return array;
    }
    return new ObjectMapper()
        .valueToTree(value instanceof Enum ? Schema.constantName(value) : value);
  }

  /** Two blanks for each level, line feeds on every system. */
  private static final class Layout extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;

    Layout() {
      indentObjectsWith(new DefaultIndenter("  ", "\n"));
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new Layout();
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(": ");
    }
  }
}
