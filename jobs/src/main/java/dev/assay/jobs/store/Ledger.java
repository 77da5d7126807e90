package dev.assay.jobs.store;

import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What decisions need to know of the table {@code runs}, as of one version.
 *
 * @param entries one per run
 */
record Ledger(List<Entry> entries) {

  Ledger {
    entries = List.copyOf(entries);
  }

  /**
   * One run.
   *
   * @param runId its id
   * @param slot its slot
   * @param status where it stands
   * @param generation its place in the slot
   * @param attempt how often it was begun
   * @param sequence its place in the chain; null if it is not published
   * @param hash its hash; null if it is not published
   * @param file name of the data file its row is in
   */
  record Entry(
      String runId,
      String slot,
      RunStatus status,
      long generation,
      int attempt,
      Long sequence,
      String hash,
      String file) {

    boolean published() {
      return status == RunStatus.PUBLISHED;
    }
  }

  /** The run of this id. */
  Optional<Entry> run(String runId) {
    return entries.stream().filter(e -> e.runId().equals(runId)).findFirst();
  }

  /** The published run that a slot shows. */
  Optional<Entry> holder(String slot) {
    return entries.stream()
        .filter(e -> e.published() && e.slot().equals(slot))
        .max(Comparator.comparingLong(Entry::generation));
  }

  /** The run that was published last, in any slot. */
  Optional<Entry> head() {
    return entries.stream().filter(Entry::published).max(Comparator.comparingLong(Entry::sequence));
  }

  /**
   * What a decision comes to.
   *
   * @param write the row to put in place of the run's present one; null to change nothing
   * @param result what the caller gets once that is committed
   */
  record Decision<T>(RunRecord write, T result) {

    /** A decision that changes nothing. */
    static <T> Decision<T> keep(T result) {
      return new Decision<>(null, result);
    }
  }
}
