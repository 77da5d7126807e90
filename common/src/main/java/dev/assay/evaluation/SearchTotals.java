package dev.assay.evaluation;

import dev.assay.statistics.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the search for slices keeps of the second pass: the losses of slices of three values. */
final class SearchTotals {
  private static final String NAME = "SearchTotals";
  private static final int FORMAT = 1;
  private static final int ABSENT = -1;

  private final SearchCandidates candidates;
  private final List<int[]> triples;
  private final List<Group> groups = new ArrayList<>();
  private final int[] cellOf;
  private final LossCells cells;
  private final long seed;

  /** No rows yet. */
  SearchTotals(EvaluationSpec spec, SearchCandidates candidates) {
    this.candidates = candidates;
    triples = candidates.triples();
    cells = new LossCells(spec);
    seed = spec.bootstrap().seed();
    cellOf = new int[2 * triples.size()];
    Arrays.fill(cellOf, ABSENT);
    for (int from = 0; from < triples.size(); ) {
      int to = from;
      while (to < triples.size() && Group.same(triples.get(from), triples.get(to))) {
        to++;
      }
      groups.add(new Group(triples, from, to, candidates));
      from = to;
    }
  }

  /** The slices of the same three features, by their codes in an open-addressing table. */
  private static final class Group {
    private static final int MIX = 0x9E37_79B9;
    private static final int EMPTY = -1;

    private final int f;
    private final int g;
    private final int h;
    private final int widthG;
    private final int widthH;
    private final int[] keys;
    private final int[] places;
    private final int shift;

    Group(List<int[]> triples, int from, int to, SearchCandidates candidates) {
      int[] first = triples.get(from);
      f = first[0];
      g = first[1];
      h = first[2];
      widthG = candidates.size(g);
      widthH = candidates.size(h);
      int bits = Integer.SIZE - Integer.numberOfLeadingZeros(2 * (to - from));
      shift = Integer.SIZE - bits;
      keys = new int[1 << bits];
      places = new int[1 << bits];
      Arrays.fill(keys, EMPTY);
      for (int i = from; i < to; i++) {
        int key = key(triples.get(i)[3], triples.get(i)[4], triples.get(i)[5]);
        int at = (key * MIX) >>> shift;
        while (keys[at] != EMPTY) {
          at = (at + 1) & (keys.length - 1);
        }
        keys[at] = key;
        places[at] = i;
      }
    }

    static boolean same(int[] one, int[] other) {
      return one[0] == other[0] && one[1] == other[1] && one[2] == other[2];
    }

    private int key(int a, int b, int c) {
      return (a * widthG + b) * widthH + c;
    }

    /** The place of the slice that a row is in, or ABSENT. */
    int find(int[] codes) {
      if ((codes[f] | codes[g] | codes[h]) < 0) {
        return ABSENT;
      }
      int key = key(codes[f], codes[g], codes[h]);
      int at = (key * MIX) >>> shift;
      while (keys[at] != EMPTY) {
        if (keys[at] == key) {
          return places[at];
        }
        at = (at + 1) & (keys.length - 1);
      }
      return ABSENT;
    }
  }

  /** Adds a row whose codes the candidates gave. */
  void add(EvaluatedRow row) {
    int half = SearchCounts.half(row.unit(), seed);
    for (int i = 0; i < groups.size(); i++) {
      int place = groups.get(i).find(row.features());
      if (place != ABSENT) {
        if (cells.batched(half) == 0) {
          cells.take(row, half);
        }
        cells.add(0, cellFor(2 * place + half), half);
      }
    }
    cells.clearBatch(half);
  }

  private int cellFor(int place) {
    if (cellOf[place] == ABSENT) {
      cellOf[place] = cells.cell();
    }
    return cellOf[place];
  }

  /** Adds the rows of another state of the same candidates. */
  void merge(SearchTotals other) {
    for (int place = 0; place < cellOf.length; place++) {
      if (other.cellOf[place] != ABSENT) {
        cells.merge(cellFor(place), other.cells, other.cellOf[place], place & 1);
      }
    }
  }

  /** What is counted. */
  SearchCandidates candidates() {
    return candidates;
  }

  /** Number of slices. */
  int slices() {
    return triples.size();
  }

  /** The values of a slice. */
  Conjunction values(int slice) {
    int[] triple = triples.get(slice);
    return Conjunction.of(triple[0], triple[3]).and(triple[1], triple[4]).and(triple[2], triple[5]);
  }

  /** The cell of a slice in a half, or -1 where it has no rows. */
  int cell(int slice, int half) {
    return cellOf[2 * slice + half];
  }

  LossCells cells() {
    return cells;
  }

  /** Writes the state; equal states have equal bytes. */
  void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeInt(cellOf.length);
    for (int cell : cellOf) {
      out.writeBoolean(cell != ABSENT);
      if (cell != ABSENT) {
        cells.write(cell, out);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static SearchTotals read(EvaluationSpec spec, SearchCandidates candidates, DataInput in)
      throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    SearchTotals state = new SearchTotals(spec, candidates);
    if (in.readInt() != state.cellOf.length) {
      throw new IllegalArgumentException("The totals are of other candidates");
    }
    for (int place = 0; place < state.cellOf.length; place++) {
      if (in.readBoolean()) {
        state.cells.read(state.cellFor(place), in);
      }
    }
    return state;
  }
}
