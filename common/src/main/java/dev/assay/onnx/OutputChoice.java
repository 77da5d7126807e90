package dev.assay.onnx;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which output of a graph is the score, and what it means.
 *
 * @param score the output with the score
 * @param label the graph's own label, if it has one
 * @param task what the model predicts
 * @param classes names of the classes, in the order of the outputs
 * @param graphClasses the names that the graph has for them; empty where it does not say
 * @param guessed whether the task was guessed
 */
record OutputChoice(
    GraphProbe.Output score,
    Optional<GraphProbe.Output> label,
    Task task,
    List<String> classes,
    List<String> graphClasses,
    boolean guessed) {

  static OutputChoice of(
      OnnxGraph graph,
      Map<String, String> zipMaps,
      Map<String, GraphProbe.Output> outputs,
      int rows,
      Registration registration) {
    return new Chooser(graph, zipMaps, outputs, rows, registration).choose();
  }

  private record Chooser(
      OnnxGraph graph,
      Map<String, String> zipMaps,
      Map<String, GraphProbe.Output> outputs,
      int rows,
      Registration registration) {

    OutputChoice choose() {
      GraphProbe.Output score = score();
      if (!score.ofRows(rows)) {
        throw refused(
            "its output %s does not have one entry for each of %d rows"
                .formatted(describe(score), rows),
            "Choose another with 'output'");
      }
      Optional<GraphProbe.Output> label =
          outputs.values().stream()
              .filter(output -> !output.name().equals(score.name()) && !output.fractions())
              .filter(output -> output.ofRows(rows) && output.perRow() == 1)
              .findFirst();
      List<String> graphClasses = graph.classes();
      boolean classifies = label.isPresent() || !graphClasses.isEmpty();
      Task task = registration.task() == null ? guess(score, classifies) : registration.task();
      requireWidth(score, task);
      return new OutputChoice(
          score,
          label,
          task,
          classes(score, task, graphClasses),
          graphClasses,
          registration.task() == null);
    }

    private GraphProbe.Output score() {
      if (registration.output() != null) {
        String name = zipMaps.getOrDefault(registration.output(), registration.output());
        GraphProbe.Output chosen = outputs.get(name);
        if (chosen == null || chosen.texts().length > 0) {
          throw refused(
              "its graph has no output of numbers '%s'".formatted(registration.output()),
              "It has " + describe(outputs.values().stream().toList()));
        }
        return chosen;
      }
      List<GraphProbe.Output> candidates =
          outputs.values().stream().filter(GraphProbe.Output::fractions).toList();
      if (candidates.isEmpty()) {
        candidates = outputs.values().stream().filter(o -> o.texts().length == 0).toList();
      }
      if (candidates.size() != 1) {
        throw refused(
            candidates.isEmpty()
                ? "its graph has no output of numbers"
                : "its graph has several outputs that may be the score: " + describe(candidates),
            "Choose one with 'output'");
      }
      return candidates.get(0);
    }

    private Task guess(GraphProbe.Output score, boolean classifies) {
      String last = graph.producerOf(score.name()).orElse("");
      return switch (score.perRow()) {
        case 1 -> classifies || last.equals("Sigmoid") ? Task.BINARY : Task.REGRESSION;
        case 2 -> classifies || last.equals("Softmax") ? Task.BINARY : Task.MULTI_OUTPUT;
        default -> classifies || last.equals("Softmax") ? Task.MULTICLASS : Task.MULTI_OUTPUT;
      };
    }

    private void requireWidth(GraphProbe.Output score, Task task) {
      int width = score.perRow();
      boolean fits =
          switch (task) {
            case BINARY -> width <= 2 || registration.index() != null;
            case REGRESSION -> width == 1 || registration.index() != null;
            case MULTICLASS -> width > 1;
            case MULTI_OUTPUT, EMBEDDING -> width > 0;
          };
      if (!fits || (registration.index() != null && registration.index() >= width)) {
        throw refused(
            "its output %s does not give the score of a %s model"
                .formatted(
                    describe(score),
                    task.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')),
            "Set 'task', 'output' or 'index'");
      }
    }

    private List<String> classes(GraphProbe.Output score, Task task, List<String> graphClasses) {
      int wanted =
          switch (task) {
            case BINARY -> 2;
            case MULTICLASS -> score.perRow();
            case REGRESSION, MULTI_OUTPUT, EMBEDDING -> 0;
          };
      List<String> given = registration.classes();
      if (!given.isEmpty() && given.size() != wanted) {
        throw refused(
            "it has %d classes, but %d names are given: %s".formatted(wanted, given.size(), given),
            "Correct 'classes'");
      }
      if (wanted == 0 || !given.isEmpty()) {
        return given;
      }
      return graphClasses.size() == wanted
          ? graphClasses
          : IntStream.range(0, wanted).mapToObj(Integer::toString).toList();
    }

    private static String describe(List<GraphProbe.Output> outputs) {
      List<String> texts = new ArrayList<>();
      outputs.forEach(output -> texts.add(describe(output)));
      return String.join(", ", texts);
    }

    private static String describe(GraphProbe.Output output) {
      return "'%s' (%s %s)"
          .formatted(
              output.name(),
              output.type().name().toLowerCase(java.util.Locale.ROOT),
              output.dims());
    }

    private AssayException refused(String reason, String advice) {
      return new AssayException(
          ErrorCode.MODEL,
          "Cannot register model '%s': %s. %s."
              .formatted(registration.reference(), reason, advice));
    }
  }
}
