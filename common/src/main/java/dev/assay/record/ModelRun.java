package dev.assay.record;

/**
 * What the run record says about one model; what is not known yet is null.
 *
 * @param name the model's name
 * @param version the model's version
 * @param role {@code champion} or {@code challenger}
 * @param digest the package digest that was verified
 * @param device where it ran: {@code cpu}, {@code cuda:0}, or several
 * @param sessionsBuilt sessions built for this run: at most one for each executor
 * @param goldenBitEqual whether the golden outputs came out bit for bit on every executor
 * @param goldenMaxDifference largest absolute difference from the golden outputs
 * @param rowsScored rows in the predictions
 * @param rowsRejected rows it could not score
 * @param runtimeSeconds seconds inside the model's runtime, over all tasks
 */
public record ModelRun(
    String name,
    String version,
    String role,
    String digest,
    String device,
    Integer sessionsBuilt,
    Boolean goldenBitEqual,
    Double goldenMaxDifference,
    Long rowsScored,
    Long rowsRejected,
    Double runtimeSeconds) {}
