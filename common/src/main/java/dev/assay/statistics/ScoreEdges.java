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
   * A score's place among the bins, found once for all bins with the same edges: the score's key
   * behind the number of its segment. Places are in the order of the scores, and a bin of 2^shift
   * keys is a place without its lowest bits. Set again for each score.
   */
  public static final class Place {
    private static final int SEGMENT_SHIFT = 40;
    private static final long HALF_SEGMENT = 1L << (SEGMENT_SHIFT - 1); // keys may be negative

    private final ScoreEdges edges;
    private double score = Double.NaN;
    private long place;
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
      rounded = !ScoreKey.exact(newScore);
      place = ((long) edges.segment(newScore) << SEGMENT_SHIFT) + ScoreKey.of(newScore);
    }

    /** The score; NaN before the first one. */
    public double score() {
      return score;
    }

    /** The key and its segment. */
    long place() {
      return place;
    }

    /** How many edges are at or below a place. */
    static int segment(long place) {
      return (int) ((place + HALF_SEGMENT) >> SEGMENT_SHIFT);
    }

    /** The key of a place. */
    static long key(long place) {
      return place - ((long) segment(place) << SEGMENT_SHIFT);
    }
  }

  /** Places of several scores with the rows' classes, to be added together. */
  public static final class Batch {
    private final ScoreEdges edges;
    private long[] places = new long[0];
    private boolean[] positive = new boolean[0];
    private int[] cells = new int[0];
    private int size;
    private boolean rounded;
    private double min;
    private double max;

    /** No scores yet. */
    public Batch(ScoreEdges edges) {
      this.edges = edges;
      clear();
    }

    /** Takes a score in, whose place is among the same edges. */
    public void add(Place place, boolean isPositive) {
      if (size == places.length) {
        int room = Math.max(1, 2 * size);
        places = Arrays.copyOf(places, room);
        positive = Arrays.copyOf(positive, room);
        cells = new int[room];
      }
      places[size] = place.place;
      positive[size++] = isPositive;
      rounded |= place.rounded;
      if (place.score < min) {
        min = place.score;
      }
      if (place.score > max) {
        max = place.score;
      }
    }

    /** Number of scores. */
    public int size() {
      return size;
    }

    /** Forgets the scores. */
    public void clear() {
      size = 0;
      rounded = false;
      min = Double.POSITIVE_INFINITY;
      max = Double.NEGATIVE_INFINITY;
    }

    ScoreEdges edges() {
      return edges;
    }

    long[] places() {
      return places;
    }

    boolean[] positive() {
      return positive;
    }

    /** Room to note where each row's cell begins. */
    int[] cells() {
      return cells;
    }

    /** Whether a score has more digits than its key. */
    boolean rounded() {
      return rounded;
    }

    double min() {
      return min;
    }

    double max() {
      return max;
    }
  }
}
