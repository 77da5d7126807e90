package dev.assay.jobs.quality;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Blocks of rows that already have the columns that states read. */
final class RowBlocks implements Iterator<Block> {
  private static final int ROWS = 1024;

  private final Iterator<InternalRow> rows;
  private final int columns;
  private final Block block;

  RowBlocks(List<Block.Form> forms, Iterator<InternalRow> rows) {
    this.rows = rows;
    this.columns = forms.size();
    this.block = new Block(forms);
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Block next() {
    if (!rows.hasNext()) {
      throw new NoSuchElementException();
    }
    block.begin(ROWS);
    int count = 0;
    while (count < ROWS && rows.hasNext()) {
      InternalRow row = rows.next();
      for (int c = 0; c < columns; c++) {
        block.put(c, count, row, c);
      }
      count++;
    }
    block.end(count);
    return block;
  }
}
