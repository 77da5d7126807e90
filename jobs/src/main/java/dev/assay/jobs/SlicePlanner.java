package dev.assay.jobs;

import dev.assay.config.EvaluateConfig.Slice;
import dev.assay.error.ErrorCode;
import dev.assay.evaluation.Slicer;
import dev.assay.jobs.evaluate.JoinPlan.Part;
import dev.assay.jobs.evaluate.JoinPlan.Source;
import dev.assay.jobs.expression.Finding;
import dev.assay.jobs.expression.PredicateCheck;
import dev.assay.plan.Nearest;
import dev.assay.plan.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Finds what divides the rows of an evaluation in its tables; reads no row. */
final class SlicePlanner {
  private final Dataset<Row> input;
  private final Dataset<Row> attributes;
  private final ReferenceBins reference;
  private final Problems problems;
  private final Map<Part, Integer> parts = new LinkedHashMap<>();
  private final Map<String, Slicer> slicers = new LinkedHashMap<>();
  private final Map<String, List<Part>> partsOf = new LinkedHashMap<>();
  private final Map<String, Part> features = new LinkedHashMap<>();

  /**
   * A planner.
   *
   * @param input the scored table with its derived features
   * @param attributes the columns of protected attributes that may be used; null for no such table
   * @param reference ranges of numbers
   */
  SlicePlanner(
      Dataset<Row> input, Dataset<Row> attributes, ReferenceBins reference, Problems problems) {
    this.input = input;
    this.attributes = attributes;
    this.reference = reference;
    this.problems = problems;
  }

  /** What a slice is made of. */
  private record Found(String name, List<Part> parts, boolean predicate) {}

  /** Adds the groups of a protected attribute. */
  void attribute(String place, Slice slice) {
    find(place, slice)
        .ifPresent(
            found -> {
              if (found.predicate()) {
                problem(place, found.name(), "it is a predicate", "Name columns.");
              } else {
                add(place, found, Slicer.Role.ATTRIBUTE);
              }
            });
  }

  /** Adds a division; one that is a protected attribute already stays one. */
  void slice(String place, Slice slice) {
    find(place, slice).ifPresent(found -> add(place, found, Slicer.Role.DECLARED));
  }

  /** Adds the periods. */
  void period(String place, String sql) {
    StructField column = field(input, sql);
    String expression = column == null ? sql : SqlTexts.column(column.name());
    List<Finding> findings =
        PredicateCheck.findings(
            input,
            expression,
            type -> SqlTexts.value("x", type).isPresent(),
            "a period is a date, a number or a text",
            "Cast it.");
    findings.forEach(finding -> problem(place, sql, finding.reason(), finding.remedy()));
    if (findings.isEmpty()) {
      StructType type = input.selectExpr(expression).schema();
      String text = SqlTexts.value(expression, type.fields()[0].dataType()).orElseThrow();
      String name = column == null ? sql : column.name();
      add(place, new Found(name, List.of(new Part(Source.INPUT, text)), false), Slicer.Role.PERIOD);
    }
  }

  /** Adds a column whose values are tried in the search for slices. */
  void feature(String place, Slice slice) {
    find(place, slice)
        .ifPresent(
            found -> {
              if (found.parts().size() > 1 || found.predicate()) {
                problem(
                    place,
                    found.name(),
                    "the search joins columns itself",
                    "Name single columns, or ranges of them.");
              } else if (features.putIfAbsent(found.name(), found.parts().get(0)) != null) {
                problem(place, found.name(), "it is named twice", "Name it once.");
              } else {
                parts.putIfAbsent(found.parts().get(0), parts.size());
              }
            });
  }

  /** All divisions, those of protected attributes as they were named first. */
  List<Slicer> slicers() {
    return List.copyOf(slicers.values());
  }

  /** Names of the columns that are searched. */
  List<String> features() {
    return List.copyOf(features.keySet());
  }

  /** All parts, those of the input first. */
  List<Part> parts() {
    List<Part> all = new ArrayList<>();
    for (Source source : Source.values()) {
      parts.keySet().stream().filter(part -> part.source() == source).forEach(all::add);
    }
    return all;
  }

  /** For each division the places of its parts. */
  List<List<Integer>> partsOfSlicers() {
    List<Part> all = parts();
    return slicers.keySet().stream()
        .map(name -> partsOf.get(name).stream().map(all::indexOf).toList())
        .toList();
  }

  /** For each searched column the place of its part. */
  List<Integer> partsOfFeatures() {
    List<Part> all = parts();
    return features.values().stream()
        .map(part -> all.indexOf(part))
        .collect(Collectors.toUnmodifiableList());
  }

  /** Whether a text can be that of a slice: {@code SEX = 1}, or a predicate. */
  boolean mayBeSlice(String text) {
    return slicers.values().stream()
        .anyMatch(
            slicer ->
                slicer.predicate()
                    ? text.equals(slicer.name())
                    : text.startsWith(slicer.name() + " = "));
  }

  private void add(String place, Found found, Slicer.Role role) {
    List<Part> known = partsOf.get(found.name());
    if (known != null) {
      boolean same = known.equals(found.parts()) && role != Slicer.Role.PERIOD;
      if (!same || slicers.get(found.name()).role() == role) {
        problem(
            place,
            found.name(),
            "another division has that name",
            "Give one of them a name of its own: {column: ..., name: ...}.");
      }
      return;
    }
    partsOf.put(found.name(), found.parts());
    List<String> of = found.parts().stream().map(p -> p.source() + " " + p.sql()).toList();
    slicers.put(found.name(), new Slicer(found.name(), role, found.predicate(), of));
    found.parts().forEach(part -> parts.putIfAbsent(part, parts.size()));
  }

  private Optional<Found> find(String place, Slice slice) {
    Optional<Found> found =
        slice.of() != null
            ? single(place, slice.of())
            : slice.columns().isEmpty() ? column(place, slice) : cross(place, slice.columns());
    return found.map(
        f -> slice.name() == null ? f : new Found(slice.name(), f.parts(), f.predicate()));
  }

  /** A text is a column where a table has one of that name, else a predicate. */
  private Optional<Found> single(String place, String of) {
    Source source = source(of);
    if (source != null) {
      return text(place, source, of)
          .map(part -> new Found(field(table(source), of).name(), List.of(part), false));
    }
    List<Finding> findings = PredicateCheck.findings(input, of);
    if (findings.isEmpty()) {
      return Optional.of(predicate(Source.INPUT, of));
    }
    if (attributes != null && PredicateCheck.findings(attributes, of).isEmpty()) {
      return Optional.of(predicate(Source.ATTRIBUTES, of));
    }
    if (of.matches("[\\p{L}_][\\p{L}\\p{N}_]*")) {
      nowhere(place, of);
    } else {
      findings.forEach(finding -> problem(place, of, finding.reason(), finding.remedy()));
    }
    return Optional.empty();
  }

  private static Found predicate(Source source, String sql) {
    return new Found(
        sql, List.of(new Part(source, "CASE WHEN (" + sql + "\n) THEN 'true' END")), true);
  }

  private Optional<Found> cross(String place, List<String> columns) {
    List<Part> crossed = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String name : columns) {
      Source source = source(name);
      if (source == null) {
        nowhere(place, name);
      } else {
        names.add(field(table(source), name).name());
        text(place, source, name).ifPresent(crossed::add);
      }
    }
    return crossed.size() == columns.size()
        ? Optional.of(new Found(String.join(", ", names), crossed, false))
        : Optional.empty();
  }

  private Optional<Found> column(String place, Slice slice) {
    Source source = source(slice.column());
    if (source == null) {
      nowhere(place, slice.column());
      return Optional.empty();
    }
    String name = field(table(source), slice.column()).name();
    if (slice.edges().isEmpty() && slice.bins() == null) {
      return text(place, source, name).map(part -> new Found(name, List.of(part), false));
    }
    if (!(field(table(source), name).dataType() instanceof NumericType)) {
      problem(place, name, "it is no number, so it has no ranges", "Leave edges and bins out.");
      return Optional.empty();
    }
    Optional<List<Double>> edges =
        slice.bins() == null ? Optional.of(slice.edges()) : quantiles(place, name, slice.bins());
    return edges.map(
        list ->
            new Found(
                name,
                List.of(new Part(source, SqlTexts.range(SqlTexts.column(name), list))),
                false));
  }

  private Optional<List<Double>> quantiles(String place, String name, int bins) {
    try {
      return Optional.of(reference.edges(name, bins));
    } catch (ReferenceBins.Lacking e) {
      problem(place, name, e.getMessage(), e.remedy());
      return Optional.empty();
    }
  }

  private Optional<Part> text(String place, Source source, String name) {
    StructField field = field(table(source), name);
    Optional<String> sql = SqlTexts.slice(SqlTexts.column(field.name()), field.dataType());
    if (sql.isEmpty()) {
      problem(
          place,
          name,
          "its type is " + field.dataType().catalogString(),
          "Slice by a text, number, boolean or date.");
    }
    return sql.map(text -> new Part(source, text));
  }

  /** The table with a column: that of protected attributes first, for which it was named. */
  private Source source(String column) {
    if (attributes != null && field(attributes, column) != null) {
      return Source.ATTRIBUTES;
    }
    return field(input, column) != null ? Source.INPUT : null;
  }

  private Dataset<Row> table(Source source) {
    return source == Source.INPUT ? input : attributes;
  }

  /** A column by its name, else by its name without regard to case if that is one. */
  private static StructField field(Dataset<Row> table, String name) {
    StructField[] fields = table.schema().fields();
    Optional<StructField> exact =
        Arrays.stream(fields).filter(field -> field.name().equals(name)).findFirst();
    List<StructField> folded =
        Arrays.stream(fields).filter(field -> field.name().equalsIgnoreCase(name)).toList();
    return exact.orElseGet(() -> folded.size() == 1 ? folded.get(0) : null);
  }

  private void nowhere(String place, String name) {
    List<String> known = new ArrayList<>(List.of(input.columns()));
    String where = "the input has no such column";
    if (attributes != null) {
      known.addAll(List.of(attributes.columns()));
      where = "neither the input nor attributes.columns has such a column";
    }
    problem(place, name, where, Nearest.hint("columns", name, known, SqlTexts::shown));
  }

  private void problem(String place, String what, String reason, String remedy) {
    problems.add(
        ErrorCode.CONFIG, "Cannot use " + place + " '" + what + "': " + reason + ". " + remedy);
  }
}
