package dev.assay.jobs.quality;

import com.amazon.deequ.analyzers.CorrelationState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What Pearson's correlation needs, of the rows where both columns have a value. */
final class CoMoments extends Accumulator {
  private final int first;
  private final int second;
  private double count;
  private double firstMean;
  private double secondMean;
  private double products;
  private double firstSquares;
  private double secondSquares;

  /**
   * @param first ordinal of a double
   * @param second ordinal of a double
   */
  CoMoments(int first, int second) {
    this.first = first;
    this.second = second;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The correlation; NaN where a column is constant. */
  double correlation() {
    return state().metricValue();
  }

  private CorrelationState state() {
    return new CorrelationState(
        count, firstMean, secondMean, products, firstSquares, secondSquares);
  }

  @Override
  Kind kind() {
    return Kind.CO_MOMENTS;
  }

  @Override
  void add(Block block, int[] rows, int taken) {
    double[] xs = block.doubles(first);
    double[] ys = block.doubles(second);
    boolean[] noX = block.nulls(first);
    boolean[] noY = block.nulls(second);
    for (int i = 0; i < taken; i++) {
      int row = rows[i];
      if ((noX == null || !noX[row]) && (noY == null || !noY[row])) {
        add(xs[row], ys[row]);
      }
    }
  }

  private void add(double x, double y) {
    double dx = x - firstMean;
    double dy = y - secondMean;
    count++;
    firstMean += dx / count;
    secondMean += dy / count;
    products += dx * (y - secondMean);
    firstSquares += dx * (x - firstMean);
    secondSquares += dy * (y - secondMean);
  }

  @Override
  void merge(Accumulator other) {
    CoMoments moments = (CoMoments) other;
    if (isEmpty()) {
      set(moments.fields());
    } else if (!moments.isEmpty()) {
      CorrelationState s = state().sum(moments.state());
      set(new double[] {s.n(), s.xAvg(), s.yAvg(), s.ck(), s.xMk(), s.yMk()});
    }
  }

  private double[] fields() {
    return new double[] {count, firstMean, secondMean, products, firstSquares, secondSquares};
  }

  private void set(double[] fields) {
    count = fields[0];
    firstMean = fields[1];
    secondMean = fields[2];
    products = fields[3];
    firstSquares = fields[4];
    secondSquares = fields[5];
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    for (double field : fields()) {
      out.writeDouble(field);
    }
  }

  @Override
  void readFields(DataInput in) throws IOException {
    double[] fields = new double[6];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = in.readDouble();
    }
    set(fields);
  }
}
