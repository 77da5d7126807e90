package dev.assay.evaluation;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.evaluation.PairSums.Difference;
import dev.assay.model.Task;
import dev.assay.statistics.ConfidenceSequence;
import dev.assay.statistics.LossSums;
import dev.assay.statistics.McNemar;
import dev.assay.statistics.SequenceBound;
import dev.assay.statistics.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Differences over all looks so far with intervals that hold at all looks at once. The state of a
 * challenger's metric goes on only against the same champion, at the same cutoffs and of the same
 * question. The rows of each look must be of units that no earlier look had; a look in which many
 * come again is not added. A look that has no figure hands the earlier state on.
 */
final class Looks {
  private static final String NAME = "Looks";
  private static final int FORMAT = 2;

  /** The interval is tightest at so many times the rows of the first look. */
  private static final long LOOKS = 10;

  private final String against;
  private final long tightestAt;
  private final ConfidenceSequence sequence;
  private final SeenUnits seen;

  private Looks(String against, long tightestAt, ConfidenceSequence sequence, SeenUnits seen) {
    this.against = against;
    this.tightestAt = tightestAt;
    this.sequence = sequence;
    this.seen = seen;
  }

  static List<Comparison> rows(ComparedSlice of, EvaluationContext context) {
    List<Comparison> rows = new ArrayList<>();
    boolean regression = of.spec().task() == Task.REGRESSION;
    PairSums pair = of.pair();
    rows.add(row(of, context, regression ? "mse" : "brier", pair.sums(Difference.LOSS)));
    if (!regression) {
      rows.add(row(of, context, "log_loss", pair.sums(Difference.LOG_LOSS)));
      PairCells cells = pair.cells();
      McNemar test = of.spec().task() == Task.BINARY ? cells.binaryMcNemar() : cells.classMcNemar();
      long same = cells.rows() - test.discordant();
      LossSums right = LossSums.ofCounts(test.onlyFirst(), same, test.onlySecond());
      rows.add(row(of, context, "accuracy", right));
    }
    return rows;
  }

  private static Comparison row(
      ComparedSlice of, EvaluationContext context, String metric, LossSums sums) {
    String point =
        metric.equals("accuracy") && of.spec().task() == Task.BINARY
            ? OperatingPoints.CUTOFF
            : null;
    Comparison row = of.row(metric, point, Comparison.SEQUENCE);
    String key = of.model().reference() + " " + metric;
    String earlier = context.earlier().get(key);
    Looks looks = earlier == null ? null : fromText(key, earlier);
    if (of.spec().weighted() || of.units() != null) {
      String why = of.spec().weighted() ? "rows have weights" : "units have several rows";
      return row.undefined("a confidence sequence is of rows that count alike: " + why)
          .state(earlier);
    }
    if (sums.rows() > 0 && Double.isNaN(sums.mean())) {
      return row.undefined("scores are outside 0..1").state(earlier);
    }
    String against = against(of, metric) + " " + context.question();
    if (looks == null || !looks.against.equals(against)) {
      if (sums.rows() == 0) {
        return row.undefined("no rows").state(earlier);
      }
      looks =
          new Looks(
              against, Math.max(1, LOOKS * sums.rows()), new ConfidenceSequence(), new SeenUnits());
    }
    UnitRows units = of.slice().state().pairs().units();
    boolean more = sums.rows() > 0 && !looks.sequence.looks().contains(context.look());
    if (more && looks.seen.again(units) > 0) {
      double share = looks.seen.again(units) / sums.rows();
      return row.undefined(seenBefore(share)).state(earlier);
    }
    if (more) {
      looks.sequence.add(context.look(), sums);
      looks.seen.add(units);
    }
    return looks.fill(row, of.spec().level());
  }

  private static String seenBefore(double share) {
    return ("about %.0f %% of these rows are of units that earlier looks had, and rows of a unit are"
            + " not independent")
        .formatted(100 * share);
  }

  /**
   * What all looks so far say of a difference; empty where the row has no sequence, or its rows do
   * not differ.
   *
   * @param sign 1 where more is better, else -1
   * @param alpha one-sided level of the rule
   */
  static Optional<Evidence.AllLooks> evidence(ComparisonRow row, int sign, double alpha) {
    if (row.reason() != null || row.state() == null || row.low() == null) {
      return Optional.empty();
    }
    Looks looks = fromText(row.challenger() + " " + row.metric(), row.state());
    SequenceBound bound = looks.sequence.bound(alpha, (double) looks.tightestAt);
    boolean varies = bound.deviation() > 0 || bound.mean() == 0;
    return varies
        ? Optional.of(new Evidence.AllLooks(bound, sign, looks.sequence.looks().size()))
        : Optional.empty();
  }

  private static String against(ComparedSlice of, String metric) {
    EvaluatedModel champion = of.spec().champion();
    return metric.equals("accuracy") && of.spec().task() == Task.BINARY
        ? champion.reference() + " " + champion.cutoff() + " " + of.model().cutoff()
        : champion.reference();
  }

  private Comparison fill(Comparison row, double level) {
    row.ofPair(dev.assay.statistics.Figure.of(sequence.mean())).state(text(), sequence.rows());
    return sequence.rows() < 2
        ? row.untested("fewer than 2 rows")
        : row.interval(sequence.interval(level, (double) tightestAt));
  }

  private String text() {
    return Base64.getEncoder().encodeToString(StateFormat.toBytes(this::write));
  }

  private void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeUTF(against);
    out.writeLong(tightestAt);
    sequence.write(out);
    seen.write(out);
  }

  private static Looks fromText(String key, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot go on from the looks at '"
              + key
              + "': their state is not Base64. Restore the column state of"
              + " evaluation_comparisons.",
          e);
    }
    return StateFormat.fromBytes(bytes, Looks::read);
  }

  private static Looks read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    return new Looks(in.readUTF(), in.readLong(), ConfidenceSequence.read(in), SeenUnits.read(in));
  }
}
