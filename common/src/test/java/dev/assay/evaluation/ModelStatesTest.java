package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.model.Task;
import dev.assay.statistics.OperatingPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelStatesTest {
  private static final int ROWS = 2600;

  private static FirstPass shuffled(EvaluationSpec spec, long seed) {
    EvaluationRows source = new EvaluationRows(spec.task());
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    Collections.shuffle(order, random);
    FirstPass merged = new FirstPass(spec);
    int from = 0;
    while (from < ROWS) {
      int to = Math.min(ROWS, from + 1 + random.nextInt(1300));
      int[] rows = order.subList(from, to).stream().mapToInt(i -> i).toArray();
      FirstPass part = source.pass(spec, rows);
      if (random.nextBoolean()) {
        merged.merge(FirstPass.fromBytes(spec, part.toBytes()));
      } else {
        part.merge(merged);
        merged = part;
      }
      from = to;
    }
    return merged;
  }

  @Property(tries = 3)
  void hasTheSameBytesInAnyOrderAndPartitions(@ForAll long seed, @ForAll boolean weighted) {
    for (Task task : new Task[] {Task.BINARY, Task.MULTICLASS, Task.REGRESSION}) {
      EvaluationSpec spec = EvaluationRows.spec(task, weighted);
      byte[] expected = new EvaluationRows(task).pass(spec, ROWS).toBytes();
      assertThat(shuffled(spec, seed).toBytes()).as(task.name()).isEqualTo(expected);
      assertThat(FirstPass.fromBytes(spec, expected).toBytes()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Task.class,
      names = {"BINARY", "MULTICLASS", "REGRESSION"})
  void givesTheSameFiguresInAnyOrder(Task task) {
    EvaluationSpec spec = EvaluationRows.spec(task, true);
    FirstPass pass = new EvaluationRows(task).pass(spec, ROWS);
    FirstPass other = shuffled(spec, 5);
    assertThat(MetricFigures.of(spec, other)).isEqualTo(MetricFigures.of(spec, pass));
    assertThat(CalibrationFigures.of(spec, other)).isEqualTo(CalibrationFigures.of(spec, pass));
    assertThat(Curves.of(spec, other)).isEqualTo(Curves.of(spec, pass));
  }

  @Test
  void goesOnAfterItWasLookedAt() {
    EvaluationSpec spec = EvaluationRows.spec(Task.BINARY, false);
    EvaluationRows source = new EvaluationRows(Task.BINARY);
    FirstPass pass = source.pass(spec, 300);
    ModelStates states = pass.whole().models();
    OperatingPoint before = states.at(0, 0.3);
    assertThat(states.at(0, 0.3)).isSameAs(before);
    assertThat(states.table(1)).isSameAs(states.table(1));
    pass.merge(source.pass(spec, IntStream.range(300, 900).toArray()));
    assertThat(states.at(0, 0.3).matrix().total()).isEqualTo(900);
    assertThat(states.rows()).isEqualTo(900);
    assertThat(states.table(0).rows(true)).isEqualTo(states.positives());
  }

  @Test
  void boundsWhatACutoffInsideABinMayChange() {
    EvaluationSpec spec = EvaluationRows.spec(Task.BINARY, false);
    FirstPass pass = new EvaluationRows(Task.BINARY).pass(spec, 40_000);
    ModelStates whole = pass.whole().models();
    ModelStates slice = pass.slice(0, pass.slice(0, "2")).models();
    OperatingPoints points = OperatingPoints.of(spec, pass);
    assertThat(points.points())
        .extracting(OperatingPoints.Point::name)
        .containsExactly("cutoff", "selection_rate=0.1", "recall=0.8", "least_cost");
    double chosen = points.points().get(2).cutoff(0);
    OperatingPoint ofWhole = whole.at(0, chosen);
    assertThat(ofWhole.uncertain()).isZero();
    assertThat(ofWhole.matrix().truePositives() / ofWhole.matrix().positives())
        .isBetween(0.8, 0.801);
    OperatingPoint ofSlice = slice.at(0, chosen);
    assertThat(ofSlice.uncertain()).isBetween(1.0, 0.005 * slice.rows());
    assertThat(ofSlice.least().selected()).isLessThanOrEqualTo(ofSlice.matrix().selected());
    assertThat(slice.at(0, 0.3).uncertain()).isZero();
  }

  @Test
  void rejectsScoresAndWeightsThatCannotBeUsed() {
    EvaluationSpec spec = EvaluationRows.spec(Task.BINARY, true);
    ModelStates states = new ModelStates(spec, true);
    EvaluatedRow row = new EvaluatedRow(spec);
    row.scores()[0] = Double.NaN;
    row.set(1, 1, 0);
    assertThatThrownBy(() -> states.add(row))
        .isInstanceOf(AssayException.class)
        .hasMessageStartingWith("Cannot evaluate score 'NaN'");
    row.scores()[0] = 0.5;
    row.set(1, -2, 0);
    assertThatThrownBy(() -> states.add(row))
        .isInstanceOf(AssayException.class)
        .hasMessageStartingWith("Cannot weigh a row by '-2.0'");
  }
}
