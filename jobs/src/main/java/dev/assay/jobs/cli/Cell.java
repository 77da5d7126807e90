package dev.assay.jobs.cli;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/** A value of a table as text. */
final class Cell {
  private Cell() {}

  /** The text of one value; arrays and rows in brackets. */
  static String text(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      return JavaConverters.mapAsJavaMap(map).toString();
    }
    if (value instanceof scala.collection.Seq<?> sequence) {
      return list(JavaConverters.seqAsJavaList(sequence));
    }
    if (value instanceof Row row) {
      List<Object> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(row.get(i));
      }
      return list(cells);
    }
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
  }

  private static String list(List<?> values) {
    return "[" + String.join(", ", values.stream().map(Cell::text).toList()) + "]";
  }
}
