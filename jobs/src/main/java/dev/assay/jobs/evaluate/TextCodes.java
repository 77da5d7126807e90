package dev.assay.jobs.evaluate;

import dev.assay.evaluation.EvaluatedRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/** Numbers for the texts of a part, within a task. */
final class TextCodes {
  private final Map<UTF8String, Integer> codes = new HashMap<>();
  private final List<String> texts = new ArrayList<>();

  /** The number of a text, which may lie in a buffer that is used again; NONE for null. */
  int code(UTF8String text) {
    if (text == null) {
      return EvaluatedRow.NONE;
    }
    Integer known = codes.get(text);
    if (known != null) {
      return known;
    }
    codes.put(text.clone(), texts.size());
    texts.add(text.toString());
    return texts.size() - 1;
  }

  /** The text of a number. */
  String text(int code) {
    return texts.get(code);
  }

  /** Numbers for pairs of numbers, without an object for each. */
  static final class Pairs {
    private int[][] ids = new int[0][];
    private int size;

    int id(int first, int second) {
      if (first >= ids.length) {
        ids = Arrays.copyOf(ids, Math.max(first + 1, 2 * ids.length));
      }
      int[] row = ids[first];
      if (row == null || second >= row.length) {
        int known = row == null ? 0 : row.length;
        row =
            row == null ? new int[second + 1] : Arrays.copyOf(row, Math.max(second + 1, 2 * known));
        Arrays.fill(row, known, row.length, -1);
        ids[first] = row;
      }
      if (row[second] < 0) {
        row[second] = size++;
      }
      return row[second];
    }
  }
}
