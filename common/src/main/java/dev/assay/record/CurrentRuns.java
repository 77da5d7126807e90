package dev.assay.record;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The runs that readers see: of every slot the published run of the highest generation, and a
 * redrive only as long as the run that it redrives is one of them. {@code
 * dev.assay.jobs.store.StoreViews} says the same in SQL, for who reads a store without Assay.
 */
public final class CurrentRuns {
  private CurrentRuns() {}

  /** The current runs among all of a store, in the order of their publication. */
  public static List<RunRecord> of(List<RunRecord> runs) {
    Map<String, RunRecord> holders = new LinkedHashMap<>();
    runs.stream()
        .filter(run -> run.status() == RunStatus.PUBLISHED)
        .sorted(Comparator.comparingLong(RunRecord::generation))
        .forEach(run -> holders.put(run.slot(), run));
    Set<String> whole = new HashSet<>();
    holders.values().stream()
        .filter(run -> RedriveSlot.of(run.slot()).isEmpty())
        .forEach(run -> whole.add(run.runId()));
    return holders.values().stream()
        .filter(
            run -> RedriveSlot.of(run.slot()).map(slot -> whole.contains(slot.run())).orElse(true))
        .sorted(Comparator.comparingLong(RunRecord::sequence))
        .toList();
  }

  /** The current runs that scored whole inputs: no redrives. */
  public static List<RunRecord> whole(List<RunRecord> runs) {
    return of(runs).stream().filter(run -> RedriveSlot.of(run.slot()).isEmpty()).toList();
  }

  /** The published run that holds a slot. */
  public static Optional<RunRecord> holder(List<RunRecord> runs, String slot) {
    return runs.stream()
        .filter(run -> run.status() == RunStatus.PUBLISHED && run.slot().equals(slot))
        .max(Comparator.comparingLong(RunRecord::generation));
  }
}
