package dev.assay.evaluation;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.statistics.ScoreBins;
import dev.assay.statistics.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the first pass keeps of some rows: for the whole and for each slice the states of each model
 * and of each pair, and the counts of the search for slices.
 */
public final class FirstPass {
  private static final String NAME = "FirstPass";
  private static final int FORMAT = 2;

  private final EvaluationSpec spec;
  private final ValueCodes codes;
  private final SliceState whole;
  private final List<List<SliceState>> slices = new ArrayList<>();
  private final SearchCounts search;
  private int count;
  private String[][] suppressed;
  private long suppressedAt = -1;

  /** No rows yet. */
  public FirstPass(EvaluationSpec spec) {
    this(
        spec,
        new ValueCodes(spec.slicers().size()),
        new SliceState(spec, true),
        new SearchCounts(spec));
  }

  private FirstPass(EvaluationSpec spec, ValueCodes codes, SliceState whole, SearchCounts search) {
    this.spec = spec;
    this.codes = codes;
    this.whole = whole;
    this.search = search;
    spec.slicers().forEach(slicer -> slices.add(new ArrayList<>()));
  }

  /**
   * The code of a slice, for {@link EvaluatedRow#slices}.
   *
   * @throws AssayException if there are more slices than the evaluation allows
   */
  public int slice(int slicer, String value) {
    int code = codes.code(slicer, value);
    if (code == slices.get(slicer).size()) {
      if (++count > spec.maximumSlices()) {
        throw tooMany(slicer);
      }
      slices.get(slicer).add(new SliceState(spec, false));
    }
    return code;
  }

  private AssayException tooMany(int slicer) {
    return new AssayException(
        ErrorCode.INPUT,
        String.format(
            "Cannot evaluate by slices of '%s': the data hold more than %d slices, of which it has"
                + " %d so far. Slice by a column with fewer values or by ranges, or raise"
                + " evaluate.max-slices.",
            spec.slicers().get(slicer).name(), spec.maximumSlices(), codes.size(slicer)));
  }

  /** The code of a value of a searched feature, for {@link EvaluatedRow#features}. */
  public int feature(int feature, String value) {
    return search.code(feature, value);
  }

  /** Adds a row whose codes this state gave. */
  public void add(EvaluatedRow row) {
    if (spec.points().amounts()) {
      ScoreBins.checkAmount(row.amount());
      ScoreBins.checkAmount(row.amount() * row.weight());
    }
    row.derive(spec);
    whole.add(row);
    int[] of = row.slices();
    for (int slicer = 0; slicer < of.length; slicer++) {
      if (of[slicer] != EvaluatedRow.NONE) {
        slices.get(slicer).get(of[slicer]).add(row);
      }
    }
    search.add(row);
  }

  /** Adds the rows of another state of the same evaluation. */
  public void merge(FirstPass other) {
    whole.merge(other.whole);
    for (int slicer = 0; slicer < slices.size(); slicer++) {
      for (int code = 0; code < other.codes.size(slicer); code++) {
        int ours = slice(slicer, other.codes.value(slicer, code));
        slices.get(slicer).get(ours).merge(other.slices.get(slicer).get(code));
      }
    }
    search.merge(other.search);
  }

  /** The values of the slicers that have rows. */
  ValueCodes codes() {
    return codes;
  }

  /** All rows. */
  SliceState whole() {
    return whole;
  }

  /** The rows of a slice. */
  SliceState slice(int slicer, int code) {
    return slices.get(slicer).get(code);
  }

  /** Why nothing but the rows of a slice is shown; null where more is. */
  String suppressed(int slicer, int code) {
    long rows = whole.models().rows();
    if (suppressedAt != rows) {
      suppressed = Suppression.reasons(spec, this);
      suppressedAt = rows;
    }
    return suppressed[slicer][code];
  }

  /** The counts of the search. */
  SearchCounts search() {
    return search;
  }

  /** Writes the state; equal states have equal bytes. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    whole.write(out);
    ValueCodes sorted = codes.sorted();
    sorted.write(out);
    for (int slicer = 0; slicer < slices.size(); slicer++) {
      for (int code = 0; code < sorted.size(slicer); code++) {
        int ours = codes.find(slicer, sorted.value(slicer, code));
        slices.get(slicer).get(ours).write(out);
      }
    }
    search.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static FirstPass read(EvaluationSpec spec, DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    SliceState whole = SliceState.read(spec, true, in);
    ValueCodes codes = ValueCodes.read(in);
    List<List<SliceState>> slices = new ArrayList<>();
    int count = 0;
    for (int slicer = 0; slicer < codes.columns(); slicer++) {
      slices.add(new ArrayList<>());
      for (int code = 0; code < codes.size(slicer); code++) {
        slices.get(slicer).add(SliceState.read(spec, false, in));
        count++;
      }
    }
    FirstPass pass = new FirstPass(spec, codes, whole, SearchCounts.read(spec, in));
    for (int slicer = 0; slicer < slices.size(); slicer++) {
      pass.slices.get(slicer).addAll(slices.get(slicer));
    }
    pass.count = count;
    return pass;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static FirstPass fromBytes(EvaluationSpec spec, byte[] bytes) {
    return StateFormat.fromBytes(bytes, in -> read(spec, in));
  }
}
