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

  /** Places of several scores, to be added together. */
  public static final class Batch {
    private final ScoreEdges edges;
    private final long[] places;
    private final double[] scores;
    private int size;
    private boolean rounded;

    /** Room for so many scores. */
    public Batch(ScoreEdges edges, int room) {
      this.edges = edges;
      this.places = new long[room];
      this.scores = new double[room];
    }

    /** Takes a score in, whose place is among the same edges. */
    public void add(Place place) {
      places[size] = place.place;
      scores[size++] = place.score;
      rounded |= place.rounded;
    }

    /** Number of scores. */
    public int size() {
      return size;
    }

    /** Forgets the scores. */
    public void clear() {
      size = 0;
      rounded = false;
    }

    ScoreEdges edges() {
      return edges;
    }

    long place(int i) {
      return places[i];
    }

    double score(int i) {
      return scores[i];
    }

    /** Whether a score has more digits than its key. */
    boolean rounded() {
      return rounded;
    }
  }
}
