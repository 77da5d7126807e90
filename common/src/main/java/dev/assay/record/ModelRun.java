package dev.assay.record;

/**
 * What the run record says about one model; what is not known yet is null.
 *
 * @param name the model's name
 * @param version the model's version
 * @param role {@code champion} or {@code challenger}
 * @param digest the package digest that was verified
 * @param device where it ran: {@code cpu} or {@code cuda}
 * @param provider the runtime's execution provider
 * @param goldenBitEqual whether the golden outputs came out bit for bit
 * @param goldenMaxDifference largest absolute difference from the golden outputs
 * @param rowsScored rows in the predictions
 * @param rowsRejected rows it could not score
 * @param meanScore mean of the scores; null where the model has none
 */
public record ModelRun(
    String name,
    String version,
    String role,
    String digest,
    String device,
    String provider,
    Boolean goldenBitEqual,
    Double goldenMaxDifference,
    Long rowsScored,
    Long rowsRejected,
    Double meanScore) {}
