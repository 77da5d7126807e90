package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * A row that is drawn.
 *
 * @param lot the number by which rows are drawn, the least first
 * @param key the row's key
 * @param championScore the champion's score
 * @param challengerScore the challenger's
 * @param difference how far the challenger is from the champion
 * @param championClass the place of the class that the champion predicts; 0 of a regression
 * @param challengerClass the same of the challenger
 * @param label the label, as {@link EvaluatedRow#label} has it
 * @param weight the row's weight
 */
record SampledRow(
    long lot,
    String key,
    double championScore,
    double challengerScore,
    double difference,
    int championClass,
    int challengerClass,
    double label,
    double weight)
    implements Comparable<SampledRow> {
  /** By lot; different keys of one lot, or one text, are ordered by what else there is. */
  private static final Comparator<SampledRow> ORDER =
      Comparator.comparingLong(SampledRow::lot)
          .thenComparing(SampledRow::key)
          .thenComparingDouble(SampledRow::championScore)
          .thenComparingDouble(SampledRow::challengerScore)
          .thenComparingDouble(SampledRow::difference)
          .thenComparingInt(SampledRow::championClass)
          .thenComparingInt(SampledRow::challengerClass)
          .thenComparingDouble(SampledRow::label)
          .thenComparingDouble(SampledRow::weight);

  @Override
  public int compareTo(SampledRow other) {
    return ORDER.compare(this, other);
  }

  void write(DataOutput out) throws IOException {
    byte[] text = key.getBytes(StandardCharsets.UTF_8); // may be longer than writeUTF allows
    out.writeLong(lot);
    out.writeInt(text.length);
    out.write(text);
    out.writeDouble(championScore);
    out.writeDouble(challengerScore);
    out.writeDouble(difference);
    out.writeInt(championClass);
    out.writeInt(challengerClass);
    out.writeDouble(label);
    out.writeDouble(weight);
  }

  static SampledRow read(DataInput in) throws IOException {
    long lot = in.readLong();
    byte[] text = new byte[in.readInt()];
    in.readFully(text);
    return new SampledRow(
        lot,
        new String(text, StandardCharsets.UTF_8),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readInt(),
        in.readInt(),
        in.readDouble(),
        in.readDouble());
  }
}
