package dev.assay.evaluation;

import dev.assay.evaluation.SliceSums.Cell;
import dev.assay.evaluation.SliceSums.Equation;
import dev.assay.evaluation.SliceSums.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which slices are not shown, because they are small or because sums of a small one could be had
 * from them: by subtraction from the whole, or from slices of other slicers that share its columns.
 * No sum of a slice that is hidden follows from what is shown, nor does that of the small slices
 * within a slice where they have fewer rows than the minimum together; rows that no slice holds
 * count as a slice that is never shown. More are hidden until that holds, small ones first.
 */
final class Suppression {
  private final SliceSums sums;
  private final int minimumRows;
  private final BitSet hidden = new BitSet();
  private final List<List<Equation>> equationsOf = new ArrayList<>();

  private Suppression(SliceSums sums, int minimumRows) {
    this.sums = sums;
    this.minimumRows = minimumRows;
    for (Cell cell : sums.cells()) {
      boolean shown = cell.kind() == Kind.WHOLE || (cell.kind() == Kind.SLICE && !small(cell));
      hidden.set(cell.id(), !shown);
    }
    sums.cells().forEach(cell -> equationsOf.add(new ArrayList<>()));
    sums.equations().forEach(e -> e.cells().forEach(c -> equationsOf.get(c.id()).add(e)));
  }

  /** Why each slice of a first pass is suppressed, by slicer and code; null where it is shown. */
  static String[][] reasons(EvaluationSpec spec, FirstPass first) {
    ValueCodes codes = first.codes();
    List<List<String>> values = new ArrayList<>();
    List<long[]> rows = new ArrayList<>();
    for (int slicer = 0; slicer < spec.slicers().size(); slicer++) {
      int of = slicer;
      // in the order of the values, which is the same however the rows came
      List<Integer> order = NamedSlice.order(codes, slicer);
      values.add(order.stream().map(code -> codes.value(of, code)).toList());
      rows.add(order.stream().mapToLong(code -> first.slice(of, code).models().rows()).toArray());
    }
    SliceSums sums = new SliceSums(spec.slicers(), values, rows, first.whole().models().rows());
    Suppression suppression = of(sums, spec.minimumRows());
    String[][] reasons = new String[values.size()][];
    for (int slicer = 0; slicer < reasons.length; slicer++) {
      reasons[slicer] = new String[values.get(slicer).size()];
      for (int i = 0; i < reasons[slicer].length; i++) {
        int code = codes.find(slicer, values.get(slicer).get(i));
        reasons[slicer][code] = suppression.reason(slicer, i);
      }
    }
    return reasons;
  }

  /** Decides it for slices whose sums hang together. */
  static Suppression of(SliceSums sums, int minimumRows) {
    Suppression suppression = new Suppression(sums, minimumRows);
    while (suppression.hideMore()) {
      // what was hidden may itself follow from what is shown
    }
    return suppression;
  }

  /** Why a slice is suppressed; null where it is shown. */
  String reason(int slicer, int slice) {
    Cell cell = sums.of(slicer, slice);
    if (!hidden.get(cell.id())) {
      return null;
    }
    return small(cell)
        ? "fewer than " + minimumRows + " rows"
        : "it would give away fewer than " + minimumRows + " other rows";
  }

  private boolean small(Cell cell) {
    return cell.rows() < minimumRows;
  }

  /**
   * A sum that is given away.
   *
   * @param by the equation that does it, or comes closest
   * @param slack how many unknown cells stand beside it there; 0 if the equation does it alone
   */
  private record Leak(List<Cell> secret, Equation by, long slack) {}

  /** Hides slices for sums that are given away; whether there was one to hide. */
  private boolean hideMore() {
    LinearSpan known = new LinearSpan(equationsOfHidden());
    BitSet unknown = unknown(known);
    List<Leak> leaks = new ArrayList<>();
    List<List<Cell>> helpless = new ArrayList<>();
    for (List<Cell> secret : secrets()) {
      if (known.knowsSumOf(ids(secret))) {
        leak(secret, unknown).ifPresentOrElse(leaks::add, () -> helpless.add(secret));
      }
    }
    leaks.sort(Comparator.comparing(Leak::slack));
    BitSet touched = new BitSet();
    for (Leak leak : leaks) {
      boolean first = touched.isEmpty();
      if (first || (leak.slack() == 0 && !touched.get(leak.by().id()))) {
        hide(smallest(leak.by().children().stream()).orElseThrow(), touched);
      }
    }
    for (List<Cell> secret : helpless) {
      if (touched.isEmpty()) {
        smallest(linked(secret)).ifPresent(cell -> hide(cell, touched));
      }
    }
    return !touched.isEmpty();
  }

  private static List<Integer> ids(List<Cell> cells) {
    return cells.stream().map(Cell::id).toList();
  }

  /** Hidden cells but for those that nobody must hide and that follow from what is shown. */
  private BitSet unknown(LinearSpan known) {
    BitSet unknown = (BitSet) hidden.clone();
    sums.cells().stream()
        .filter(cell -> cell.kind() == Kind.BETWEEN || cell.kind() == Kind.REST)
        .filter(cell -> known.knowsSumOf(List.of(cell.id())))
        .forEach(cell -> unknown.clear(cell.id()));
    return unknown;
  }

  /** The sum with the fewest unknown cells beside a secret, of those in which one can be hidden. */
  private Optional<Leak> leak(List<Cell> secret, BitSet unknown) {
    Set<Cell> of = Set.copyOf(secret);
    return secret.stream()
        .flatMap(this::equations)
        .filter(equation -> equation.children().stream().anyMatch(this::mayBeHidden))
        .map(
            equation ->
                new Leak(
                    secret,
                    equation,
                    equation
                        .cells()
                        .filter(cell -> unknown.get(cell.id()) && !of.contains(cell))
                        .count()))
        .min(
            Comparator.comparing(Leak::slack)
                .thenComparing(leak -> leak.by().children().size())
                .thenComparing(leak -> leak.by().id()));
  }

  private void hide(Cell cell, BitSet touched) {
    hidden.set(cell.id());
    equations(cell).forEach(equation -> touched.set(equation.id()));
  }

  private Stream<Equation> equations(Cell cell) {
    return equationsOf.get(cell.id()).stream();
  }

  private List<Map<Integer, Integer>> equationsOfHidden() {
    List<Map<Integer, Integer>> rows = new ArrayList<>();
    for (Equation equation : sums.equations()) {
      Map<Integer, Integer> row = new HashMap<>();
      equation.children().stream().filter(this::hidden).forEach(cell -> row.put(cell.id(), 1));
      if (hidden(equation.parent())) {
        row.put(equation.parent().id(), -1);
      }
      rows.add(row);
    }
    return rows;
  }

  private boolean hidden(Cell cell) {
    return hidden.get(cell.id());
  }

  /** What must not be known: each hidden slice, and small ones together. */
  private List<List<Cell>> secrets() {
    List<List<Cell>> secrets = new ArrayList<>();
    for (Cell cell : sums.cells()) {
      boolean secret = cell.kind() == Kind.SLICE || (cell.kind() == Kind.REST && small(cell));
      if (secret && hidden(cell)) {
        secrets.add(List.of(cell));
      }
    }
    for (Equation equation : sums.equations()) {
      List<Cell> small = equation.children().stream().filter(this::small).toList();
      if (small.size() > 1 && SliceSums.rows(small) < minimumRows) {
        secrets.add(small);
      }
    }
    return secrets;
  }

  private boolean mayBeHidden(Cell cell) {
    return cell.kind() == Kind.SLICE && !hidden(cell);
  }

  private Optional<Cell> smallest(Stream<Cell> cells) {
    return cells
        .filter(this::mayBeHidden)
        .min(Comparator.comparing(Cell::rows).thenComparing(Cell::id));
  }

  /** All cells in sums that hidden ones link to these. */
  private Stream<Cell> linked(List<Cell> from) {
    Set<Cell> linked = new LinkedHashSet<>(from);
    Deque<Cell> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      Cell cell = open.remove();
      if (hidden(cell)) {
        equations(cell).flatMap(Equation::cells).filter(linked::add).forEach(open::add);
      }
    }
    return linked.stream();
  }
}
