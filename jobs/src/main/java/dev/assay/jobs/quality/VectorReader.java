package dev.assay.jobs.quality;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnixDate;
import org.apache.spark.sql.catalyst.expressions.UnixMicros;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.catalyst.expressions.XxHash64;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Tuple2;
import scala.collection.JavaConverters;

/** Reads a column of a block from one vector of a batch. */
abstract class VectorReader {
  private final int ordinal;
  private final int column;

  private VectorReader(int ordinal, int column) {
    this.ordinal = ordinal;
    this.column = column;
  }

  /**
   * The reader of an expression; null for those that are more than a value, its hash, or whether it
   * is there.
   *
   * @param expression over the vectors of a batch
   * @param column where its values go
   */
  static VectorReader of(Expression expression, int column) {
    if (expression instanceof IsNotNull filled && filled.child() instanceof BoundReference value) {
      return new Filled(value.ordinal(), column);
    }
    if (expression instanceof CaseWhen when) {
      return hashWhereFilled(when, column);
    }
    if (expression instanceof XxHash64 hash) {
      return hash(hash, column, false);
    }
    if (expression instanceof BoundReference value && value.dataType() instanceof StringType) {
      return new Text(value.ordinal(), column);
    }
    Expression inner = expression instanceof Cast cast ? cast.child() : expression;
    if (inner != expression && isTime(inner.dataType())) {
      return null; // not the number that a time is kept as
    }
    if (inner instanceof UnixDate || inner instanceof UnixMicros) {
      inner = JavaConverters.seqAsJavaList(inner.children()).get(0);
    }
    if (!(inner instanceof BoundReference value)) {
      return null;
    }
    DataType wanted = expression.dataType();
    Width width = Width.of(value.dataType());
    if (width == null) {
      return null;
    }
    if (wanted.equals(DataTypes.DoubleType)) {
      return new Doubles(value.ordinal(), column, width);
    }
    return wanted.equals(DataTypes.LongType) && width.isInteger()
        ? new Longs(value.ordinal(), column, width)
        : null;
  }

  private static boolean isTime(DataType type) {
    return type.equals(DataTypes.DateType) || type.equals(DataTypes.TimestampType);
  }

  private static VectorReader hashWhereFilled(CaseWhen when, int column) {
    List<Tuple2<Expression, Expression>> branches = JavaConverters.seqAsJavaList(when.branches());
    boolean open = when.elseValue().isEmpty() || isNull(when.elseValue().get());
    return branches.size() == 1
            && open
            && branches.get(0)._1() instanceof IsNotNull filled
            && branches.get(0)._2() instanceof XxHash64 hash
            && hash.children().size() == 1
            && hash.children().head().equals(filled.child())
        ? hash(hash, column, true)
        : null;
  }

  private static boolean isNull(Expression e) {
    return e instanceof Literal literal && literal.value() == null;
  }

  /** Of one value, which a constant may stand before. */
  private static VectorReader hash(XxHash64 hash, int column, boolean nullable) {
    List<Expression> parts = JavaConverters.seqAsJavaList(hash.children());
    long seed = hash.seed();
    if (parts.size() == 2
        && parts.get(0) instanceof Literal literal
        && literal.value() instanceof Long constant) {
      seed = XXH64.hashLong(constant, seed);
    } else if (parts.size() != 1) {
      return null;
    }
    if (!(parts.get(parts.size() - 1) instanceof BoundReference value)) {
      return null;
    }
    if (value.dataType() instanceof StringType) {
      return new TextHash(value.ordinal(), column, seed, nullable);
    }
    Width width = Width.of(value.dataType());
    return width != null && width.isInteger()
        ? new IntegerHash(value.ordinal(), column, width, seed, nullable)
        : null;
  }

  /** Takes over the values of a batch. */
  final void read(ColumnarBatch batch, Block block) {
    read(batch.column(ordinal), block, column);
  }

  abstract void read(ColumnVector vector, Block block, int target);

  /** Marks the nulls of a vector in the block; where there are any, they are the answer. */
  private static boolean[] nulls(ColumnVector vector, Block block, int target) {
    if (!vector.hasNull()) {
      return null;
    }
    boolean[] nulls = block.newNulls(target);
    for (int i = 0; i < block.rows(); i++) {
      nulls[i] = vector.isNullAt(i);
    }
    return nulls;
  }

  /** How numbers, dates and times lie in vectors. */
  private enum Width {
    BYTE,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE;

    static Width of(DataType type) {
      return switch (type.typeName()) {
        case "byte" -> BYTE;
        case "short" -> SHORT;
        case "integer", "date" -> INT;
        case "long", "timestamp" -> LONG;
        case "float" -> FLOAT;
        case "double" -> DOUBLE;
        default -> null;
      };
    }

    boolean isInteger() {
      return this != FLOAT && this != DOUBLE;
    }
  }

  private static final class Filled extends VectorReader {
    Filled(int ordinal, int column) {
      super(ordinal, column);
    }

    @Override
    void read(ColumnVector vector, Block block, int target) {
      boolean[] flags = block.flags(target);
      boolean nulls = vector.hasNull();
      for (int i = 0; i < block.rows(); i++) {
        flags[i] = !nulls || !vector.isNullAt(i);
      }
    }
  }

  private static final class Longs extends VectorReader {
    private final Width width;

    Longs(int ordinal, int column, Width width) {
      super(ordinal, column);
      this.width = width;
    }

    @Override
    void read(ColumnVector vector, Block block, int target) {
      fill(vector, nulls(vector, block, target), block.longs(target), block.rows(), width);
    }

    static void fill(ColumnVector vector, boolean[] nulls, long[] to, int rows, Width width) {
      for (int i = 0; i < rows; i++) {
        if (nulls == null || !nulls[i]) {
          to[i] =
              switch (width) {
                case BYTE -> vector.getByte(i);
                case SHORT -> vector.getShort(i);
                case INT -> vector.getInt(i);
                default -> vector.getLong(i);
              };
        }
      }
    }
  }

  private static final class Doubles extends VectorReader {
    private final Width width;

    Doubles(int ordinal, int column, Width width) {
      super(ordinal, column);
      this.width = width;
    }

    @Override
    void read(ColumnVector vector, Block block, int target) {
      boolean[] nulls = nulls(vector, block, target);
      double[] to = block.doubles(target);
      for (int i = 0; i < block.rows(); i++) {
        if (nulls == null || !nulls[i]) {
          to[i] =
              switch (width) {
                case BYTE -> vector.getByte(i);
                case SHORT -> vector.getShort(i);
                case INT -> vector.getInt(i);
                case LONG -> (double) vector.getLong(i);
                case FLOAT -> vector.getFloat(i);
                case DOUBLE -> vector.getDouble(i);
              };
        }
      }
    }
  }

  private static final class Text extends VectorReader {
    Text(int ordinal, int column) {
      super(ordinal, column);
    }

    @Override
    void read(ColumnVector vector, Block block, int target) {
      nulls(vector, block, target);
      block.setTexts(target, vector::getUTF8String);
    }
  }

  private static final class IntegerHash extends VectorReader {
    private final Width width;
    private final long seed;
    private final boolean nullable;

    IntegerHash(int ordinal, int column, Width width, long seed, boolean nullable) {
      super(ordinal, column);
      this.width = width;
      this.seed = seed;
      this.nullable = nullable;
    }

    @Override
    void read(ColumnVector vector, Block block, int target) {
      boolean[] nulls = nulls(vector, block, target);
      long[] hashes = block.longs(target);
      Longs.fill(vector, nulls, hashes, block.rows(), width);
      for (int i = 0; i < block.rows(); i++) {
        if (nulls == null || !nulls[i]) {
          hashes[i] =
              width == Width.LONG
                  ? XXH64.hashLong(hashes[i], seed)
                  : XXH64.hashInt((int) hashes[i], seed);
        } else if (!nullable) {
          hashes[i] = seed;
          nulls[i] = false;
        }
      }
    }
  }

  /** Hashes each entry of a dictionary once. */
  private static final class TextHash extends VectorReader {
    private final long seed;
    private final boolean nullable;
    private final DictionaryHashes known = new DictionaryHashes();

    TextHash(int ordinal, int column, long seed, boolean nullable) {
      super(ordinal, column);
      this.seed = seed;
      this.nullable = nullable;
    }

    @Override
    void read(ColumnVector vector, Block block, int target) {
      boolean[] nulls = nulls(vector, block, target);
      long[] hashes = block.longs(target);
      boolean coded = known.begin(vector);
      for (int i = 0; i < block.rows(); i++) {
        if (nulls == null || !nulls[i]) {
          hashes[i] =
              coded ? known.hash(i, seed) : DictionaryHashes.hash(vector.getUTF8String(i), seed);
        } else if (!nullable) {
          hashes[i] = seed;
          nulls[i] = false;
        }
      }
    }
  }
}
