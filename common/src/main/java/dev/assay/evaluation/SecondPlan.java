package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.ReplicateCounts;
import dev.assay.statistics.ScoreCodes;
import java.io.Serializable;
import java.util.List;

/** What the second pass must know of the first; the same for all its tasks. */
public final class SecondPlan implements Serializable {
  private static final long serialVersionUID = 1;

  /** Bins of the bootstrap of the whole, for each model; few, since each is kept per replicate. */
  private static final int WHOLE_GROUPS = 200;

  private static final int SLICE_GROUPS = 32;
  private static final int LEAST_SLICE_GROUPS = 16;

  /** Slices keep a bin, of two bytes, for each code of a score while they are no more than this. */
  private static final long MOST_MAPPED = 16L << 20;

  /** What the sums by unit of all slices may take, likewise. */
  private static final long UNIT_BYTES = 128L << 20;

  /** Enough for a standard error. */
  private static final int FEW_REPLICATES = 200;

  /** A row of mean weight counts so often in the bootstrap, unless others weigh far more. */
  private static final double MULTIPLE_OF_MEAN = 64;

  /** What the replicates of all slices of all rows may take; those of a task take a quarter. */
  private static final long REPLICATE_BYTES = 128L << 20;

  private final EvaluationSpec spec;
  private final SearchCandidates candidates;
  private final ValueCodes codes;
  private final OperatingPoints points;
  private final boolean clustered;
  private final double multiples;
  private final UnitScales scales;
  private final ScoreCodes[] scoreCodes;
  private final int[][] selected; // by point behind the cutoff, then model: its first code
  private final int[] firstSlice; // by slicer: its first place in slices
  private final SlicePlan[] slices; // the whole first; null where suppressed or not binary
  private final boolean[] shown;
  private final double[] far;
  private int sliceBits = UnitGroups.BITS; // of the groups of units

  private SecondPlan(EvaluationSpec spec, FirstPass first) {
    this.spec = spec;
    candidates = SearchCandidates.of(spec, first);
    codes = first.codes().sorted();
    points = OperatingPoints.of(spec, first);
    clustered = spec.models().size() > 1 && first.whole().pairs().units().clustered();
    ModelStates all = first.whole().models();
    multiples =
        Math.min(
            MULTIPLE_OF_MEAN * all.rows() / all.weight(),
            ReplicateCounts.LARGEST_MULTIPLE / first.whole().pairs().largestWeight());
    scales = clustered ? UnitScales.of(spec, first) : null;
    int models = spec.task() == Task.BINARY ? spec.models().size() : 0;
    scoreCodes = new ScoreCodes[models];
    for (int m = 0; m < models; m++) {
      scoreCodes[m] = new ScoreCodes(first.whole().models().table(m));
    }
    selected = new int[models == 0 ? 0 : points.points().size() - 1][models];
    for (int p = 0; p < selected.length; p++) {
      for (int m = 0; m < models; m++) {
        selected[p][m] = scoreCodes[m].from(points.points().get(p + 1).cutoff(m));
      }
    }
    firstSlice = new int[spec.slicers().size()];
    int count = 1;
    for (int slicer = 0; slicer < firstSlice.length; slicer++) {
      firstSlice[slicer] = count;
      count += codes.size(slicer);
    }
    slices = new SlicePlan[count];
    shown = new boolean[count];
    far = DifferenceSamples.far(spec, first);
    plan(first);
  }

  /** Decides the second pass by all rows of the first. */
  public static SecondPlan of(EvaluationSpec spec, FirstPass first) {
    return new SecondPlan(spec, first);
  }

  private void plan(FirstPass first) {
    List<NamedSlice> all = NamedSlice.of(spec, first).stream().filter(NamedSlice::shown).toList();
    all.forEach(slice -> shown[place(first, slice)] = true);
    if (clustered) {
      sliceBits = unitBits(scales, all.size() - 1L, UNIT_BYTES);
    }
    if (spec.task() == Task.BINARY) {
      planBinary(first, all.subList(1, all.size()));
    }
  }

  /** The place of a slice of the first pass. */
  int place(FirstPass first, NamedSlice slice) {
    if (slice.slicer() < 0) {
      return 0;
    }
    String value = first.codes().value(slice.slicer(), slice.code());
    return place(slice.slicer(), codes.find(slice.slicer(), value));
  }

  private void planBinary(FirstPass first, List<NamedSlice> named) {
    int replicates = spec.bootstrap().replicates();
    slices[0] =
        SlicePlan.of(spec, scoreCodes, first.whole().models(), true, WHOLE_GROUPS, replicates);
    boolean mapped = (long) named.size() * codesOfModels() <= MOST_MAPPED;
    int groups = SLICE_GROUPS;
    if (!fits(named.size(), groups, replicates)) {
      groups = LEAST_SLICE_GROUPS;
    }
    if (!fits(named.size(), groups, replicates)) {
      replicates = Math.min(FEW_REPLICATES, replicates);
    }
    if (!fits(named.size(), groups, replicates)) {
      replicates = 0;
    }
    for (NamedSlice slice : named) {
      slices[place(first, slice)] =
          SlicePlan.of(spec, scoreCodes, slice.models(), mapped, groups, replicates);
    }
  }

  /** For how many groups there is memory: 0 bits for none. */
  static int unitBits(UnitScales scales, long slices, long memory) {
    for (int bits = UnitGroups.BITS; bits >= UnitGroups.FEW_BITS; bits--) {
      if (slices * UnitGroups.bytes(scales, bits) <= memory) {
        return bits;
      }
    }
    return 0;
  }

  private int codesOfModels() {
    int sum = 0;
    for (ScoreCodes ofModel : scoreCodes) {
      sum += ofModel.size();
    }
    return sum;
  }

  private boolean fits(long number, int groups, int replicates) {
    long cells = number * spec.models().size() * 2 * (groups + 1);
    return cells * ReplicateCounts.bytesOfCell(replicates) <= REPLICATE_BYTES;
  }

  /** The code of a slice, for {@link EvaluatedRow#slices}; NONE where the first pass had no row. */
  public int slice(int slicer, String value) {
    return codes.find(slicer, value);
  }

  /** The code of a value of a searched feature, for {@link EvaluatedRow#features}, likewise. */
  public int feature(int feature, String value) {
    return candidates.code(feature, value);
  }

  EvaluationSpec spec() {
    return spec;
  }

  SearchCandidates candidates() {
    return candidates;
  }

  /** The values of the slicers, sorted. */
  ValueCodes codes() {
    return codes;
  }

  /** The operating points, the models' own cutoffs first. */
  OperatingPoints points() {
    return points;
  }

  /** Whether units have several rows. */
  boolean clustered() {
    return clustered;
  }

  /** How sums by unit are counted; null where units have one row. */
  UnitScales scales() {
    return scales;
  }

  /** Bits of the groups of units by which the whole or a slice is added up. */
  int unitBits(int place) {
    return place == 0 ? UnitGroups.BITS : sliceBits;
  }

  /** How often a weighted row counts in the bootstrap. */
  int multiple(double weight) {
    return (int)
        Math.max(1, Math.min(Math.rint(weight * multiples), ReplicateCounts.LARGEST_MULTIPLE));
  }

  /** Codes of the scores of the binary models. */
  ScoreCodes[] scoreCodes() {
    return scoreCodes;
  }

  /** Number of operating points beside the models' cutoffs. */
  int otherPoints() {
    return selected.length;
  }

  /** Whether a model selects a score's code at one of the other points. */
  boolean selects(int point, int model, int code) {
    return code >= selected[point][model];
  }

  /** Number of slices with the whole, which is the first. */
  int slices() {
    return slices.length;
  }

  /** The place of a slice. */
  int place(int slicer, int code) {
    return firstSlice[slicer] + code;
  }

  /** Whether a slice is not suppressed. */
  boolean shown(int place) {
    return shown[place];
  }

  /** For each challenger the distance of scores from which on rows are far apart. */
  double[] far() {
    return far;
  }

  /** The plan of a slice; null where it is suppressed, and where models are not binary. */
  SlicePlan slice(int place) {
    return slices[place];
  }
}
