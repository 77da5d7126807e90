package dev.assay.jobs.score;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.ConcatWs;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Hex;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/** The key of a row as text, as Spark writes values in UTC: {@code 42}, or {@code 2018, north}. */
final class KeyText {
  private static final Option<String> UTC = Option.apply("UTC");

  private final InputSchema schema;
  private final List<String> key;
  private UnsafeProjection projection;

  KeyText(InputSchema schema, List<String> key) {
    this.schema = schema;
    this.key = key;
  }

  /** The text, valid until the next call. */
  UTF8String of(InternalRow row) {
    if (projection == null) {
      projection = UnsafeProjection.create(Scalas.<Expression>seq(List.of(text())));
    }
    return projection.apply(row).getUTF8String(0);
  }

  private Expression text() {
    List<Expression> parts = new ArrayList<>(List.of(literal(", ")));
    for (String column : key) {
      parts.add(new Coalesce(Scalas.seq(List.of(text(column), literal("null")))));
    }
    return new ConcatWs(Scalas.<Expression>seq(parts));
  }

  private Expression text(String column) {
    int ordinal = schema.ordinal(column);
    StructField field = schema.columns().fields()[ordinal];
    BoundReference value = new BoundReference(ordinal, field.dataType(), true);
    return field.dataType() instanceof BinaryType
        ? new Hex(value)
        : Cast$.MODULE$.apply(value, DataTypes.StringType, UTC, false);
  }

  private static Expression literal(String text) {
    return new Literal(UTF8String.fromString(text), DataTypes.StringType);
  }
}
