package dev.assay.config;

import dev.assay.error.AssayException;
import dev.assay.yaml.KeyPath;
import dev.assay.yaml.Origin;
import dev.assay.yaml.Problems;
import dev.assay.yaml.YamlNode;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlNode.Scalar;
import dev.assay.yaml.YamlNode.Style;
import dev.assay.yaml.YamlParser;
import dev.assay.yaml.YamlReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Loads a job's configuration. Defaults are overruled by files, those by later files, those by
 * {@code --set key.path=value}, and those by options of their own such as {@code --as-of}. Mappings
 * are merged key by key, lists are replaced. Environment variables are filled into what is left of
 * that. All problems are told at once.
 */
public final class ConfigLoader {
  private static final Origin NO_FILE = Origin.option("no configuration file", "default");

  private final ConfigSource source;
  private final Function<String, String> environment;
  private final String workingDirectory;

  /**
   * A loader.
   *
   * @param source gives the content of files
   * @param environment the value of an environment variable, null when it is not set
   * @param workingDirectory where relative paths start, for messages
   */
  public ConfigLoader(
      ConfigSource source, Function<String, String> environment, String workingDirectory) {
    this.source = source;
    this.environment = environment;
    this.workingDirectory = workingDirectory;
  }

  /**
   * An option of the command line that overrules one setting.
   *
   * @param name the option, such as {@code --as-of}
   * @param path the setting, such as {@code as-of}
   * @param value its value, taken as it is
   */
  public record Flag(String name, String path, String value) {}

  /**
   * Loads a configuration.
   *
   * @param files paths for the source, later ones overrule earlier ones
   * @param sets arguments of {@code --set}, each {@code key.path=value} with a value in YAML
   * @param flags options that overrule single settings
   * @throws AssayException with code CONFIG and every problem, with file and line
   */
  public LoadedConfig load(List<String> files, List<String> sets, List<Flag> flags) {
    Layers layers = new Layers();
    files.forEach(layers::addFile);
    sets.forEach(layers::addSet);
    flags.forEach(layers::addFlag);
    return layers.load();
  }

  /** What one call of load has read so far. */
  private final class Layers {
    private final Problems problems = new Problems();
    private Mapping merged;
    private boolean partial;

    void addFile(String file) {
      problems.document(file);
      Optional<byte[]> bytes = read(file);
      add(bytes.flatMap(content -> YamlParser.parseFile(file, content, problems)));
    }

    void addSet(String argument) {
      Origin origin = Origin.option("--set " + argument, "--set");
      int equals = argument.indexOf('=');
      String path = equals < 0 ? "" : argument.substring(0, equals).strip();
      List<String> keys = KeyPath.parse(path);
      if (keys.isEmpty()) {
        problems.add(origin, "", "found '" + argument + "', expected key.path=value");
        return;
      }
      String text = argument.substring(equals + 1);
      add(Optional.of(nest(keys, YamlParser.parseValue(origin, path, text, problems), origin)));
    }

    void addFlag(Flag flag) {
      Origin origin = Origin.option(flag.name() + " " + flag.value(), flag.name());
      problems.document(origin.document());
      YamlNode value = new Scalar(origin, Substitution.escape(flag.value()), Style.FILLED);
      add(Optional.of(nest(KeyPath.parse(flag.path()), value, origin)));
    }

    LoadedConfig load() {
      Mapping base = merged == null ? new Mapping(NO_FILE, Map.of()) : merged;
      Mapping document = new Substitution(environment, problems).fill(base);
      new ConfigChecks(document, problems).run();
      Optional<JobConfig> config = YamlReader.bind(JobConfig.class, document, partial, problems);
      problems.throwIfAny("Cannot load the configuration");
      return new LoadedConfig(config.orElseThrow(), settings(config.orElseThrow(), document));
    }

    private void add(Optional<Mapping> layer) {
      partial |= layer.isEmpty();
      Mapping above = layer.orElse(null);
      if (above != null) {
        merged = merged == null ? above : merged.overlaidWith(above);
      }
    }

    private Optional<byte[]> read(String file) {
      try {
        return Optional.of(source.read(file));
      } catch (FileNotFoundException | NoSuchFileException e) {
        String where = "; the working directory is " + workingDirectory;
        problems.add(Origin.option(file, file), "", "the file does not exist" + where);
      } catch (IOException | IllegalArgumentException e) { // Hadoop: not a URI
        problems.add(Origin.option(file, file), "", "the file cannot be read: " + reason(e));
      }
      return Optional.empty();
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static Mapping nest(List<String> keys, YamlNode value, Origin origin) {
    YamlNode node = value;
    for (int i = keys.size() - 1; i >= 0; i--) {
      node = new Mapping(origin, Map.of(keys.get(i), node));
    }
    return (Mapping) node;
  }

  private static List<Setting> settings(JobConfig config, Mapping document) {
    return YamlReader.leaves(config, document).stream()
        .map(leaf -> new Setting(leaf.path(), leaf.value(), leaf.origin().describe()))
        .toList();
  }
}
