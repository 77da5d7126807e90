package dev.assay.jobs.quality;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What is kept of the rows seen so far, enough to compute metrics and to be merged with what was
 * kept of other rows. Its bytes are the format of kept states.
 */
abstract sealed class Accumulator
    permits RowCounter,
        ExactNumbers,
        FloatNumbers,
        NewestTime,
        Moments,
        CoMoments,
        QuantileDigest,
        DistinctSketch,
        Frequencies,
        ValueBins {

  /** Kinds; their names are what the bytes begin with. */
  enum Kind {
    ROWS,
    EXACT,
    FLOATING,
    NEWEST,
    MOMENTS,
    CO_MOMENTS,
    DIGEST,
    SKETCH,
    FREQUENCIES,
    BINS;

    private Accumulator empty() {
      return switch (this) {
        case ROWS -> new RowCounter(-1);
        case EXACT -> new ExactNumbers(-1, 0);
        case FLOATING -> new FloatNumbers(-1);
        case NEWEST -> new NewestTime(-1, false);
        case MOMENTS -> new Moments(-1);
        case CO_MOMENTS -> new CoMoments(-1, -1);
        case DIGEST -> new QuantileDigest(-1);
        case SKETCH -> new DistinctSketch(-1);
        case FREQUENCIES -> new Frequencies();
        case BINS -> new ValueBins(-1);
      };
    }
  }

  abstract Kind kind();

  /** Takes in the rows of a block that the state is about, which stand at the front of a list. */
  abstract void add(Block block, int[] rows, int count);

  /** Takes in what another of the same kind has seen. */
  abstract void merge(Accumulator other);

  abstract void writeFields(DataOutput out) throws IOException;

  abstract void readFields(DataInput in) throws IOException;

  /** Whether another one can be merged into this one. */
  boolean accepts(Accumulator other) {
    return kind() == other.kind();
  }

  final byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeUTF(kind().name());
      writeFields(out);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Accumulator fromBytes(byte[] bytes) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      Accumulator read = Kind.valueOf(in.readUTF()).empty();
      read.readFields(in);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
