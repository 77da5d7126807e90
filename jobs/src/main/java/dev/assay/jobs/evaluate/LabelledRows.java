package dev.assay.jobs.evaluate;

import dev.assay.evaluation.EvaluatedRow;
import dev.assay.evaluation.RowKey;
import dev.assay.jobs.expression.KeyText;
import dev.assay.model.Task;
import dev.assay.statistics.ScoreBins;
import dev.assay.statistics.UnitHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import scala.collection.JavaConverters;

/**
 * Makes labelled rows of the facts of a partition, which stand key by key, and gives those that all
 * models have scored to a sink. All others are counted by reason.
 */
final class LabelledRows {
  /** What no unit of a table begins with. */
  private static final String OWN_UNIT = "\u0000";

  private final JoinPlan plan;
  private final RowSink sink;
  private final JoinCounts counts;
  private final UnsafeProjection keyOf;
  private final KeyText keyText;
  private final DataType keyType; // of the only column; null for several
  private final int behindKey;
  private final int models;
  private final boolean multiclass;
  private final int inputParts;
  private final boolean attributes;
  private final EvaluatedRow row;
  private final RowPlaces places;
  private final UnsafeRow key;

  private final int[] scoreFacts;
  private final int[] rejections;
  private int rowFacts;
  private int labelFacts;
  private int labelsThatCount;
  private int attributeFacts;
  private Exclusion leftOut;
  private boolean weightRead;
  private boolean unitRead;
  private boolean unitMissing;
  private double label;
  private String odd;
  private double weight;
  private double amount;
  private long unit;

  LabelledRows(JoinPlan plan, RowSink sink, JoinCounts counts) {
    this.plan = plan;
    this.sink = sink;
    this.counts = counts;
    this.behindKey = plan.key().length();
    List<BoundReference> columns = new ArrayList<>();
    for (int k = 0; k < behindKey; k++) {
      columns.add(new BoundReference(k, plan.key().fields()[k].dataType(), true));
    }
    List<Expression> expressions = List.copyOf(columns);
    this.keyOf =
        UnsafeProjection.create(
            JavaConverters.asScalaBufferConverter(expressions).asScala().toSeq());
    this.keyText = new KeyText(columns);
    this.keyType = behindKey == 1 ? columns.get(0).dataType() : null;
    this.key = UnsafeRow.createFromByteArray(0, behindKey);
    this.models = plan.spec().models().size();
    this.multiclass = plan.spec().task() == Task.MULTICLASS;
    this.inputParts = plan.inputParts();
    this.attributes = plan.parts().size() > inputParts;
    this.row = new EvaluatedRow(plan.spec());
    this.row.name(new Key());
    this.places = new RowPlaces(plan, sink);
    this.scoreFacts = new int[models];
    this.rejections = new int[models];
  }

  /** Takes all facts of a partition. */
  void takeAll(Iterator<InternalRow> facts) {
    boolean any = false;
    while (facts.hasNext()) {
      InternalRow fact = facts.next();
      UnsafeRow itsKey = keyOf.apply(fact);
      if (!any || !itsKey.equals(key)) {
        if (any) {
          finish();
        }
        any = true;
        key.copyFrom(itsKey);
        clear();
      }
      take(fact);
    }
    if (any) {
      finish();
    }
  }

  private void clear() {
    Arrays.fill(scoreFacts, 0);
    Arrays.fill(rejections, 0);
    rowFacts = 0;
    labelFacts = 0;
    labelsThatCount = 0;
    attributeFacts = 0;
    leftOut = null;
    weightRead = false;
    unitRead = false;
    label = Double.NaN;
    odd = null;
    weight = 1;
    amount = Double.NaN;
    places.clear();
  }

  private void take(InternalRow fact) {
    int kind = fact.getInt(behindKey + FactColumns.KIND_AT);
    if ((kind & FactColumns.HAS_SCORE) != 0) {
      takeScore(fact, kind);
    }
    if ((kind & FactColumns.HAS_ROW) != 0) {
      rowFacts++;
      places.put(0, fact.getArray(behindKey + FactColumns.PARTS_AT));
      takeUnit(fact);
    }
    boolean counts = (kind & FactColumns.HAS_LABEL) == 0 || takeLabel(fact, kind);
    if (counts && (kind & FactColumns.HAS_WEIGHT) != 0) {
      int at = behindKey + FactColumns.WEIGHT_AT;
      weightRead = true;
      weight = fact.isNullAt(at) ? Double.NaN : fact.getDouble(at);
    }
    if (counts && (kind & FactColumns.HAS_AMOUNT) != 0) {
      int at = behindKey + FactColumns.AMOUNT_AT;
      amount = fact.isNullAt(at) ? Double.NaN : fact.getDouble(at);
    }
    if ((kind & FactColumns.HAS_ATTRIBUTES) != 0) {
      attributeFacts++;
      places.put(inputParts, fact.getArray(behindKey + FactColumns.PARTS_AT));
    }
  }

  private void takeScore(InternalRow fact, int kind) {
    int model = kind >>> FactColumns.MODEL_SHIFT;
    scoreFacts[model]++;
    if ((kind & FactColumns.REJECTED) != 0) {
      rejections[model]++;
      return;
    }
    int at = behindKey + FactColumns.SCORE_AT;
    row.scores()[model] = fact.isNullAt(at) ? Double.NaN : fact.getDouble(at);
    if (multiclass) {
      takeProbabilities(fact, model);
    }
  }

  private void takeProbabilities(InternalRow fact, int model) {
    int at = behindKey + FactColumns.SCORES_AT;
    double[] probabilities = row.probabilities()[model];
    ArrayData scores = fact.isNullAt(at) ? null : fact.getArray(at);
    if (scores == null || scores.numElements() != probabilities.length) {
      row.scores()[model] = Double.NaN;
      return;
    }
    for (int k = 0; k < probabilities.length; k++) {
      probabilities[k] = scores.getFloat(k);
      if (Double.isNaN(probabilities[k])) {
        row.scores()[model] = Double.NaN;
      }
    }
  }

  private void takeUnit(InternalRow fact) {
    int at = behindKey + FactColumns.UNIT_AT;
    unitRead = true;
    unitMissing = fact.isNullAt(at);
    if (unitMissing) {
      unit = UnitHash.of(OWN_UNIT + HexFormat.of().formatHex(key.getBytes()));
    } else if (plan.unitIsText()) {
      unit = UnitHash.of(fact.getUTF8String(at).toString());
    } else {
      unit = UnitHash.of(fact.getLong(at));
    }
  }

  /** Whether the label counts; one that does not may stand beside one that does. */
  private boolean takeLabel(InternalRow fact, int kind) {
    labelFacts++;
    Exclusion why = whyLeftOut(kind);
    if (why != null) {
      // of several the one that went furthest says what the row waits for
      leftOut = leftOut == null || why.compareTo(leftOut) > 0 ? why : leftOut;
      return false;
    }
    labelsThatCount++;
    int at = behindKey + FactColumns.LABEL_AT;
    label = fact.isNullAt(at) ? Double.NaN : fact.getDouble(at);
    int oddAt = behindKey + FactColumns.ODD_AT;
    odd = fact.isNullAt(oddAt) ? null : fact.getUTF8String(oddAt).toString();
    return true;
  }

  private static Exclusion whyLeftOut(int kind) {
    if ((kind & FactColumns.FILTERED) != 0) {
      return Exclusion.LABELS_FILTERED;
    }
    if ((kind & FactColumns.UNTIMED) != 0) {
      return Exclusion.LABELS_UNTIMED;
    }
    return (kind & FactColumns.IMMATURE) != 0 ? Exclusion.LABELS_IMMATURE : null;
  }

  /** All facts of the key are there. */
  private void finish() {
    counts.label(labelFacts);
    int rows = rowFacts;
    for (int m = 0; m < models; m++) {
      rows = Math.max(rows, scoreFacts[m]);
      counts.reject(m, rejections[m]);
    }
    counts.row(rows);
    if (key.anyNull()) {
      counts.exclude(Exclusion.ROWS_WITHOUT_KEY, rows);
      counts.exclude(Exclusion.LABELS_WITHOUT_KEY, labelFacts);
    } else if (rows == 0) {
      counts.exclude(Exclusion.ROWS_MISSING, labelFacts);
    } else {
      Exclusion why = why(rows);
      if (why != null) {
        counts.exclude(why, rows);
      } else {
        compare();
      }
    }
  }

  private Exclusion why(int rows) {
    if (rows > 1) {
      return Exclusion.ROWS_DUPLICATE;
    }
    // rejected rows of published predictions have no columns of the input, and so no label there
    Exclusion of = plan.label().source() == JoinPlan.Source.INPUT ? whyScore() : null;
    if (of == null) {
      of = whyLabel();
    }
    if (of == null && attributeFacts > 1) {
      of = Exclusion.ATTRIBUTES_DUPLICATE;
    }
    if (of == null) {
      of = whyScore();
    }
    for (int m = 0; of == null && m < models; m++) {
      of = Double.isNaN(row.scores()[m]) ? Exclusion.SCORES_UNDEFINED : null;
    }
    return of;
  }

  private Exclusion whyScore() {
    for (int m = 0; m < models; m++) {
      if (rejections[m] > 0) {
        return Exclusion.ROWS_REJECTED;
      }
    }
    for (int m = 0; m < models; m++) {
      if (scoreFacts[m] == 0) {
        return Exclusion.ROWS_NOT_SCORED;
      }
    }
    return unitRead ? null : Exclusion.ROWS_NOT_SCORED;
  }

  private Exclusion whyLabel() {
    if (labelFacts == 0) {
      return Exclusion.LABELS_MISSING;
    }
    if (labelsThatCount > 1) {
      return Exclusion.LABELS_DUPLICATE;
    }
    if (labelsThatCount == 0) {
      return leftOut;
    }
    return Double.isNaN(label) && odd == null ? Exclusion.LABELS_NULL : null;
  }

  private void compare() {
    if (odd != null) {
      counts.oddLabel(odd);
      return;
    }
    boolean weighted = plan.weightSource() != null;
    if (weighted && !(weightRead && weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      counts.badWeight(keyText.of(key).toString());
      return;
    }
    boolean valued = plan.amountSource() != null;
    if (valued && !(ScoreBins.summable(amount) && ScoreBins.summable(amount * weight))) {
      counts.badAmount(keyText.of(key).toString());
      return;
    }
    if (attributes && attributeFacts == 0) {
      counts.exclude(Exclusion.ATTRIBUTES_MISSING, 1);
    }
    if (unitMissing) {
      counts.exclude(Exclusion.UNITS_MISSING, 1);
    }
    counts.compare();
    places.fill(row);
    row.set(label, weighted ? weight : 1, unit);
    row.setAmount(valued ? amount : 0);
    sink.add(row);
  }

  /** The key of the row that is being finished. */
  private final class Key implements RowKey {
    @Override
    public String text() {
      return keyText.of(key).toString();
    }

    @Override
    public long hash() {
      if (keyType instanceof LongType) {
        return UnitHash.of(key.getLong(0));
      }
      return keyType instanceof IntegerType ? UnitHash.of(key.getInt(0)) : UnitHash.of(text());
    }
  }
}
