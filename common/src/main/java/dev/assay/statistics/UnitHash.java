package dev.assay.statistics;

import java.nio.charset.StandardCharsets;

/** 64-bit hashes of the keys of units of analysis, such as customers. */
public final class UnitHash {
  private UnitHash() {}

  /** The hash of an integer key (the finalizer of Stafford's Mix13, as in SplitMix64). */
  public static long of(long key) {
    long z = key + 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  /** The hash of a text key: FNV-1a over its bytes in UTF-8, then mixed as integers are. */
  public static long of(String key) {
    long hash = 0xCBF2_9CE4_8422_2325L;
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100_0000_01B3L;
    }
    return of(hash);
  }

  /** Whether a unit belongs to the half of all units that a seed draws. */
  public static boolean inHalf(long unit, long seed) {
    return of(unit ^ of(seed)) < 0;
  }
}
