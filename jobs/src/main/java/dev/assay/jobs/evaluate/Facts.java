package dev.assay.jobs.evaluate;

import dev.assay.jobs.evaluate.JoinPlan.Label;
import dev.assay.jobs.evaluate.JoinPlan.Part;
import dev.assay.jobs.evaluate.JoinPlan.Source;
import dev.assay.model.Task;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What is known of rows, each fact a row of its own with the row's key: scores of a model, columns
 * of the input, the label, protected attributes. All have the same few columns, so that one shuffle
 * brings them together whatever the number of tables.
 */
public final class Facts {
  private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType, true);
  private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType, false);

  private final JoinPlan plan;
  private Dataset<Row> all;

  /** No facts yet. */
  public Facts(JoinPlan plan) {
    this.plan = plan;
  }

  /**
   * Adds scores.
   *
   * @param scored a row for each row and model, with the key columns of the input
   * @param model the place of the row's model in the evaluation
   * @param accepted whether the model scored the row
   * @param score the score
   * @param scores the scores of all classes; null for other tasks
   * @param carriers models whose rows also have the columns of the input; null for none
   */
  public Facts addScores(
      Dataset<Row> scored,
      Column model,
      Column accepted,
      Column score,
      Column scores,
      Column carriers) {
    Column kind =
        model
            .multiply(1 << FactColumns.MODEL_SHIFT)
            .plus(FactColumns.HAS_SCORE)
            .plus(flag(functions.not(accepted), FactColumns.REJECTED));
    Fact fact = new Fact(plan.key().fieldNames());
    fact.score = functions.when(accepted, score);
    fact.scores = scores == null ? null : functions.when(accepted, scores);
    if (carriers == null) {
      fact.kind = kind;
    } else {
      Fact row = rowFact();
      fact.kind = kind.plus(functions.when(carriers, row.kind).otherwise(0));
      fact.parts = functions.when(carriers, row.parts);
      fact.unit = functions.when(carriers, row.unit);
      fact.weight = row.weight == null ? null : functions.when(carriers, row.weight);
      fact.amount = row.amount == null ? null : functions.when(carriers, row.amount);
      fact.label = row.label == null ? null : functions.when(carriers, row.label);
      fact.odd = row.odd == null ? null : functions.when(carriers, row.odd);
    }
    return add(scored, fact);
  }

  /** Adds rows of the input; each has its columns. */
  public Facts addInput(Dataset<Row> input) {
    return add(input, rowFact());
  }

  /** Adds labels of a table of their own. */
  public Facts addLabels(Dataset<Row> labels, List<String> key) {
    Fact fact = new Fact(key.toArray(String[]::new));
    putLabel(fact);
    if (plan.weightSource() == Source.LABELS) {
      putWeight(fact);
    }
    if (plan.amountSource() == Source.LABELS) {
      putAmount(fact);
    }
    return add(labels, fact);
  }

  /** Adds protected attributes of a table of their own. */
  public Facts addAttributes(Dataset<Row> attributes, List<String> key) {
    Fact fact = new Fact(key.toArray(String[]::new));
    fact.kind = functions.lit(FactColumns.HAS_ATTRIBUTES);
    fact.parts = texts(Source.ATTRIBUTES);
    return add(attributes, fact);
  }

  /** The facts, those of a key in one partition and one after the other. */
  public Dataset<Row> byKey(int partitions) {
    Column[] key = new Column[plan.key().length()];
    for (int k = 0; k < key.length; k++) {
      key[k] = functions.col(FactColumns.KEY + k);
    }
    return all.repartition(partitions, key).sortWithinPartitions(key);
  }

  private Fact rowFact() {
    Fact fact = new Fact(plan.key().fieldNames());
    fact.kind = functions.lit(FactColumns.HAS_ROW);
    fact.parts = texts(Source.INPUT);
    fact.unit = functions.expr(plan.unit());
    if (plan.weightSource() == Source.INPUT) {
      putWeight(fact);
    }
    if (plan.amountSource() == Source.INPUT) {
      putAmount(fact);
    }
    if (plan.label().source() == Source.INPUT) {
      putLabel(fact);
    }
    return fact;
  }

  private void putWeight(Fact fact) {
    fact.weight = functions.expr(plan.weight()).cast(DataTypes.DoubleType);
    fact.kind = fact.kind.plus(FactColumns.HAS_WEIGHT);
  }

  private void putAmount(Fact fact) {
    fact.amount = functions.expr(plan.amount()).cast(DataTypes.DoubleType);
    fact.kind = fact.kind.plus(FactColumns.HAS_AMOUNT);
  }

  private void putLabel(Fact fact) {
    Label label = plan.label();
    Column value = functions.expr(label.sql());
    Column place = place(value);
    fact.label = place;
    fact.odd =
        functions.when(place.isNull().and(value.isNotNull()), value.cast(DataTypes.StringType));
    fact.kind = fact.kind.plus(FactColumns.HAS_LABEL);
    if (label.filter() != null) {
      Column counts = functions.coalesce(functions.expr(label.filter()), functions.lit(false));
      fact.kind = fact.kind.plus(flag(functions.not(counts), FactColumns.FILTERED));
    }
    if (label.eventTime() != null) {
      Column day = functions.to_date(functions.expr(label.eventTime()));
      Column mature = functions.date_add(day, label.matureAfter());
      Column late = mature.gt(functions.lit(label.asOf()));
      fact.kind =
          fact.kind
              .plus(flag(day.isNull(), FactColumns.UNTIMED))
              .plus(flag(functions.coalesce(late, functions.lit(false)), FactColumns.IMMATURE));
    }
  }

  /** The number that a label stands for; null where it is no class, or not finite. */
  private Column place(Column value) {
    if (plan.spec().task() == Task.REGRESSION) {
      Column finite = functions.abs(value).lt(functions.lit(Double.POSITIVE_INFINITY));
      return functions.when(finite, value);
    }
    List<String> classes = plan.spec().classes();
    Column place = functions.lit(null).cast(DataTypes.DoubleType);
    for (int k = classes.size() - 1; k >= 0; k--) {
      place = functions.when(value.equalTo(classes.get(k)), (double) k).otherwise(place);
    }
    return place;
  }

  private Column texts(Source source) {
    Column[] texts =
        plan.parts(source).stream()
            .map(Part::sql)
            .map(functions::expr)
            .map(text -> text.cast(DataTypes.StringType))
            .toArray(Column[]::new);
    return functions.array(texts);
  }

  private static Column flag(Column condition, int bit) {
    return functions.when(condition, bit).otherwise(0);
  }

  private Facts add(Dataset<Row> table, Fact fact) {
    List<Column> columns = new ArrayList<>();
    for (int k = 0; k < fact.key.length; k++) {
      columns.add(
          functions
              .col("`" + fact.key[k].replace("`", "``") + "`")
              .cast(plan.key().fields()[k].dataType())
              .as(FactColumns.KEY + k));
    }
    columns.add(fact.kind.cast(DataTypes.IntegerType).as(FactColumns.KIND));
    columns.add(typed(fact.score, DataTypes.DoubleType, FactColumns.SCORE));
    columns.add(typed(fact.label, DataTypes.DoubleType, FactColumns.LABEL));
    columns.add(typed(fact.weight, DataTypes.DoubleType, FactColumns.WEIGHT));
    columns.add(
        typed(
            fact.unit,
            plan.unitIsText() ? DataTypes.StringType : DataTypes.LongType,
            FactColumns.UNIT));
    columns.add(typed(fact.parts, TEXTS, FactColumns.PARTS));
    columns.add(typed(fact.odd, DataTypes.StringType, FactColumns.ODD));
    if (plan.spec().task() == Task.MULTICLASS) {
      columns.add(typed(fact.scores, FLOATS, FactColumns.SCORES));
    }
    if (plan.amountSource() != null) {
      columns.add(typed(fact.amount, DataTypes.DoubleType, FactColumns.AMOUNT));
    }
    Dataset<Row> facts = table.select(columns.toArray(Column[]::new));
    all = all == null ? facts : all.union(facts);
    return this;
  }

  private static Column typed(Column value, DataType type, String name) {
    return (value == null ? functions.lit(null) : value).cast(type).as(name);
  }

  /** The columns of a fact; null for those that it has not. */
  private static final class Fact {
    private final String[] key;
    private Column kind = functions.lit(0);
    private Column score;
    private Column label;
    private Column weight;
    private Column amount;
    private Column unit;
    private Column parts;
    private Column odd;
    private Column scores;

    private Fact(String[] key) {
      this.key = key;
    }
  }
}
