package dev.assay.evaluation;

/** What names the row that is being taken; read of rows that are drawn, which are few. */
public interface RowKey {
  /** The key as text: of equal keys the same. */
  String text();

  /** The key's hash by {@link dev.assay.statistics.UnitHash}. */
  long hash();
}
