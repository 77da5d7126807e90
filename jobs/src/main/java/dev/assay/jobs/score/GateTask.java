package dev.assay.jobs.score;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.expression.Causes;
import dev.assay.jobs.expression.KeyText;
import dev.assay.quality.Action;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BitwiseOr;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import scala.runtime.AbstractPartialFunction;

/**
 * Evaluates the row rules on the batches of one task. A row's verdict is one bit for each rule, 64
 * to a word, and one generated projection computes all words from a view of the row in its batch.
 */
final class GateTask {
  private final List<RowGate.Rule> rules;
  private final KeyText keys;
  private final RuleTotals totals;
  private final int words;
  private final List<Expression> verdicts = new ArrayList<>();
  private final int[] columns;
  private UnsafeProjection projection;
  private UnsafeProjection withoutNulls;
  private final long[] quarantine;
  private final long[] tag;
  private final BitCounter[] failedCounts;
  private final BitCounter[] aboutCounts;
  private long rowsSeen;
  private long quarantined;
  private long[] failed = new long[0];
  private boolean[] held = new boolean[0];
  private boolean anyHeld;
  private boolean anyTagged;

  GateTask(RowGate gate, KeyText keys, RuleTotals totals) {
    this.rules = gate.rules();
    this.keys = keys;
    this.totals = totals;
    this.words = (rules.size() + Long.SIZE - 1) / Long.SIZE;
    this.quarantine = mask(Action.QUARANTINE);
    this.tag = mask(Action.TAG);
    this.failedCounts = counters(words);
    boolean partial = rules.stream().anyMatch(rule -> rule.about() != null);
    this.aboutCounts = counters(partial ? words : 0);
    for (int w = 0; w < words; w++) {
      verdicts.add(verdict(w));
    }
    for (int w = 0; w < aboutCounts.length; w++) {
      verdicts.add(about(w));
    }
    this.columns = columns(verdicts);
  }

  private static int[] columns(List<Expression> expressions) {
    Set<Integer> ordinals = new TreeSet<>();
    Deque<Expression> left = new ArrayDeque<>(expressions);
    while (!left.isEmpty()) {
      Expression e = left.pop();
      if (e instanceof BoundReference column) {
        ordinals.add(column.ordinal());
      }
      Scalas.list(e.children()).forEach(left::push);
    }
    return ordinals.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The generated code; where no column of the batch has a null it need not look for any. */
  private UnsafeProjection projection(ColumnarBatch batch) {
    boolean nulls = false;
    for (int column : columns) {
      nulls |= batch.column(column).hasNull();
    }
    if (nulls) {
      projection = projection == null ? generated(verdicts) : projection;
      return projection;
    }
    if (withoutNulls == null) {
      withoutNulls = generated(verdicts.stream().map(e -> e.transform(new NotNull())).toList());
    }
    return withoutNulls;
  }

  private static UnsafeProjection generated(List<Expression> expressions) {
    return UnsafeProjection.create(Scalas.<Expression>seq(expressions));
  }

  private static final class NotNull extends AbstractPartialFunction<Expression, Expression> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isDefinedAt(Expression e) {
      return e instanceof BoundReference;
    }

    @Override
    public Expression apply(Expression e) {
      BoundReference column = (BoundReference) e;
      return new BoundReference(column.ordinal(), column.dataType(), false);
    }
  }

  private long[] mask(Action action) {
    long[] mask = new long[words];
    for (int r = 0; r < rules.size(); r++) {
      if (rules.get(r).action() == action) {
        mask[r / Long.SIZE] |= 1L << r;
      }
    }
    return mask;
  }

  private static BitCounter[] counters(int count) {
    BitCounter[] counters = new BitCounter[count];
    for (int i = 0; i < count; i++) {
      counters[i] = new BitCounter();
    }
    return counters;
  }

  /** The rules of a word that a row breaks, as bits. */
  private Expression verdict(int word) {
    List<Expression> bits = new ArrayList<>();
    for (int r = word * Long.SIZE; r < Math.min(rules.size(), (word + 1) * Long.SIZE); r++) {
      bits.add(new If(rules.get(r).good(), bit(0), bit(1L << r)));
    }
    return or(bits);
  }

  /** The rules of a word that are about a row, as bits; those about all rows are left out. */
  private Expression about(int word) {
    List<Expression> bits = new ArrayList<>(List.of(bit(0)));
    for (int r = word * Long.SIZE; r < Math.min(rules.size(), (word + 1) * Long.SIZE); r++) {
      if (rules.get(r).about() != null) {
        bits.add(new If(rules.get(r).about(), bit(1L << r), bit(0)));
      }
    }
    return or(bits);
  }

  private static Literal bit(long bits) {
    return new Literal(bits, DataTypes.LongType);
  }

  /** A balanced tree, so that generated code is not nested too deeply. */
  private static Expression or(List<Expression> bits) {
    if (bits.size() == 1) {
      return bits.get(0);
    }
    int half = bits.size() / 2;
    return new BitwiseOr(or(bits.subList(0, half)), or(bits.subList(half, bits.size())));
  }

  /** Judges all rows of a batch. */
  void judge(ColumnarBatch batch) {
    int rows = batch.numRows();
    if (held.length < rows) {
      failed = new long[rows * words];
      held = new boolean[rows];
    }
    anyHeld = false;
    anyTagged = false;
    rowsSeen += rows;
    UnsafeProjection judge = projection(batch);
    for (int i = 0; i < rows; i++) {
      InternalRow row = batch.getRow(i);
      UnsafeRow verdict = evaluated(judge, row);
      boolean keeps = true;
      for (int w = 0; w < words; w++) {
        long bits = verdict.getLong(w);
        failed[i * words + w] = bits;
        keeps &= bits == 0;
      }
      for (int w = 0; w < aboutCounts.length; w++) {
        aboutCounts[w].add(verdict.getLong(words + w));
      }
      held[i] = false;
      if (!keeps) {
        broken(row, i);
      }
    }
  }

  private UnsafeRow evaluated(UnsafeProjection judge, InternalRow row) {
    try {
      return judge.apply(row);
    } catch (RuntimeException e) {
      throw cannotEvaluate(row, e);
    }
  }

  private void broken(InternalRow row, int i) {
    UTF8String key = keys.of(row);
    for (int w = 0; w < words; w++) {
      long bits = failed[i * words + w];
      failedCounts[w].add(bits);
      held[i] |= (bits & quarantine[w]) != 0;
      anyTagged |= (bits & tag[w]) != 0;
      for (long left = bits; left != 0; left &= left - 1) {
        int rule = w * Long.SIZE + Long.numberOfTrailingZeros(left);
        totals.samples(rule).offer(key);
      }
    }
    if (held[i]) {
      anyHeld = true;
      quarantined++;
    }
  }

  /** Only an ANSI session or a function that insists on its input gets here. */
  private AssayException cannotEvaluate(InternalRow row, RuntimeException failure) {
    RuntimeException cause = failure;
    String culprit = "?";
    for (RowGate.Rule rule : rules) {
      try {
        rule.good().eval(row);
        if (rule.about() != null) {
          rule.about().eval(row);
        }
      } catch (RuntimeException e) {
        culprit = rule.id();
        cause = e;
        break;
      }
    }
    return new AssayException(
        ErrorCode.CONFIG,
        ("Cannot check rule '%s' on the row with key '%s': %s. Write it so that it has a value for"
                + " every row, for example with try_cast or try_divide, or set"
                + " spark.sql.ansi.enabled to false.")
            .formatted(culprit, keys.of(row), Causes.firstLine(cause)),
        cause);
  }

  /** The rows of the batch judged last that must reach no model; null where there are none. */
  boolean[] held() {
    return anyHeld ? held : null;
  }

  boolean held(int row) {
    return anyHeld && held[row];
  }

  /** Whether a row of the batch judged last breaks a rule that tags. */
  boolean anyTagged() {
    return anyTagged;
  }

  /** Whether a row breaks a rule that tags. */
  boolean tagged(int row) {
    for (int w = 0; w < words; w++) {
      if ((failed[row * words + w] & tag[w]) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether two rows break the same rules that tag. */
  boolean taggedAlike(int row, int other) {
    for (int w = 0; w < words; w++) {
      if (((failed[row * words + w] ^ failed[other * words + w]) & tag[w]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The ids of the rules that tag a row, in order. */
  List<String> tags(int row) {
    return ids(row, tag);
  }

  /** The ids of the rules that keep a row from the models, in order. */
  List<String> holding(int row) {
    return ids(row, quarantine);
  }

  private List<String> ids(int row, long[] among) {
    List<String> ids = new ArrayList<>();
    for (int r = 0; r < rules.size(); r++) {
      int w = r / Long.SIZE;
      if ((failed[row * words + w] & among[w] & 1L << r) != 0) {
        ids.add(rules.get(r).id());
      }
    }
    return ids;
  }

  /** Hands the task's counts over; rows that break a quarantine rule are the result. */
  long finish() {
    for (int r = 0; r < rules.size(); r++) {
      int w = r / Long.SIZE;
      int bit = r % Long.SIZE;
      long about = rules.get(r).about() == null ? rowsSeen : aboutCounts[w].count(bit);
      totals.counted(r, about, failedCounts[w].count(bit));
    }
    return quarantined;
  }
}
