package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.EvaluatedModel;
import dev.assay.evaluation.EvaluatedRow;
import dev.assay.evaluation.Evaluation;
import dev.assay.evaluation.EvaluationContext;
import dev.assay.evaluation.EvaluationSpec;
import dev.assay.evaluation.FirstPass;
import dev.assay.evaluation.SecondPass;
import dev.assay.evaluation.SecondPlan;
import dev.assay.model.Task;
import dev.assay.statistics.CostMatrix;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may decide is what comparisons have. */
class ComparedFiguresTest {
  private static final int ROWS = 200;

  @ParameterizedTest
  @EnumSource(names = {"BINARY", "MULTICLASS", "REGRESSION"})
  void everyFigureThatMayDecideIsCompared(Task task) {
    EvaluationSpec spec = spec(task);
    FirstPass first = new FirstPass(spec);
    rows(spec, first::add);
    SecondPass second = new SecondPass(SecondPlan.of(spec, first));
    rows(spec, second::add);
    EvaluationContext context =
        new EvaluationContext(
            "2026-01-31", "", Map.of(), Map.of(), List.of(0L, 0L), List.of(), null);

    Set<String> compared =
        Evaluation.of(spec, first, second, context).comparisons().stream()
            .filter(row -> row.difference() != null && row.standardError() != null)
            .map(ComparisonRow::metric)
            .collect(Collectors.toSet());

    assertThat(ComparedFigures.of(task)).isNotEmpty().isSubsetOf(compared);
  }

  private static EvaluationSpec spec(Task task) {
    return new EvaluationSpec(
        task,
        switch (task) {
          case BINARY -> List.of("0", "1");
          case MULTICLASS -> List.of("a", "b", "c");
          default -> List.of();
        },
        List.of(new EvaluatedModel("old", "1", 0.5), new EvaluatedModel("new", "1", 0.5)),
        List.of(),
        false,
        0.95,
        10,
        10,
        new EvaluationSpec.Points(
            List.of(), List.of(), task == Task.BINARY ? new CostMatrix(0, 1, 5, 0) : null),
        new EvaluationSpec.Calibration(10, List.of()),
        new EvaluationSpec.Bootstrap(100, 1),
        0,
        new EvaluationSpec.Search(List.of(), 1, 10, 0.05, 1, 0.05),
        new EvaluationSpec.Fairness(0.8, List.of()));
  }

  private static void rows(EvaluationSpec spec, Consumer<EvaluatedRow> sink) {
    EvaluatedRow row = new EvaluatedRow(spec);
    for (int i = 0; i < ROWS; i++) {
      for (int m = 0; m < spec.models().size(); m++) {
        double score = (i * (37 + 4 * m) % 100 + 1) / 102.0;
        row.scores()[m] = (float) score;
        if (spec.task() == Task.MULTICLASS) {
          row.probabilities()[m][0] = (float) score;
          row.probabilities()[m][1] = (float) ((1 - score) * 0.7);
          row.probabilities()[m][2] = (float) ((1 - score) * 0.3);
        }
      }
      int classes = Math.max(2, spec.classes().size());
      row.set(spec.task() == Task.REGRESSION ? i % 7 / 7.0 : i % classes, 1, i);
      sink.accept(row);
    }
  }
}
