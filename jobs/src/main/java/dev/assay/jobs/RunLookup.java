package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.record.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds runs by what a person types: an id or its first digits. */
final class RunLookup {
  private static final int SHOWN = 5;

  private RunLookup() {}

  /**
   * The one run of that id.
   *
   * @param store where the runs are, for messages
   * @throws AssayException (USAGE) where there is none, or more than one
   */
  static RunRecord find(List<RunRecord> runs, String id, String store) {
    String wanted = id.strip().toLowerCase(Locale.ROOT);
    List<RunRecord> found =
        runs.stream()
            .filter(run -> !wanted.isEmpty() && run.runId().startsWith(wanted))
            .sorted(Comparator.comparing((RunRecord run) -> run.start().startedAt()).reversed())
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    String start = "Cannot find run '" + id + "' in the store '" + store + "': ";
    throw new AssayException(
        ErrorCode.USAGE,
        found.isEmpty()
            ? start + nothing(runs)
            : start + "these begin so: " + named(found) + ". Give more digits.");
  }

  private static String nothing(List<RunRecord> runs) {
    return runs.isEmpty()
        ? "there are no runs. Check the path of the store."
        : "it has no such run. assay runs lists them; check the id, and whether the run is of"
            + " another store.";
  }

  private static String named(List<RunRecord> runs) {
    String more = runs.size() > SHOWN ? " and " + (runs.size() - SHOWN) + " more" : "";
    return runs.stream()
            .limit(SHOWN)
            .map(run -> run.runId() + " (" + run.slot() + ")")
            .collect(Collectors.joining(", "))
        + more;
  }
}
