package dev.assay.jobs.quality;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The columns of some rows as arrays, so that states take them in by loops over primitives. Its
 * arrays are used again for the next rows.
 */
final class Block {
  private final Form[] forms;
  private final long[][] longs;
  private final double[][] doubles;
  private final boolean[][] flags;
  private final Texts[] texts;
  private final boolean[][] nulls;
  private final boolean[][] nullSpace;
  private int rows;
  private int space;
  private int[] taken = new int[0];
  private int takenCount;

  /** How the values of a column are kept. */
  enum Form {
    LONG,
    DOUBLE,
    /** Never null. */
    FLAG,
    TEXT;

    static Form of(DataType type) {
      if (type instanceof BooleanType) {
        return FLAG;
      }
      return type instanceof DoubleType ? DOUBLE : type instanceof StringType ? TEXT : LONG;
    }
  }

  /** Texts by row, which may be taken from where they lie. */
  interface Texts {
    /** The text of a row that has one; not to be kept without copying it. */
    UTF8String at(int row);
  }

  Block(List<Form> forms) {
    int columns = forms.size();
    this.forms = forms.toArray(new Form[0]);
    this.longs = new long[columns][];
    this.doubles = new double[columns][];
    this.flags = new boolean[columns][];
    this.texts = new Texts[columns];
    this.nulls = new boolean[columns][];
    this.nullSpace = new boolean[columns][];
  }

  /** Makes room for other rows, all of which are taken until some are picked. */
  void begin(int count) {
    if (count > space) {
      grow(count);
    }
    rows = count;
    takenCount = count;
    Arrays.setAll(taken, i -> i);
    Arrays.fill(nulls, null);
  }

  /** Says that there were fewer rows than room was made for. */
  void end(int count) {
    rows = count;
    takenCount = count;
  }

  private void grow(int count) {
    space = count;
    taken = new int[count];
    for (int c = 0; c < forms.length; c++) {
      nullSpace[c] = null;
      switch (forms[c]) {
        case LONG -> longs[c] = new long[count];
        case DOUBLE -> doubles[c] = new double[count];
        case FLAG -> flags[c] = new boolean[count];
        case TEXT -> texts[c] = null;
      }
    }
  }

  int rows() {
    return rows;
  }

  /** The rows to take in, of which {@link #takenCount} stand at the front. */
  int[] taken() {
    return taken;
  }

  int takenCount() {
    return takenCount;
  }

  /** Leaves out the rows for which a flag is false. */
  void leaveOut(boolean[] kept) {
    takenCount = pick(kept, taken);
  }

  /**
   * The rows taken for which a flag is true.
   *
   * @param picked where they go
   * @return how many they are
   */
  int pick(boolean[] flag, int[] picked) {
    int count = 0;
    for (int i = 0; i < takenCount; i++) {
      int row = taken[i];
      picked[count] = row;
      count += flag[row] ? 1 : 0;
    }
    return count;
  }

  Form form(int column) {
    return forms[column];
  }

  long[] longs(int column) {
    return longs[column];
  }

  double[] doubles(int column) {
    return doubles[column];
  }

  boolean[] flags(int column) {
    return flags[column];
  }

  UTF8String text(int column, int row) {
    return texts[column].at(row);
  }

  void setTexts(int column, Texts values) {
    texts[column] = values;
  }

  /** Where a column is null; null if it is nowhere. */
  boolean[] nulls(int column) {
    return nulls[column];
  }

  /** The same to be filled, at first false everywhere. */
  boolean[] newNulls(int column) {
    if (nullSpace[column] == null) {
      nullSpace[column] = new boolean[space];
    } else {
      Arrays.fill(nullSpace[column], 0, rows, false);
    }
    nulls[column] = nullSpace[column];
    return nulls[column];
  }

  /** Takes over a value of a row. */
  void put(int column, int at, InternalRow row, int field) {
    Form form = forms[column];
    if (form == Form.FLAG) {
      flags[column][at] = row.getBoolean(field);
    } else if (row.isNullAt(field)) {
      (nulls[column] == null ? newNulls(column) : nulls[column])[at] = true;
    } else if (form == Form.LONG) {
      longs[column][at] = row.getLong(field);
    } else if (form == Form.DOUBLE) {
      doubles[column][at] = row.getDouble(field);
    } else {
      copies(column).set(at, row.getUTF8String(field));
    }
  }

  private Copies copies(int column) {
    if (!(texts[column] instanceof Copies)) {
      texts[column] = new Copies(new UTF8String[space]);
    }
    return (Copies) texts[column];
  }

  /** Texts of rows that are gone when they are asked for. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Copies(UTF8String[] values) implements Texts {
    @Override
    public UTF8String at(int row) {
      return values[row];
    }

    void set(int row, UTF8String value) {
      values[row] = value.clone();
    }
  }
}
