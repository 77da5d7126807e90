package dev.assay.jobs.score;

import dev.assay.model.EpochUnit;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * How a number is taken from a slot of a column, or of an array: whole numbers, booleans (0 or 1),
 * dates and timestamps as a long, fractions as a double.
 *
 * @param kind the slot's physical type
 * @param precision of decimals
 * @param scale of decimals
 * @param multiply what a long is multiplied with, to come from days to a finer unit
 * @param divide what a long is divided by, to come from microseconds to a coarser unit
 */
record NumberCell(Kind kind, int precision, int scale, long multiply, long divide) {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** Physical types. */
  enum Kind {
    BOOLEAN,
    BYTE,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    DECIMAL
  }

  static NumberCell of(DataType type, EpochUnit epoch) {
    if (type instanceof DateType) {
      return new NumberCell(Kind.INT, 0, 0, MICROS_PER_DAY, micros(epoch));
    }
    if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      return new NumberCell(Kind.LONG, 0, 0, 1, micros(epoch));
    }
    if (type instanceof DecimalType decimal) {
      return new NumberCell(Kind.DECIMAL, decimal.precision(), decimal.scale(), 1, 1);
    }
    return new NumberCell(kind(type), 0, 0, 1, 1);
  }

  private static Kind kind(DataType type) {
    if (type instanceof BooleanType) {
      return Kind.BOOLEAN;
    } else if (type instanceof ByteType) {
      return Kind.BYTE;
    } else if (type instanceof ShortType) {
      return Kind.SHORT;
    } else if (type instanceof IntegerType) {
      return Kind.INT;
    } else if (type instanceof LongType) {
      return Kind.LONG;
    } else if (type instanceof FloatType) {
      return Kind.FLOAT;
    } else if (type instanceof DoubleType) {
      return Kind.DOUBLE;
    }
    throw new IllegalArgumentException("not a number: " + type);
  }

  private static long micros(EpochUnit unit) {
    return switch (unit) {
      case DAYS -> MICROS_PER_DAY;
      case SECONDS -> 1_000_000L;
      case MILLIS -> 1_000L;
      case MICROS -> 1L;
    };
  }

  boolean integral() {
    return kind != Kind.FLOAT && kind != Kind.DOUBLE && kind != Kind.DECIMAL;
  }

  private long unit(long value) {
    if (multiply == divide) {
      return value;
    }
    boolean fits = Math.abs(value) <= Long.MAX_VALUE / multiply;
    // Beyond 290,000 years: too large for any tensor, see saturated.
    return fits
        ? Math.floorDiv(value * multiply, divide)
        : value > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  /** Whether a value that {@link #asLong} gave stands for one that no long can hold. */
  boolean saturated(long value) {
    return multiply > divide && (value == Long.MAX_VALUE || value == Long.MIN_VALUE);
  }

  long asLong(ColumnVector column, int row) {
    return unit(
        switch (kind) {
          case BOOLEAN -> column.getBoolean(row) ? 1 : 0;
          case BYTE -> column.getByte(row);
          case SHORT -> column.getShort(row);
          case INT -> column.getInt(row);
          case LONG -> column.getLong(row);
          case FLOAT, DOUBLE, DECIMAL -> throw new IllegalStateException("not integral: " + kind);
        });
  }

  double asDouble(ColumnVector column, int row) {
    return switch (kind) {
      case FLOAT -> column.getFloat(row);
      case DOUBLE -> column.getDouble(row);
      case DECIMAL -> column.getDecimal(row, precision, scale).toDouble();
      case BOOLEAN, BYTE, SHORT, INT, LONG -> (double) asLong(column, row);
    };
  }

  long asLong(SpecializedGetters array, int i) {
    return unit(
        switch (kind) {
          case BOOLEAN -> array.getBoolean(i) ? 1 : 0;
          case BYTE -> array.getByte(i);
          case SHORT -> array.getShort(i);
          case INT -> array.getInt(i);
          case LONG -> array.getLong(i);
          case FLOAT, DOUBLE, DECIMAL -> throw new IllegalStateException("not integral: " + kind);
        });
  }

  double asDouble(SpecializedGetters array, int i) {
    return switch (kind) {
      case FLOAT -> array.getFloat(i);
      case DOUBLE -> array.getDouble(i);
      case DECIMAL -> array.getDecimal(i, precision, scale).toDouble();
      case BOOLEAN, BYTE, SHORT, INT, LONG -> (double) asLong(array, i);
    };
  }
}
