package dev.assay.quality;

import dev.assay.yaml.KeyPath;
import dev.assay.yaml.Problems;
import dev.assay.yaml.YamlNode;
import dev.assay.yaml.YamlNode.Broken;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlNode.Scalar;
import dev.assay.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds what stands in the wrong section of a rule file, where a message about unknown keys would
 * not help, and takes it out.
 */
final class RulePlaces {
  private static final String ACTION = "action";
  private static final Map<Group, List<String>> KINDS = kinds();

  private final Problems problems;

  RulePlaces(Problems problems) {
    this.problems = problems;
  }

  private static Map<Group, List<String>> kinds() {
    Map<Group, List<String>> kinds = new LinkedHashMap<>();
    kinds.put(Group.ROWS, names(RowCheck.class).toList());
    kinds.put(Group.BATCH, names(BatchCheck.class).toList());
    kinds.put(Group.HISTORY, names(HistoryCheck.class).toList());
    kinds.put(Group.CROSS, names(CrossCheck.class).toList());
    kinds.put(Group.OUTPUT, names(OutputCheck.class).toList());
    return kinds;
  }

  private static Stream<String> names(Class<?> type) {
    return type.isInterface()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(RulePlaces::names)
        : Stream.of(Kinds.kebab(type.getSimpleName()));
  }

  /** The document without what was complained of. */
  Mapping check(Mapping document) {
    Map<String, YamlNode> sections = new LinkedHashMap<>(document.entries());
    for (Group group : Group.values()) {
      if (sections.get(group.key()) instanceof Sequence rules) {
        sections.put(group.key(), section(group, rules));
      }
    }
    return new Mapping(document.origin(), sections);
  }

  private Sequence section(Group group, Sequence rules) {
    List<YamlNode> kept = new ArrayList<>();
    for (YamlNode rule : rules.parts()) {
      String path = KeyPath.item(group.key(), kept.size());
      kept.add(rule instanceof Mapping mapping ? rule(group, mapping, path) : rule);
    }
    return new Sequence(rules.origin(), kept);
  }

  private YamlNode rule(Group group, Mapping rule, String path) {
    for (Map.Entry<String, YamlNode> entry : rule.entries().entrySet()) {
      String key = entry.getKey();
      for (Group other : Group.values()) {
        if (KINDS.get(other).contains(key) && !KINDS.get(group).contains(key)) {
          String text = "is a kind of rule that stands under " + other.key() + ". Move it there";
          problems.add(entry.getValue().origin(), KeyPath.child(path, key), text);
          return new Broken(rule.origin());
        }
      }
    }
    return group == Group.ROWS ? rule : withoutAction(rule, path);
  }

  private Mapping withoutAction(Mapping rule, String path) {
    YamlNode action = rule.entries().get(ACTION);
    if (action == null) {
      return rule;
    }
    if (!(action instanceof Scalar scalar) || !scalar.text().equals("fail")) {
      String found = "found " + action.describe();
      String reason = ", but only rules under rows can tag or quarantine rows. Leave it out: ";
      String instead = "severity says whether a failure stops the run";
      problems.add(action.origin(), KeyPath.child(path, ACTION), found + reason + instead);
    }
    Map<String, YamlNode> rest = new LinkedHashMap<>(rule.entries());
    rest.remove(ACTION);
    return new Mapping(rule.origin(), rest);
  }
}
