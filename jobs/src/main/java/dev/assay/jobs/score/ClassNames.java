package dev.assay.jobs.score;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.Dictionary;

/** The names of a model's classes as the dictionary of a string vector: a row costs one int. */
final class ClassNames implements Dictionary {
  private final byte[][] names;

  ClassNames(List<String> names) {
    this.names =
        names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  @Override
  public byte[] decodeToBinary(int id) {
    return names[id];
  }

  @Override
  public int decodeToInt(int id) {
    throw new IllegalStateException("class names are strings");
  }

  @Override
  public long decodeToLong(int id) {
    throw new IllegalStateException("class names are strings");
  }

  @Override
  public float decodeToFloat(int id) {
    throw new IllegalStateException("class names are strings");
  }

  @Override
  public double decodeToDouble(int id) {
    throw new IllegalStateException("class names are strings");
  }
}
