package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.record.RunRecord;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds runs by what a person types: an id or its first digits. */
public final class RunLookup {
  private static final int SHOWN = 5;

  private RunLookup() {}

  /**
   * The one run of that id.
   *
   * @param store where the runs are, for messages
   * @throws AssayException (USAGE) where there is none, or more than one
   */
  static RunRecord find(List<RunRecord> runs, String id, String store) {
    Map<String, RunRecord> byId = new LinkedHashMap<>();
    Map<String, String> slots = new LinkedHashMap<>();
    runs.stream()
        .sorted(Comparator.comparing((RunRecord run) -> run.start().startedAt()).reversed())
        .forEach(
            run -> {
              byId.put(run.runId(), run);
              slots.put(run.runId(), run.slot());
            });
    return byId.get(find(slots, id, store));
  }

  /**
   * The same of ids.
   *
   * @param slots the slots of the runs by their ids, in the order in which messages name them
   */
  public static String find(Map<String, String> slots, String id, String store) {
    String wanted = id.strip().toLowerCase(Locale.ROOT);
    List<String> found =
        slots.keySet().stream()
            .filter(run -> !wanted.isEmpty() && run.toLowerCase(Locale.ROOT).startsWith(wanted))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    String start = "Cannot find run '" + id + "' in the store '" + store + "': ";
    throw new AssayException(
        ErrorCode.USAGE,
        found.isEmpty()
            ? start + nothing(slots)
            : start + "these begin so: " + named(found, slots) + ". Give more digits.");
  }

  private static String nothing(Map<String, String> runs) {
    return runs.isEmpty()
        ? "there are no runs. Check the path of the store."
        : "it has no such run. assay runs lists them; check the id, and whether the run is of"
            + " another store.";
  }

  private static String named(List<String> runs, Map<String, String> slots) {
    String more = runs.size() > SHOWN ? " and " + (runs.size() - SHOWN) + " more" : "";
    return runs.stream()
            .limit(SHOWN)
            .map(run -> run + " (" + slots.get(run) + ")")
            .collect(Collectors.joining(", "))
        + more;
  }
}
