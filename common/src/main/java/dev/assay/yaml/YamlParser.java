package dev.assay.yaml;

import dev.assay.yaml.YamlNode.Broken;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlNode.Scalar;
import dev.assay.yaml.YamlNode.Sequence;
import dev.assay.yaml.YamlNode.Style;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Turns YAML text into nodes, without building any object that the text names. */
public final class YamlParser {
  /** For text that YAML splits into a key and a value. */
  static final String COLON_HINT = "; text that holds a colon and a blank needs quotes";

  /** For text inside braces that YAML splits into two keys. */
  static final String COMMA_HINT = "; text that holds a comma needs quotes inside { }";

  private static final int MAX_DEPTH = 50;
  private static final int MAX_NODES = 200_000;

  private final IntFunction<Origin> origins;
  private final Problems problems;
  private final Resolver resolver = new Resolver();
  private int nodes;

  private YamlParser(IntFunction<Origin> origins, Problems problems) {
    this.origins = origins;
    this.problems = problems;
  }

  /**
   * Parses a file whose root is a mapping; an empty file is an empty mapping.
   *
   * @return nothing when a problem was noted that leaves the file's content unknown
   */
  public static Optional<Mapping> parseFile(String file, byte[] bytes, Problems problems) {
    problems.document(file);
    return decode(file, bytes, problems).flatMap(text -> parseFile(file, text, problems));
  }

  /** The same from text. */
  public static Optional<Mapping> parseFile(String file, String text, Problems problems) {
    problems.document(file);
    YamlParser parser = new YamlParser(line -> Origin.file(file, line), problems);
    YamlNode root = parser.parse("", text);
    if (root instanceof Mapping mapping) {
      return Optional.of(mapping);
    }
    if (root instanceof Scalar scalar && scalar.isNull()) {
      return Optional.of(new Mapping(Origin.file(file, 1), Map.of()));
    }
    if (!(root instanceof Broken)) {
      problems.add(root.origin(), "", "found " + root.describe() + ", expected keys and values");
    }
    return Optional.empty();
  }

  /** Parses one value that was not written in a file; all its nodes stand at the given origin. */
  public static YamlNode parseValue(Origin origin, String path, String text, Problems problems) {
    problems.document(origin.document());
    return new YamlParser(line -> origin, problems).parse(path, text);
  }

  private static Optional<String> decode(String file, byte[] bytes, Problems problems) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
    } catch (CharacterCodingException e) {
      int at = buffer.position();
      String found = String.format("found the byte 0x%02X, which is not UTF-8", bytes[at]);
      problems.add(Origin.file(file, lineOf(bytes, at)), "", found + "; save the file as UTF-8");
      return Optional.empty();
    }
  }

  private static int lineOf(byte[] bytes, int end) {
    int line = 1;
    for (int i = 0; i < end; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }

  private YamlNode parse(String path, String text) {
    OptionalInt forbidden = firstForbidden(text);
    if (forbidden.isPresent()) {
      int at = forbidden.getAsInt();
      int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
      String found = String.format("found the character U+%04X", text.codePointAt(at));
      return broken(origin(line), path, found + ", which YAML does not allow");
    }
    try {
      LoaderOptions options = new LoaderOptions();
      ParserImpl events = new ParserImpl(new StreamReader(text), options);
      Node root = new Composer(events, resolver, options).getSingleNode();
      return root == null ? new Scalar(origin(0), "", Style.PLAIN) : node(root, path, 0);
    } catch (MarkedYAMLException e) {
      return broken(path, text, e);
    } catch (YAMLException e) {
      return broken(origin(0), path, "cannot be read: " + e.getMessage());
    }
  }

  private static OptionalInt firstForbidden(String text) {
    return IntStream.range(0, text.length())
        .filter(i -> i == 0 || !Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i)))
        .filter(i -> !StreamReader.isPrintable(text.codePointAt(i)))
        .findFirst();
  }

  private YamlNode broken(Origin origin, String path, String text) {
    problems.add(origin, path, text);
    return new Broken(origin);
  }

  private YamlNode broken(String path, String text, MarkedYAMLException e) {
    int line = e.getProblemMark().getLine();
    Origin origin = origin(line);
    String column = origin.line() == 0 ? "" : ":" + (e.getProblemMark().getColumn() + 1);
    problems.add(origin, origin.location() + column, path, said(e) + hint(text, line, e));
    return new Broken(origin);
  }

  private String said(MarkedYAMLException e) {
    String problem = e.getProblem().strip();
    if (problem.equals("but found another document")) {
      return "found a second document, expected only one";
    }
    String where = e.getContext() == null ? "" : " (" + e.getContext().strip() + since(e) + ")";
    return "not well-formed YAML: " + problem + where;
  }

  private String since(MarkedYAMLException e) {
    boolean known = e.getContextMark() != null && origin(0).line() != 0;
    return known ? " that begins on line " + (e.getContextMark().getLine() + 1) : "";
  }

  private static String hint(String text, int line, MarkedYAMLException e) {
    String source = text.lines().skip(line).findFirst().orElse("");
    if (e.getProblem().contains("mapping values are not allowed")) {
      return COLON_HINT;
    }
    return source.contains("${") ? "; ${...} inside [ ] or { } must stand in quotes" : "";
  }

  private Origin origin(int line) {
    return origins.apply(line + 1);
  }

  private YamlNode node(Node node, String path, int depth) {
    return node(node, origin(node.getStartMark().getLine()), path, depth);
  }

  /** Aliases are expanded, so depth and size must be limited here, not only by SnakeYAML. */
  private YamlNode node(Node node, Origin origin, String path, int depth) {
    if (depth > MAX_DEPTH) {
      return broken(origin, path, "is nested deeper than " + MAX_DEPTH + " levels");
    }
    if (++nodes > MAX_NODES) {
      throw new YAMLException("it has more than " + MAX_NODES + " values");
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, origin, path);
    }
    if (node instanceof SequenceNode sequence && sequence.getTag().equals(Tag.SEQ)) {
      return sequence(sequence, origin, path, depth);
    }
    if (node instanceof MappingNode mapping && mapping.getTag().equals(Tag.MAP)) {
      return mapping(mapping, origin, path, depth);
    }
    return foreign(node, origin, path);
  }

  private YamlNode foreign(Node node, Origin origin, String path) {
    String tag = node.getTag().getValue().replace(Tag.PREFIX, "!!");
    return broken(origin, path, "found the tag " + tag + ", expected no tag");
  }

  private YamlNode scalar(ScalarNode scalar, Origin origin, String path) {
    String text = scalar.getValue();
    Tag implied = resolver.resolve(NodeId.scalar, text, scalar.isPlain());
    boolean explicit = !scalar.getTag().equals(implied);
    if (explicit && !scalar.getTag().equals(Tag.STR)) {
      return foreign(scalar, origin, path);
    }
    return new Scalar(origin, text, scalar.isPlain() && !explicit ? Style.PLAIN : Style.QUOTED);
  }

  private YamlNode sequence(SequenceNode sequence, Origin origin, String path, int depth) {
    List<YamlNode> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(node(item, KeyPath.item(path, items.size()), depth + 1));
    }
    return new Sequence(origin, items);
  }

  private YamlNode mapping(MappingNode mapping, Origin origin, String path, int depth) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Origin at = origin(entry.getKeyNode().getStartMark().getLine());
      if (entry.getKeyNode() instanceof ScalarNode key) {
        String child = KeyPath.child(path, key.getValue());
        YamlNode value = node(entry.getValueNode(), at, child, depth + 1);
        YamlNode first = entries.putIfAbsent(key.getValue(), value);
        if (first != null) {
          problems.add(at, child, "stands twice; first at " + first.origin().location());
        }
      } else {
        problems.add(at, path, "found a list or mapping as a key, expected a name");
      }
    }
    return new Mapping(origin, entries);
  }
}
