package dev.assay.jobs;

import dev.assay.plan.Nearest;
import dev.assay.quality.FrozenBins;
import dev.assay.quality.ReferenceProfile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Ranges of numbers by the bins that are frozen with the champion's reference profile. */
final class ReferenceBins {
  private static final String WRITE =
      "Give edges, or write one of the training data with assay profile --profile profile.json and"
          + " register a version of the model with --file profile.json.";

  private final String champion;
  private final Content content;
  private ReferenceProfile profile;

  /**
   * The bins of a champion; nothing is read until some are asked for.
   *
   * @param champion name and version
   */
  ReferenceBins(String champion, Content content) {
    this.champion = champion;
    this.content = content;
  }

  /** The profile in the champion's package. */
  interface Content {
    /** The file's bytes; empty where there is none. */
    Optional<byte[]> read() throws IOException;
  }

  /**
   * Where ranges of a column with about equal shares of the reference begin.
   *
   * @param count how many ranges; fewer come out where single values have large shares
   * @throws Lacking where the reference does not say
   */
  List<Double> edges(String column, int count) throws Lacking {
    ReferenceProfile reference = profile();
    if (reference.format() < ReferenceProfile.WITH_BINS) {
      throw new Lacking(
          "%s has format %d, which has no bins of numbers".formatted(whose(), reference.format()),
          WRITE);
    }
    if (count > FrozenBins.MOST) {
      throw new Lacking(
          "%d bins are wanted, and a reference profile has at most %d"
              .formatted(count, FrozenBins.MOST),
          "Take fewer.");
    }
    FrozenBins bins = column(reference, column).bins();
    if (bins == null) {
      throw new Lacking(whose() + " has no numbers of it", "Give edges.");
    }
    List<Double> edges = bins.edges(count);
    if (edges.isEmpty()) {
      throw new Lacking("in " + whose() + " nearly all rows have one value of it", "Give edges.");
    }
    return edges;
  }

  private ReferenceProfile.Column column(ReferenceProfile reference, String name) throws Lacking {
    List<ReferenceProfile.Column> columns = reference.columns();
    Optional<ReferenceProfile.Column> exact =
        columns.stream().filter(column -> column.name().equals(name)).findFirst();
    Optional<ReferenceProfile.Column> folded =
        columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
    return exact
        .or(() -> folded)
        .orElseThrow(
            () ->
                new Lacking(
                    whose() + " has no such column",
                    Nearest.hint(
                        "columns",
                        name,
                        columns.stream().map(ReferenceProfile.Column::name).toList(),
                        SqlTexts::shown)));
  }

  private ReferenceProfile profile() throws Lacking {
    if (profile == null) {
      try {
        profile =
            ProfileFile.parsed(
                content
                    .read()
                    .orElseThrow(
                        () ->
                            new Lacking(
                                "the package of " + named() + " has no reference profile", WRITE)));
      } catch (ProfileFile.Unusable e) {
        throw new Lacking(whose() + " " + e.getMessage(), WRITE);
      } catch (IOException e) {
        throw new Lacking(whose() + " cannot be read (" + e.getMessage() + ")", WRITE);
      }
    }
    return profile;
  }

  private String whose() {
    return "the reference profile of " + named();
  }

  private String named() {
    return "champion '" + champion + "'";
  }

  /** Why there are no ranges, as half a sentence, and what to do. */
  static final class Lacking extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    Lacking(String reason, String remedy) {
      super(reason, null, false, false);
      this.remedy = remedy;
    }

    String remedy() {
      return remedy;
    }
  }
}
