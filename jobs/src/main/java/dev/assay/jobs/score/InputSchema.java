package dev.assay.jobs.score;

import dev.assay.jobs.expression.KeyText;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/**
 * The columns of the batches that the operator is given.
 *
 * @param columns their names and types, in order
 */
record InputSchema(StructType columns) implements Serializable {

  static InputSchema of(Seq<Attribute> output) {
    StructType type = new StructType();
    for (Attribute attribute : Scalas.list(output)) {
      type = type.add(attribute.name(), attribute.dataType(), attribute.nullable());
    }
    return new InputSchema(type);
  }

  /** The text of the key of a row. */
  KeyText keyText(List<String> key) {
    return new KeyText(
        key.stream()
            .map(this::ordinal)
            .map(at -> new BoundReference(at, columns.fields()[at].dataType(), true))
            .toList());
  }

  /** The ordinal of a column: by its exact name, else the only one that differs in case alone. */
  int ordinal(String column) {
    List<String> names = List.of(columns.fieldNames());
    int exact = names.indexOf(column);
    if (exact >= 0) {
      return exact;
    }
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no column '" + column + "' in " + names);
  }
}
