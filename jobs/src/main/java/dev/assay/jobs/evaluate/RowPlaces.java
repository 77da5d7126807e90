package dev.assay.jobs.evaluate;

import dev.assay.evaluation.EvaluatedRow;
import dev.assay.evaluation.Slicer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** The slices and feature values of rows, found by the texts of their parts. */
final class RowPlaces {
  private static final int UNKNOWN = -2;

  private final RowSink sink;
  private final TextCodes[] parts;
  private final int[] codes;
  private final int[][] slicers;
  private final TextCodes.Pairs[][] pairs;
  private final int[][] slices;
  private final int[] features;
  private final int[][] values;

  RowPlaces(JoinPlan plan, RowSink sink) {
    this.sink = sink;
    parts =
        IntStream.range(0, plan.parts().size())
            .mapToObj(i -> new TextCodes())
            .toArray(TextCodes[]::new);
    codes = new int[parts.length];
    slicers = plan.slicers().stream().map(RowPlaces::ints).toArray(int[][]::new);
    pairs = new TextCodes.Pairs[slicers.length][];
    for (int s = 0; s < slicers.length; s++) {
      pairs[s] =
          IntStream.range(1, slicers[s].length)
              .mapToObj(i -> new TextCodes.Pairs())
              .toArray(TextCodes.Pairs[]::new);
    }
    slices = new int[slicers.length][0];
    features = ints(plan.features());
    values = new int[features.length][0];
    clear();
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Forgets the parts of the row before. */
  void clear() {
    Arrays.fill(codes, EvaluatedRow.NONE);
  }

  /** Notes parts of the row, of which the first is at a place. */
  void put(int from, ArrayData texts) {
    for (int i = 0; i < texts.numElements(); i++) {
      codes[from + i] =
          texts.isNullAt(i) ? EvaluatedRow.NONE : parts[from + i].code(texts.getUTF8String(i));
    }
  }

  /** Writes the codes of the row's slices and feature values into it. */
  void fill(EvaluatedRow row) {
    for (int s = 0; s < slicers.length; s++) {
      row.slices()[s] = slice(s);
    }
    for (int f = 0; f < features.length; f++) {
      row.features()[f] = feature(f);
    }
  }

  private int slice(int slicer) {
    int[] of = slicers[slicer];
    int id = codes[of[0]];
    for (int i = 1; i < of.length && id >= 0; i++) {
      int next = codes[of[i]];
      id = next < 0 ? EvaluatedRow.NONE : pairs[slicer][i - 1].id(id, next);
    }
    if (id < 0) {
      return EvaluatedRow.NONE;
    }
    slices[slicer] = grown(slices[slicer], id);
    int[] known = slices[slicer];
    if (known[id] == UNKNOWN) {
      known[id] = sink.slice(slicer, text(of));
    }
    return known[id];
  }

  private String text(int[] of) {
    return Slicer.value(Arrays.stream(of).mapToObj(part -> parts[part].text(codes[part])).toList());
  }

  private int feature(int feature) {
    int part = features[feature];
    int code = codes[part];
    if (code < 0) {
      return EvaluatedRow.NONE;
    }
    values[feature] = grown(values[feature], code);
    int[] known = values[feature];
    if (known[code] == UNKNOWN) {
      known[code] = sink.feature(feature, parts[part].text(code));
    }
    return known[code];
  }

  private static int[] grown(int[] known, int index) {
    if (index < known.length) {
      return known;
    }
    int[] more = Arrays.copyOf(known, Math.max(index + 1, 2 * known.length));
    Arrays.fill(more, known.length, more.length, UNKNOWN);
    return more;
  }
}
