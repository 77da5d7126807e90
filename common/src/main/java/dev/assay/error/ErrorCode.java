package dev.assay.error;

/**
 * What kind of thing went wrong. The code fixes the exit status of the process and is written to
 * the run record; {@code docs/errors.md} explains each.
 */
public enum ErrorCode {
  /** The command line could not be understood. */
  USAGE(2),
  /** A configuration file, an environment variable or a setting is missing or wrong. */
  CONFIG(2),
  /** A quality gate or a verdict failed and the caller asked for that to be a failure. */
  VERDICT(3),
  /** An input table, file or column is missing, unreadable or not what the models need. */
  INPUT(4),
  /** The input holds no rows. */
  EMPTY_INPUT(4),
  /** The input was changed while it was read. */
  INPUT_CHANGED(4),
  /** More rows were rejected than the configuration tolerates. */
  TOO_MANY_REJECTED(4),
  /** A quality rule of severity error failed, or could not be judged. */
  QUALITY(4),
  /** The rows do not add up: rows in differ from rows scored plus rows rejected. */
  RECONCILIATION(4),
  /** A table of the store is not ours, of another format version, or cannot be written. */
  STORE(4),
  /** A model, an alias or a version is not in the registry. */
  MODEL_NOT_FOUND(5),
  /** A model package is damaged, incomplete or unreadable by the runtime. */
  MODEL(5),
  /** A model package does not have the digest it was registered or planned with. */
  MODEL_DIGEST(5),
  /** A model does not give its golden outputs for its golden inputs. */
  MODEL_GOLDEN(5),
  /** A policy forbids what was asked for. */
  POLICY(6),
  /** The requested device is not available. */
  DEVICE(2),
  /** A defect of Assay itself. */
  INTERNAL(70),
  /** Another run took the slot, or a service was away: the same command may succeed later. */
  CONFLICT(75),
  /** Interrupted from the keyboard. */
  INTERRUPTED(130),
  /** Asked to stop by the operating system or the scheduler. */
  TERMINATED(143);

  private final int exitStatus;

  ErrorCode(int exitStatus) {
    this.exitStatus = exitStatus;
  }

  /** The exit status of a process that ends with this error. */
  public int exitStatus() {
    return exitStatus;
  }
}
