package dev.assay.jobs.score;

import dev.assay.jobs.expression.KeyText;
import dev.assay.quality.RowPredicate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.unsafe.types.UTF8String;

/** Keys of some rows that break row rules, of a table that is not scored. */
public final class RowSamples {
  private static final String BROKEN = "__assay_broken_";

  private RowSamples() {}

  /**
   * Finds the keys that a scoring run would show, in one pass for all rules.
   *
   * @param rows a table with what the rules look up
   * @param key columns that name a row
   * @param rules rules that can be evaluated on every row
   * @return the keys by rule; none for a rule that no row breaks
   */
  public static Map<String, List<String>> of(
      Dataset<Row> rows, List<String> key, List<RowPredicate> rules) {
    Dataset<Row> broken = broken(rows, key, rules);
    InputSchema columns = new InputSchema(broken.schema());
    List<String> ids = rules.stream().map(RowPredicate::ruleId).toList();
    RuleTotals totals =
        broken
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(part -> List.of(sampled(part, columns.keyText(key), ids)).iterator())
            .treeAggregate(new RuleTotals(ids), RowSamples::sum, RowSamples::sum);
    Map<String, List<String>> keys = new LinkedHashMap<>();
    totals.byRule().forEach((rule, counts) -> keys.put(rule, counts.sampleKeys()));
    return keys;
  }

  /** The rows that break a rule: the key's columns, and for each rule whether they break it. */
  private static Dataset<Row> broken(
      Dataset<Row> rows, List<String> key, List<RowPredicate> rules) {
    List<Column> wanted = new ArrayList<>();
    for (int r = 0; r < rules.size(); r++) {
      wanted.add(functions.not(functions.expr(rules.get(r).good())).as(BROKEN + r));
    }
    key.forEach(name -> wanted.add(functions.col("`" + name.replace("`", "``") + "`")));
    Column any = functions.lit(false);
    for (int r = 0; r < rules.size(); r++) {
      any = any.or(functions.col(BROKEN + r));
    }
    return rows.select(wanted.toArray(Column[]::new)).filter(any);
  }

  private static RuleTotals sampled(Iterator<InternalRow> rows, KeyText key, List<String> rules) {
    RuleTotals totals = new RuleTotals(rules);
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      UTF8String text = key.of(row);
      for (int r = 0; r < rules.size(); r++) {
        if (row.getBoolean(r)) {
          totals.samples(r).offer(text);
        }
      }
    }
    return totals;
  }

  private static RuleTotals sum(RuleTotals totals, RuleTotals others) {
    totals.add(others);
    return totals;
  }
}
