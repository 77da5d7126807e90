package dev.assay.yaml;

import dev.assay.yaml.Schema.Field;
import dev.assay.yaml.Schema.RecordOf;
import dev.assay.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One value of a record that was bound from YAML.
 *
 * @param path its dotted path
 * @param value the value as YAML on one line
 * @param origin where it was written; {@link Origin#DEFAULT} where it was not
 */
public record Leaf(String path, String value, Origin origin) {

  static List<Leaf> of(Record bound, Mapping document) {
    List<Leaf> leaves = new ArrayList<>();
    addRecord(leaves, "", bound, document);
    return List.copyOf(leaves);
  }

  private static void addRecord(List<Leaf> leaves, String path, Object bound, YamlNode node) {
    RecordOf schema = Schema.ofRecord(bound.getClass());
    for (Field field : schema.fields()) {
      Object value = field.get(bound);
      String key = field.keyOf(value);
      add(leaves, KeyPath.child(path, key), value, child(node, key));
    }
  }

  private static void add(List<Leaf> leaves, String path, Object value, YamlNode node) {
    if (value instanceof Record && (node == null || node instanceof Mapping)) {
      addRecord(leaves, path, value, node);
    } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach(
          (key, inner) ->
              add(leaves, KeyPath.child(path, (String) key), inner, child(node, (String) key)));
    } else {
      Origin origin = node == null ? Origin.DEFAULT : node.originWithParts();
      leaves.add(new Leaf(path, YamlWriter.oneLine(value), origin));
    }
  }

  private static YamlNode child(YamlNode node, String key) {
    return node instanceof Mapping mapping ? mapping.entries().get(key) : null;
  }
}
