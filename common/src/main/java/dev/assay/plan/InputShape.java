package dev.assay.plan;

import java.util.List;

/**
 * The columns that a scoring run reads: the key columns, then the pass-through columns, then every
 * other column that a model needs, once. Names are as the table spells them.
 *
 * @param columns all of them, in the order of the shaped input
 * @param key the first columns
 * @param passThrough the columns after the key
 * @param models one for each planned model, in their order
 * @param warnings what a person should know, one sentence each
 */
public record InputShape(
    List<Column> columns,
    List<Column> key,
    List<Column> passThrough,
    List<ModelBinding> models,
    List<String> warnings) {

  public InputShape {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    passThrough = List.copyOf(passThrough);
    models = List.copyOf(models);
    warnings = List.copyOf(warnings);
  }

  /** The same with more warnings. */
  public InputShape withWarnings(List<String> more) {
    List<String> all = new java.util.ArrayList<>(warnings);
    all.addAll(more);
    return new InputShape(columns, key, passThrough, models, all);
  }
}
