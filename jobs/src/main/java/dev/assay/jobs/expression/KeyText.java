package dev.assay.jobs.expression;

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
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.JavaConverters;

/** The key of a row as text, as Spark writes values in UTC: {@code 42}, or {@code 2018, north}. */
public final class KeyText {
  private static final Option<String> UTC = Option.apply("UTC");

  private final List<BoundReference> key;
  private UnsafeProjection projection;

  /** The text of these columns of rows. */
  public KeyText(List<BoundReference> key) {
    this.key = List.copyOf(key);
  }

  /** The text, valid until the next call. */
  public UTF8String of(InternalRow row) {
    if (projection == null) {
      projection = UnsafeProjection.create(seq(List.of(text())));
    }
    return projection.apply(row).getUTF8String(0);
  }

  private Expression text() {
    List<Expression> parts = new ArrayList<>(List.of(literal(", ")));
    for (BoundReference column : key) {
      parts.add(new Coalesce(seq(List.of(text(column), literal("null")))));
    }
    return new ConcatWs(seq(parts));
  }

  private static Expression text(BoundReference column) {
    return column.dataType() instanceof BinaryType
        ? new Hex(column)
        : Cast$.MODULE$.apply(column, DataTypes.StringType, UTC, false);
  }

  private static Expression literal(String text) {
    return new Literal(UTF8String.fromString(text), DataTypes.StringType);
  }

  private static scala.collection.immutable.List<Expression> seq(List<Expression> list) {
    return JavaConverters.asScalaBuffer(list).toList();
  }
}
