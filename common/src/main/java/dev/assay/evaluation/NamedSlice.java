package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The whole or a slice of the first pass, as tables name it.
 *
 * @param slicer place of what divides the rows; -1 for the whole
 * @param code of the slice in the first pass
 * @param slicerName what divides the rows; null for the whole
 * @param name the slice, as a person reads it; all for the whole
 * @param state what was kept of its rows
 * @param suppressed why nothing but its number of rows is shown; null where it is shown
 */
record NamedSlice(
    int slicer, int code, String slicerName, String name, SliceState state, String suppressed) {
  /** What the whole is called. */
  static final String ALL = "all";

  /** All rows. */
  static NamedSlice whole(FirstPass first) {
    return new NamedSlice(-1, -1, null, ALL, first.whole(), null);
  }

  /** The whole, then the slices of each slicer in the order of their values. */
  static List<NamedSlice> of(EvaluationSpec spec, FirstPass first) {
    List<NamedSlice> all = new ArrayList<>();
    all.add(whole(first));
    for (int slicer = 0; slicer < spec.slicers().size(); slicer++) {
      all.addAll(of(spec, first, slicer));
    }
    return all;
  }

  /** The slices of a slicer in the order of their values. */
  static List<NamedSlice> of(EvaluationSpec spec, FirstPass first, int slicer) {
    ValueCodes codes = first.codes();
    Slicer by = spec.slicers().get(slicer);
    List<NamedSlice> slices = new ArrayList<>();
    for (int code : order(codes, slicer)) {
      String name = by.text(codes.value(slicer, code));
      SliceState state = first.slice(slicer, code);
      String suppressed = first.suppressed(slicer, code);
      slices.add(new NamedSlice(slicer, code, by.name(), name, state, suppressed));
    }
    return slices;
  }

  /** The codes of a slicer in the order of their values. */
  static List<Integer> order(ValueCodes codes, int slicer) {
    List<String> values =
        IntStream.range(0, codes.size(slicer)).mapToObj(c -> codes.value(slicer, c)).toList();
    return IntStream.range(0, codes.size(slicer))
        .boxed()
        .sorted(Comparator.comparing(values::get, SliceOrder.of(values)))
        .toList();
  }

  /** Whether its figures are shown. */
  boolean shown() {
    return suppressed == null;
  }

  /** The states of its models. */
  ModelStates models() {
    return state.models();
  }
}
