package dev.assay.model;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Access to direct buffers and arrays without bounds checks, for loops that have checked their
 * bounds before: a third less time than checked access in {@link FloatRows}, where each row of a
 * large table passes. Through method handles, because the compiler's warning about {@code
 * sun.misc.Unsafe} cannot be suppressed; they are constants and cost nothing once compiled.
 */
final class NativeMemory {
  private static final MethodHandle PUT_LONG;
  private static final MethodHandle PUT_INT;
  private static final MethodHandle GET_LONG;
  private static final MethodHandle GET_INT;
  private static final MethodHandle GET_INT_OF;
  private static final long FLOATS;
  private static final long ADDRESS;
  private static final MethodHandle GET_LONG_OF;

  static {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new ExceptionInInitializerError("ONNX Runtime runs on little-endian machines only");
    }
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field field = type.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      Object unsafe = field.get(null);
      PUT_LONG = handle(unsafe, "putLong", void.class, long.class, long.class);
      PUT_INT = handle(unsafe, "putInt", void.class, long.class, int.class);
      GET_LONG = handle(unsafe, "getLong", long.class, long.class);
      GET_INT = handle(unsafe, "getInt", int.class, long.class);
      GET_INT_OF = handle(unsafe, "getInt", int.class, Object.class, long.class);
      GET_LONG_OF = handle(unsafe, "getLong", long.class, Object.class, long.class);
      FLOATS =
          (int) handle(unsafe, "arrayBaseOffset", int.class, Class.class).invoke(float[].class);
      ADDRESS =
          (long)
              handle(unsafe, "objectFieldOffset", long.class, Field.class)
                  .invoke(Buffer.class.getDeclaredField("address"));
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private NativeMemory() {}

  private static MethodHandle handle(
      Object unsafe, String name, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    return MethodHandles.publicLookup()
        .findVirtual(unsafe.getClass(), name, MethodType.methodType(result, parameters))
        .bindTo(unsafe);
  }

  /** The address of a direct buffer's first byte; valid while the buffer is reachable. */
  static long address(ByteBuffer direct) {
    try {
      return (long) GET_LONG_OF.invokeExact((Object) direct, ADDRESS);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void putLong(long address, long value) {
    try {
      PUT_LONG.invokeExact(address, value);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void putInt(long address, int value) {
    try {
      PUT_INT.invokeExact(address, value);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long getLong(long address) {
    try {
      return (long) GET_LONG.invokeExact(address);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int getInt(long address) {
    try {
      return (int) GET_INT.invokeExact(address);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Where element {@code i} of a float array lies, for {@link #floatBits}. */
  static long floatOffset(int i) {
    return FLOATS + (long) i * Float.BYTES;
  }

  /** The raw bits of a float, zero-extended. */
  static long floatBits(float[] values, long offset) {
    try {
      return (int) GET_INT_OF.invokeExact((Object) values, offset) & 0xffffffffL;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException(e);
  }
}
