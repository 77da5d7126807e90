package dev.assay.evaluation;

/** A point of a curve. */
@Describe("A point of a curve.")
public record CurveRow(
    @Describe("Name of the model.") String model,
    @Describe("Version of the model.") String modelVersion,
    @Describe("What divides the rows: columns or a predicate; null for the whole.") String slicer,
    @Describe("The slice, as a person reads it; all for the whole.") String slice,
    @Describe(
            "ROC, PRECISION_RECALL, GAIN, SCORES_POSITIVE or SCORES_NEGATIVE (each with"
                + " _CUMULATIVE), THRESHOLD_SELECTION_RATE, THRESHOLD_RECALL or"
                + " THRESHOLD_FALSE_POSITIVE_RATE.")
        String curve,
    @Describe("Place of the point, from 1.") Integer place,
    @Describe("Where.") Double x,
    @Describe("How much.") Double y,
    @Describe("The cutoff of the point; null where there is none.") Double cutoff) {}
