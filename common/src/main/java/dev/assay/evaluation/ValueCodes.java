package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for the values of some columns, counted from 0 in the order in which they came. */
public final class ValueCodes implements Serializable {
  private static final long serialVersionUID = 1;

  private final List<Map<String, Integer>> codes = new ArrayList<>();
  private final List<List<String>> values = new ArrayList<>();

  /** No values yet. */
  public ValueCodes(int columns) {
    for (int i = 0; i < columns; i++) {
      codes.add(new HashMap<>());
      values.add(new ArrayList<>());
    }
  }

  /** The code of a value, which is given the next one if it is new. */
  public int code(int column, String value) {
    Integer known = codes.get(column).putIfAbsent(value, values.get(column).size());
    if (known != null) {
      return known;
    }
    values.get(column).add(value);
    return values.get(column).size() - 1;
  }

  /** The code of a value that is known, or {@link EvaluatedRow#NONE}. */
  public int find(int column, String value) {
    return codes.get(column).getOrDefault(value, EvaluatedRow.NONE);
  }

  /** The value of a code. */
  public String value(int column, int code) {
    return values.get(column).get(code);
  }

  /** Number of values of a column. */
  public int size(int column) {
    return values.get(column).size();
  }

  /** Number of columns. */
  public int columns() {
    return values.size();
  }

  /** The same values with codes in the order of the values: equal for equal sets of values. */
  public ValueCodes sorted() {
    ValueCodes sorted = new ValueCodes(columns());
    for (int column = 0; column < columns(); column++) {
      for (String value : values.get(column).stream().sorted().toList()) {
        sorted.code(column, value);
      }
    }
    return sorted;
  }

  /** Writes the values. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(columns());
    for (List<String> column : values) {
      out.writeInt(column.size());
      for (String value : column) {
        out.writeUTF(value);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ValueCodes read(DataInput in) throws IOException {
    ValueCodes codes = new ValueCodes(in.readInt());
    for (int column = 0; column < codes.columns(); column++) {
      int size = in.readInt();
      for (int i = 0; i < size; i++) {
        codes.code(column, in.readUTF());
      }
    }
    return codes;
  }
}
