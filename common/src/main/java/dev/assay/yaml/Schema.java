package dev.assay.yaml;

import dev.assay.yaml.YamlNode.Mapping;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What YAML may hold where a value of a Java type is wanted. */
sealed interface Schema {

  /** What a message expects: {@code a list of strings}. */
  String expected();

  /** What a message expects of several: {@code strings}. */
  String plural();

  /** Any text; numbers, dates and booleans stand for their source text. */
  record Text() implements Schema {
    @Override
    public String expected() {
      return "a string";
    }

    @Override
    public String plural() {
      return "strings";
    }
  }

  /** A whole number of 32 or 64 bits. */
  record Whole(boolean isLong) implements Schema {
    long min() {
      return isLong ? Long.MIN_VALUE : Integer.MIN_VALUE;
    }

    long max() {
      return isLong ? Long.MAX_VALUE : Integer.MAX_VALUE;
    }

    @Override
    public String expected() {
      return "a whole number";
    }

    @Override
    public String plural() {
      return "whole numbers";
    }
  }

  /** A double. */
  record Real() implements Schema {
    @Override
    public String expected() {
      return "a number";
    }

    @Override
    public String plural() {
      return "numbers";
    }
  }

  /** A boolean. */
  record Flag() implements Schema {
    @Override
    public String expected() {
      return "true or false";
    }

    @Override
    public String plural() {
      return "values true or false";
    }
  }

  /** One constant of an enum, in kebab case. */
  record Choice(Class<?> type) implements Schema {
    List<String> names() {
      return Arrays.stream(type.getEnumConstants()).map(Schema::constantName).toList();
    }

    Object constant(String name) {
      return type.getEnumConstants()[names().indexOf(name)];
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", names());
    }

    @Override
    public String plural() {
      return "values out of " + String.join(", ", names());
    }
  }

  /** A list. */
  record ListOf(Schema element) implements Schema {
    @Override
    public String expected() {
      return "a list of " + element.plural();
    }

    @Override
    public String plural() {
      return "lists of " + element.plural();
    }
  }

  /** Names that the document chooses, each with a value. */
  record MapOf(Schema value) implements Schema {
    @Override
    public String expected() {
      return "a mapping of names to " + value.plural();
    }

    @Override
    public String plural() {
      return "mappings of names to " + value.plural();
    }
  }

  /** A mapping with the keys of a record. Its fields are found when asked for: records can nest. */
  record RecordOf(Class<?> type) implements Schema {
    List<Field> fields() {
      return Arrays.stream(type.getRecordComponents()).map(Field::of).toList();
    }

    List<String> keys() {
      return fields().stream().flatMap(field -> field.keys().stream()).toList();
    }

    /** The keys of which a value may stand alone for the whole record. */
    List<Field> alone() {
      return fields().stream().filter(Field::alone).toList();
    }

    /** The one that a node is a value of; nothing where it is none. */
    Optional<Field> alone(YamlNode node) {
      boolean list = node instanceof YamlNode.Sequence;
      boolean scalar = node instanceof YamlNode.Scalar one && !one.isNull();
      return alone().stream()
          .filter(field -> field.schema() instanceof ListOf ? list : scalar)
          .findFirst();
    }

    /** The key that stands for this record among alternatives. */
    String name() {
      return kebab(type.getSimpleName());
    }

    /** What this record is for, where it is one of several alternatives. */
    String doc() {
      return Objects.requireNonNull(type.getAnnotation(Key.class), () -> type + " has no @Key")
          .doc();
    }

    /** The paths of all keys that do not lie in a list or map, of this record and those in it. */
    List<String> paths() {
      return paths("", Set.of()).toList();
    }

    private Stream<String> paths(String path, Set<Class<?>> around) {
      if (around.contains(type)) {
        return Stream.empty();
      }
      Set<Class<?>> outer =
          Stream.concat(around.stream(), Stream.of(type)).collect(Collectors.toUnmodifiableSet());
      return fields().stream().flatMap(field -> field.paths(path, outer));
    }

    /** Builds the record; what its constructor throws comes out as it is. */
    Object build(Object[] values) {
      try {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
      } catch (InvocationTargetException e) {
        throw Schema.unwrapped(e);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Cannot build a " + type.getName(), e);
      }
    }

    @Override
    public String expected() {
      return Stream.concat(
              alone().stream().map(field -> field.schema().expected()),
              Stream.of("a mapping with " + String.join(", ", keys())))
          .collect(Collectors.joining(" or "));
    }

    @Override
    public String plural() {
      return Stream.concat(
              alone().stream().map(field -> field.schema().plural()),
              Stream.of("mappings with " + String.join(", ", keys())))
          .collect(Collectors.joining(" or "));
    }
  }

  /**
   * One key of a record.
   *
   * @param defaultText its default as YAML; null where the key must be there
   * @param alone whether a value of it may stand alone for the whole record
   */
  record Field(
      String key, String doc, String defaultText, boolean alone, Schema schema, Method accessor) {
    private static Field of(RecordComponent component) {
      Key key =
          Objects.requireNonNull(
              component.getAnnotation(Key.class), () -> component + " has no @Key");
      return new Field(
          kebab(component.getName()),
          key.doc(),
          key.def().equals(Key.REQUIRED) ? null : key.def(),
          key.alone(),
          Schema.of(component.getGenericType()),
          component.getAccessor());
    }

    private Stream<String> paths(String parent, Set<Class<?>> around) {
      if (schema instanceof OneOf choice) {
        return choice.alternatives().stream()
            .flatMap(one -> one.paths(KeyPath.child(parent, one.name()), around));
      }
      String path = KeyPath.child(parent, key);
      Stream<String> inner =
          schema instanceof RecordOf record ? record.paths(path, around) : Stream.empty();
      return Stream.concat(Stream.of(path), inner);
    }

    /** The keys that can stand for this field. */
    List<String> keys() {
      return schema instanceof OneOf choice ? choice.keys() : List.of(key);
    }

    /** The key under which a value of this field is written. */
    String keyOf(Object value) {
      return schema instanceof OneOf ? ofRecord(value.getClass()).name() : key;
    }

    boolean required() {
      return defaultText == null;
    }

    boolean nullable() {
      return "null".equals(defaultText);
    }

    /** The default; null where there is none. */
    Object defaultValue() {
      if (required() || nullable()) {
        return null;
      }
      Problems problems = new Problems();
      YamlNode node = YamlParser.parseValue(Origin.DEFAULT, key, defaultText, problems);
      Object value = new Binder(problems, false).value(schema, node, key);
      if (!problems.isEmpty()) {
        throw new IllegalStateException("Bad default of " + accessor + ": " + problems.lines());
      }
      return value;
    }

    Object get(Object owner) {
      try {
        accessor.setAccessible(true);
        return accessor.invoke(owner);
      } catch (InvocationTargetException e) {
        throw unwrapped(e);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("Cannot read " + accessor, e);
      }
    }

    /** The node of this key, null where the document does not say. */
    YamlNode in(Mapping mapping) {
      return mapping.entries().get(key);
    }
  }

  /** One of several keys, each with a record of its own: the records that an interface permits. */
  record OneOf(Class<?> type) implements Schema {
    List<RecordOf> alternatives() {
      return records(type).map(Schema::ofRecord).toList();
    }

    private static Stream<Class<?>> records(Class<?> type) {
      return type.isInterface()
          ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OneOf::records)
          : Stream.of(type);
    }

    List<String> keys() {
      return alternatives().stream().map(RecordOf::name).toList();
    }

    @Override
    public String expected() {
      return "one of the keys " + String.join(", ", keys());
    }

    @Override
    public String plural() {
      return "mappings with " + expected();
    }
  }

  /** The schema of a record. */
  static RecordOf ofRecord(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException(type + " is not a record");
    }
    return new RecordOf(type);
  }

  private static Schema of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new ListOf(of(arguments[0]));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new MapOf(of(arguments[1]));
      }
    }
    return type instanceof Class<?> simple ? ofClass(simple) : unsupported(type);
  }

  private static Schema ofClass(Class<?> type) {
    if (type == String.class) {
      return new Text();
    } else if (type == int.class || type == Integer.class) {
      return new Whole(false);
    } else if (type == long.class || type == Long.class) {
      return new Whole(true);
    } else if (type == double.class || type == Double.class) {
      return new Real();
    } else if (type == boolean.class || type == Boolean.class) {
      return new Flag();
    } else if (type.isEnum()) {
      return new Choice(type);
    }
    if (type.isSealed() && type.isInterface()) {
      return new OneOf(type);
    }
    return type.isRecord() ? new RecordOf(type) : unsupported(type);
  }

  private static Schema unsupported(Type type) {
    throw new IllegalStateException("Cannot bind YAML to " + type);
  }

  /** The name of an enum constant in YAML: {@code MULTI_OUTPUT} is {@code multi-output}. */
  static String constantName(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String kebab(String camel) {
    return camel.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static RuntimeException unwrapped(InvocationTargetException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException(e.getCause());
  }
}
