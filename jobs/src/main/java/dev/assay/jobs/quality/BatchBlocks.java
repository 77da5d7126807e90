package dev.assay.jobs.quality;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.JavaConverters;

/**
 * Blocks of the batches of a scan. Columns that are plain values of the batch, their hashes or
 * whether they are there, are read by loops over the batch's vectors; only what is left, such as
 * predicates, by code that Spark generates for rows.
 */
final class BatchBlocks implements Iterator<Block> {
  private final Iterator<ColumnarBatch> batches;
  private final Block block;
  private final List<VectorReader> readers = new ArrayList<>();
  private final int[] generated;
  private final UnsafeProjection projection;
  private final UnsafeProjection filter;

  BatchBlocks(BatchInput input, Iterator<ColumnarBatch> batches) {
    this.batches = batches;
    this.block = new Block(input.forms());
    List<Expression> left = new ArrayList<>();
    List<Integer> ordinals = new ArrayList<>();
    for (int c = 0; c < input.columns().size(); c++) {
      VectorReader reader = VectorReader.of(input.columns().get(c), c);
      if (reader == null) {
        ordinals.add(c);
        left.add(input.columns().get(c));
      } else {
        readers.add(reader);
      }
    }
    this.generated = ordinals.stream().mapToInt(c -> c).toArray();
    this.projection = left.isEmpty() ? null : projection(left);
    this.filter = input.filter() == null ? null : projection(List.of(input.filter()));
  }

  private static UnsafeProjection projection(List<Expression> expressions) {
    return UnsafeProjection.create(
        JavaConverters.asScalaBuffer(new ArrayList<>(expressions)).toSeq());
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public Block next() {
    ColumnarBatch batch = batches.next();
    block.begin(batch.numRows());
    if (filter != null) {
      block.leaveOut(kept(batch));
    }
    for (VectorReader reader : readers) {
      reader.read(batch, block);
    }
    if (projection != null) {
      generate(batch);
    }
    return block;
  }

  private boolean[] kept(ColumnarBatch batch) {
    boolean[] kept = new boolean[batch.numRows()];
    for (int row = 0; row < kept.length; row++) {
      InternalRow verdict = filter.apply(batch.getRow(row));
      kept[row] = !verdict.isNullAt(0) && verdict.getBoolean(0);
    }
    return kept;
  }

  private void generate(ColumnarBatch batch) {
    int[] taken = block.taken();
    for (int i = 0; i < block.takenCount(); i++) {
      InternalRow row = projection.apply(batch.getRow(taken[i]));
      for (int field = 0; field < generated.length; field++) {
        block.put(generated[field], taken[i], row, field);
      }
    }
  }
}
