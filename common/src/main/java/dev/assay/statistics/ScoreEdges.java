package dev.assay.statistics;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.Arrays;

/** Cutoffs at which counts must be exact: they cut the range of scores into segments. */
public final class ScoreEdges {
  private final double[] edges;

  /** The cutoffs, in any order. */
  public ScoreEdges(double... edges) {
    this.edges = Arrays.stream(edges).sorted().distinct().toArray();
  }

  /** Number of cutoffs; one less than segments. */
  public int size() {
    return edges.length;
  }

  double edge(int i) {
    return edges[i];
  }

  /** How many edges are at or below the score. */
  int segment(double score) {
    int from = 0;
    int to = edges.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (edges[middle] <= score) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof ScoreEdges that && Arrays.equals(edges, that.edges));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(edges);
  }

  /**
   * A score's place among the bins, found once for all bins with the same edges. Set again for each
   * score.
   */
  public static final class Place {
    private static final int SEGMENT_SHIFT = 40;

    private final ScoreEdges edges;
    private double score = Double.NaN;
    private long key;
    private long segment;
    private boolean rounded;

    /** No score yet. */
    public Place(ScoreEdges edges) {
      this.edges = edges;
    }

    /**
     * Sets the score.
     *
     * @throws AssayException if it is not a number or beyond the range of float
     */
    public void set(double newScore) {
      if (!(Math.abs(newScore) <= Float.MAX_VALUE)) {
        throw new AssayException(
            ErrorCode.INPUT,
            "Cannot evaluate score '"
                + newScore
                + "': it is not a number within the range of float. Leave such rows out.");
      }
      score = newScore;
      key = ScoreKey.of(newScore);
      rounded = !ScoreKey.exact(newScore);
      segment = (long) edges.segment(newScore) << SEGMENT_SHIFT;
    }

    /** The score; NaN before the first one. */
    public double score() {
      return score;
    }

    ScoreEdges edges() {
      return edges;
    }

    /** Whether the score has more digits than its key. */
    boolean rounded() {
      return rounded;
    }

    /** The bin of the score where bins are 2^shift keys wide. */
    long bin(int shift) {
      return segment + (key >> shift);
    }

    /** The number of keys from the beginning of the bin. */
    long offset(long mask) {
      return key & mask;
    }

    /** The first key of a bin, by 2^shift, without its segment. */
    static long withoutSegment(long bin) {
      return (bin << (64 - SEGMENT_SHIFT)) >> (64 - SEGMENT_SHIFT);
    }

    /** How many edges are at or below a bin. */
    static int segment(long bin) {
      return (int) ((bin - withoutSegment(bin)) >> SEGMENT_SHIFT);
    }
  }
}
