package dev.assay.statistics;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The bytes of states: the state's name, the version of its format, its fields. */
public final class StateFormat {
  /** What writes a state's fields. */
  public interface Writer {
    /** Writes them. */
    void write(DataOutput out) throws IOException;
  }

  /** What reads a state's fields. */
  public interface Reader<T> {
    /** Reads them. */
    T read(DataInput in) throws IOException;
  }

  private StateFormat() {}

  /** The bytes that a writer writes. */
  public static byte[] toBytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What a reader reads from bytes. */
  public static <T> T fromBytes(byte[] bytes, Reader<T> reader) {
    try {
      return reader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot read a state of "
              + bytes.length
              + " bytes: they end too early. Compute it again from the rows.",
          e);
    }
  }

  /** Writes the name of a state and the version of its format. */
  public static void begin(DataOutput out, String name, int version) throws IOException {
    out.writeUTF(name);
    out.writeByte(version);
  }

  /** Reads what {@link #begin} wrote; another state or version is an error. */
  public static void expect(DataInput in, String name, int version) throws IOException {
    String found = in.readUTF();
    if (!found.equals(name)) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot read state '"
              + name
              + "': the bytes are of a state '"
              + found
              + "'. Compute it again from the rows.");
    }
    int foundVersion = in.readUnsignedByte();
    if (foundVersion != version) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot read state '"
              + name
              + "': it has format "
              + foundVersion
              + ", and this version of Assay reads "
              + version
              + ". Compute it again from the rows.");
    }
  }

  /**
   * Writes a number in 7 bits a byte, lowest first: few bytes where it is small and not negative.
   */
  static void writeVarLong(DataOutput out, long value) throws IOException {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.writeByte((int) (left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.writeByte((int) left);
  }

  /** Reads what {@link #writeVarLong} wrote. */
  static long readVarLong(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      long next = in.readByte();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("A number of more than 64 bits");
  }
}
