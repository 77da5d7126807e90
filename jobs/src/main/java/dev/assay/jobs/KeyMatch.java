package dev.assay.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How keys were found in an input, each of which counts once.
 *
 * @param asked keys
 * @param found of them, those that a row of the input has
 * @param ambiguous of them, those that several rows have
 * @param example one of these as text; null for none
 * @param keeping found keys whose row breaks no rule
 * @param broken found keys whose row breaks a rule, by the rule
 */
record KeyMatch(
    long asked,
    long found,
    long ambiguous,
    String example,
    long keeping,
    Map<String, Long> broken) {
  private static final String KEY = "__assay_key_";
  private static final String BROKEN = "__assay_broken_";
  private static final String ROWS = "__assay_rows";

  /** The rows of an input that have one of some keys. */
  static Dataset<Row> chosen(Dataset<Row> input, Dataset<Row> keys, List<String> key) {
    return input.join(renamed(keys, key), same(key), "left_semi");
  }

  /** The keys that are not among others. */
  static Dataset<Row> without(Dataset<Row> keys, Dataset<Row> others, List<String> key) {
    // The others may be many: what is not among the keys is dropped before rows are moved.
    Dataset<Row> few = chosen(others, keys, key);
    return keys.join(renamed(few, key), same(key), "left_anti");
  }

  private static Dataset<Row> renamed(Dataset<Row> rows, List<String> key) {
    List<Column> columns = new ArrayList<>();
    for (int k = 0; k < key.size(); k++) {
      columns.add(column(key.get(k)).as(KEY + k));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Column same(List<String> key) {
    Column same = functions.lit(true);
    for (int k = 0; k < key.size(); k++) {
      same = same.and(column(key.get(k)).equalTo(functions.col(KEY + k)));
    }
    return same;
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /**
   * Looks for keys, in one pass over the input.
   *
   * @param keys the keys, each once
   * @param chosen the rows that have them
   * @param good by rule, Spark SQL that is true for a row that keeps it, else false
   */
  static KeyMatch of(
      Dataset<Row> keys, Dataset<Row> chosen, List<String> key, Map<String, String> good) {
    List<Column> wanted = new ArrayList<>();
    for (int k = 0; k < key.size(); k++) {
      wanted.add(column(key.get(k)).as(KEY + k));
    }
    List<Column> byKey = new ArrayList<>(List.of(functions.count("*").as(ROWS)));
    List<String> rules = List.copyOf(good.keySet());
    for (int r = 0; r < rules.size(); r++) {
      wanted.add(functions.not(functions.expr(good.get(rules.get(r)))).as(BROKEN + r));
      byKey.add(functions.max(functions.col(BROKEN + r)).as(BROKEN + r));
    }
    Dataset<Row> judged =
        chosen
            .select(wanted.toArray(Column[]::new))
            .groupBy(keyColumns(key))
            .agg(byKey.get(0), byKey.subList(1, byKey.size()).toArray(Column[]::new));
    Row counts = counts(keys.join(judged, same(key), "left_outer"), key, rules.size());
    Map<String, Long> broken = new LinkedHashMap<>();
    for (int r = 0; r < rules.size(); r++) {
      broken.put(rules.get(r), counts.getLong(5 + r));
    }
    return new KeyMatch(
        counts.getLong(0),
        counts.getLong(1),
        counts.getLong(2),
        counts.getString(3),
        counts.getLong(4),
        broken);
  }

  private static Column[] keyColumns(List<String> key) {
    List<Column> columns = new ArrayList<>();
    for (int k = 0; k < key.size(); k++) {
      columns.add(functions.col(KEY + k));
    }
    return columns.toArray(Column[]::new);
  }

  private static Row counts(Dataset<Row> matched, List<String> key, int rules) {
    Column several = functions.col(ROWS).gt(1);
    Column text =
        functions.concat_ws(
            ", ", key.stream().map(k -> column(k).cast("string")).toArray(Column[]::new));
    Column keeps = functions.col(ROWS).isNotNull();
    List<Column> all = new ArrayList<>();
    all.add(functions.count(ROWS));
    all.add(functions.count(functions.when(several, 1)));
    all.add(functions.min(functions.when(several, text)));
    for (int r = 0; r < rules; r++) {
      keeps = keeps.and(functions.not(functions.col(BROKEN + r)));
    }
    all.add(functions.count(functions.when(keeps, 1)));
    for (int r = 0; r < rules; r++) {
      all.add(functions.count(functions.when(functions.col(BROKEN + r), 1)));
    }
    return matched.agg(functions.count("*"), all.toArray(Column[]::new)).first();
  }
}
