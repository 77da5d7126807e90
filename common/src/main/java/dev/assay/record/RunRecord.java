package dev.assay.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One row of the table {@code runs}. {@link RunColumn} gives the columns.
 *
 * @param start what was known when the run began
 * @param generation the run's place among the published runs of its slot, counted from 1: the
 *     published run with the highest one is the current run
 * @param attempt how often the run was begun, counted from 1
 * @param supersedes the run that held the slot when this one began; null for a free slot
 * @param status where the run stands
 * @param outcome what was known when it ended
 * @param errorCode why it did not end well; null otherwise
 * @param message the same for a person
 * @param sequence place in the chain of published runs of the store, counted from 1; null for a run
 *     that is not published
 * @param previousHash hash of the run published before this one; null for the first
 * @param hash {@link #contentHash()} of a published run; null otherwise
 */
public record RunRecord(
    RunStart start,
    long generation,
    int attempt,
    String supersedes,
    RunStatus status,
    RunOutcome outcome,
    String errorCode,
    String message,
    Long sequence,
    String previousHash,
    String hash) {

  public RunRecord {
    Objects.requireNonNull(start);
    Objects.requireNonNull(status);
    Objects.requireNonNull(outcome);
    // One column holds the models: as planned at first, as they came out later.
    String models = outcome.models() == null ? start.models() : outcome.models();
    start = start.withModels(models);
    outcome = outcome.withModels(models);
  }

  /** A run that begins. */
  public static RunRecord started(RunStart start, long generation, int attempt, String supersedes) {
    return new RunRecord(
        start,
        generation,
        attempt,
        supersedes,
        RunStatus.STARTED,
        RunOutcome.NONE,
        null,
        null,
        null,
        null,
        null);
  }

  /** This run, published as the next of the chain. */
  public RunRecord published(RunOutcome end, long place, String hashBefore) {
    RunRecord open =
        new RunRecord(
            start,
            generation,
            attempt,
            supersedes,
            RunStatus.PUBLISHED,
            end,
            null,
            null,
            place,
            hashBefore,
            null);
    return new RunRecord(
        start,
        generation,
        attempt,
        supersedes,
        RunStatus.PUBLISHED,
        end,
        null,
        null,
        place,
        hashBefore,
        open.contentHash());
  }

  /** This run, ended without being published. */
  public RunRecord ended(RunStatus how, String code, String why, RunOutcome end) {
    if (how == RunStatus.PUBLISHED || how == RunStatus.STARTED) {
      throw new IllegalArgumentException(how + " is not an end without publication");
    }
    return new RunRecord(
        start, generation, attempt, supersedes, how, end, code, why, null, null, null);
  }

  /** The run's id. */
  public String runId() {
    return start.runId();
  }

  /** What at most one current run can fill. */
  public String slot() {
    return start.slot();
  }

  /** What the run wrote to a table; a run that is not published may have written nothing. */
  public Optional<TableOutput> output(String table) {
    return outcome.output(table);
  }

  /**
   * SHA-256, in hexadecimal, over the UTF-8 bytes of the row's canonical JSON: every column but
   * {@code hash} that is not null, keys sorted, no white space, strings escaped as in RFC 8785,
   * dates as {@code 2018-12-31}, times as {@code 2026-01-31T12:00:00.000000Z}.
   */
  public String contentHash() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RunColumn column : RunColumn.ALL) {
      if (!column.name().equals("hash")) {
        values.put(column.name(), column.canonical(this));
      }
    }
    return sha256(Json.canonical(values));
  }

  /** The columns' values by name; those without a value are null. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    RunColumn.ALL.forEach(column -> values.put(column.name(), column.value(this)));
    return values;
  }

  /** The record behind values as {@link #values} gives them; unknown columns are passed over. */
  public static RunRecord of(Map<String, Object> row) {
    return new RunRecord(
        start(row),
        (Long) row.get("generation"),
        (Integer) row.get("attempt"),
        (String) row.get("supersedes"),
        RunStatus.valueOf((String) row.get("status")),
        outcome(row),
        (String) row.get("error_code"),
        (String) row.get("message"),
        (Long) row.get("sequence"),
        (String) row.get("previous_hash"),
        (String) row.get("hash"));
  }

  /**
   * What is wrong with a chain of published runs; empty when every hash is that of its row and of
   * its place. Rows that were changed, left out or put in afterwards are named.
   */
  public static List<String> chainFaults(List<RunRecord> runs) {
    List<RunRecord> chain =
        runs.stream()
            .filter(run -> run.status() == RunStatus.PUBLISHED)
            .sorted((a, b) -> Long.compare(a.sequence(), b.sequence()))
            .toList();
    List<String> faults = new ArrayList<>();
    String before = null;
    long place = 0;
    for (RunRecord run : chain) {
      place++;
      if (run.sequence() != place) {
        faults.add("run " + run.runId() + " has place " + run.sequence() + ", expected " + place);
        place = run.sequence();
      }
      if (!Objects.equals(run.previousHash(), before)) {
        faults.add("run " + run.runId() + " does not follow the run before it");
      }
      if (!run.contentHash().equals(run.hash())) {
        faults.add("run " + run.runId() + " was changed after it was published");
      }
      before = run.hash();
    }
    return faults;
  }

  private static RunStart start(Map<String, Object> row) {
    return new RunStart(
        (String) row.get("run_id"),
        (String) row.get("use_case"),
        (String) row.get("job"),
        (String) row.get("slot"),
        (LocalDate) row.get("as_of"),
        (Instant) row.get("started_at"),
        (String) row.get("input"),
        (String) row.get("models"),
        (String) row.get("config_digest"),
        (String) row.get("config"),
        (String) row.get("environment"),
        (String) row.get("orchestrator"),
        (String) row.get("assay_version"));
  }

  private static RunOutcome outcome(Map<String, Object> row) {
    String outputs = (String) row.get("outputs");
    return new RunOutcome(
        (Instant) row.get("finished_at"),
        outputs == null ? List.of() : List.of(Json.read(outputs, TableOutput[].class)),
        (String) row.get("models"),
        (Long) row.get("rows_in"),
        (Long) row.get("rows_scored"),
        (Long) row.get("rows_rejected"),
        (String) row.get("rejected_reasons"),
        (String) row.get("timings"),
        (Long) row.get("rows_per_second"),
        (String) row.get("quality"));
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
