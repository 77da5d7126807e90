package dev.assay.jobs.cli;

import dev.assay.onnx.Registration;
import dev.assay.yaml.KeyPath;
import dev.assay.yaml.Origin;
import dev.assay.yaml.Problems;
import dev.assay.yaml.YamlNode;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlParser;
import dev.assay.yaml.YamlReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a person says about a model: a file, {@code --set}, and options of their own, in this order.
 */
final class RegistrationFile {
  private final Problems problems = new Problems();
  private Mapping merged =
      new Mapping(Origin.option("the options of model add", "default"), Map.of());
  private boolean partial;

  private RegistrationFile() {}

  static Registration load(ModelAddCommand.Identity identity, ModelAddCommand.Meaning meaning) {
    RegistrationFile all = new RegistrationFile();
    if (identity.describe != null) {
      all.file(identity.describe);
    }
    identity.set.forEach(all::set);
    all.option("--name", "name", identity.name);
    all.option("--version", "version", identity.version);
    all.option("--task", "task", meaning.task);
    all.option("--missing", "missing", meaning.missing);
    all.option("--output", "output", meaning.tensor);
    all.option("--link", "link", meaning.link);
    all.option("--cutoff", "cutoff", meaning.cutoff);
    all.list("--columns", "columns", meaning.columns);
    all.list("--classes", "classes", meaning.classes);
    return all.bind();
  }

  private Registration bind() {
    Optional<Registration> bound = YamlReader.bind(Registration.class, merged, partial, problems);
    problems.throwIfAny("Cannot register the model");
    return bound.orElseThrow();
  }

  private void file(String file) {
    Optional<Mapping> content = YamlParser.parseFile(file, ConfigFiles.bytes(file), problems);
    partial |= content.isEmpty();
    content.ifPresent(mapping -> merged = merged.overlaidWith(mapping));
  }

  private void set(String argument) {
    Origin origin = Origin.option("--set " + argument, "--set");
    int equals = argument.indexOf('=');
    String path = equals < 0 ? "" : argument.substring(0, equals).strip();
    if (KeyPath.parse(path).isEmpty()) {
      problems.add(origin, "", "found '" + argument + "', expected key=value");
      return;
    }
    put(
        path,
        YamlParser.parseValue(origin, path, argument.substring(equals + 1), problems),
        origin);
  }

  private void option(String name, String key, Object value) {
    if (value != null) {
      String text = value.toString();
      Origin origin = Origin.option(name + " " + text, name);
      put(key, quoted(origin, text), origin);
    }
  }

  private void list(String name, String key, Collection<String> values) {
    if (values != null) {
      Origin origin = Origin.option(name + " " + String.join(",", values), name);
      List<YamlNode> items = values.stream().map(value -> quoted(origin, value)).toList();
      put(key, new YamlNode.Sequence(origin, items), origin);
    }
  }

  private static YamlNode quoted(Origin origin, String text) {
    return new YamlNode.Scalar(origin, text, YamlNode.Style.FILLED);
  }

  private void put(String path, YamlNode value, Origin origin) {
    YamlNode node = value;
    List<String> keys = KeyPath.parse(path);
    for (int i = keys.size() - 1; i >= 0; i--) {
      node = new Mapping(origin, Map.of(keys.get(i), node));
    }
    merged = merged.overlaidWith((Mapping) node);
  }
}
