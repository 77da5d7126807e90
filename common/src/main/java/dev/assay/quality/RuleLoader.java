package dev.assay.quality;

import dev.assay.config.ConfigSource;
import dev.assay.config.Substitution;
import dev.assay.error.AssayException;
import dev.assay.yaml.KeyPath;
import dev.assay.yaml.Origin;
import dev.assay.yaml.Problems;
import dev.assay.yaml.YamlNode;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlNode.Sequence;
import dev.assay.yaml.YamlParser;
import dev.assay.yaml.YamlReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Loads rule files. Environment variables are filled in as in a job's configuration; <code>${as-of}
 * </code> may stand in SQL and is filled in when the run's date is known. All problems are told at
 * once.
 */
public final class RuleLoader {
  private static final String SQL_PLACES = "where, other-where and sql";
  private static final List<String> SQL_ENDS = List.of(".where", ".other-where", ".sql");

  private RuleLoader() {}

  /**
   * Loads a file.
   *
   * @param source gives its content
   * @param file its path for the source, and its name for messages
   * @param environment the value of an environment variable, null when it is not set
   * @throws AssayException with code CONFIG and every problem, with file and line
   */
  public static LoadedRules load(
      ConfigSource source, String file, Function<String, String> environment) {
    Problems problems = new Problems();
    Optional<Mapping> root =
        read(source, file, problems).flatMap(bytes -> YamlParser.parseFile(file, bytes, problems));
    return finish(file, root, environment, problems);
  }

  /** Loads text. */
  public static LoadedRules parse(String file, String text, Function<String, String> environment) {
    Problems problems = new Problems();
    return finish(file, YamlParser.parseFile(file, text, problems), environment, problems);
  }

  private static Optional<byte[]> read(ConfigSource source, String file, Problems problems) {
    try {
      return Optional.of(source.read(file));
    } catch (FileNotFoundException | NoSuchFileException e) {
      problems.add(Origin.option(file, file), "", "the file does not exist");
    } catch (IOException | IllegalArgumentException e) { // Hadoop: not a URI
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      problems.add(Origin.option(file, file), "", "the file cannot be read: " + reason);
    }
    return Optional.empty();
  }

  private static LoadedRules finish(
      String file,
      Optional<Mapping> root,
      Function<String, String> environment,
      Problems problems) {
    Optional<Mapping> filled =
        root.map(
            document ->
                new Substitution(environment, RuleLoader::isSql, SQL_PLACES, problems)
                    .fill(document));
    Optional<RuleSet> rules = filled.flatMap(document -> bind(document, problems));
    problems.throwIfAny("Cannot load the rules");
    Map<String, Origin> origins = new LinkedHashMap<>();
    addOrigins("", filled.orElseThrow(), origins);
    return new LoadedRules(rules.orElseThrow(), file, origins);
  }

  private static Optional<RuleSet> bind(Mapping document, Problems problems) {
    Mapping placed = new RulePlaces(problems).check(document);
    new RuleFileChecks(placed, problems).run();
    return YamlReader.bind(RuleSet.class, placed, false, problems);
  }

  private static boolean isSql(String path) {
    return SQL_ENDS.stream().anyMatch(path::endsWith);
  }

  private static void addOrigins(String path, YamlNode node, Map<String, Origin> origins) {
    origins.put(path, node.origin());
    if (node instanceof Mapping mapping) {
      mapping
          .entries()
          .forEach((key, value) -> addOrigins(KeyPath.child(path, key), value, origins));
    } else if (node instanceof Sequence sequence) {
      for (int i = 0; i < sequence.parts().size(); i++) {
        addOrigins(KeyPath.item(path, i), sequence.parts().get(i), origins);
      }
    }
  }
}
