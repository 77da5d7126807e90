package dev.assay.evaluation;

/** A slice, declared or found, and how a model errs in it. */
@Describe("A slice, declared or found, and how a model errs in it.")
public record SliceRow(
    @Describe("What divides the rows: columns or a predicate; null for the whole.") String slicer,
    @Describe("The slice, as a person reads it; all for the whole.") String slice,
    @Describe("DECLARED, FOUND, or NOT_SEARCHED: what the search left out and why.") String origin,
    @Describe("Name of the model.") String model,
    @Describe("Version of the model.") String modelVersion,
    @Describe("Rows in the slice.") Long rows,
    @Describe("Sum of their weights; null for found slices of weighted rows.") Double weight,
    @Describe("Rows with label 1; null where labels are not classes 0 and 1.") Long positives,
    @Describe("Share of all rows.") Double share,
    @Describe("The loss whose means are compared.") String loss,
    @Describe("Mean loss in the slice.") Double meanLoss,
    @Describe("Mean loss of all other rows.") Double restLoss,
    @Describe("Score of the search; null for declared slices.") Double score,
    @Describe(
            "Mean loss in the slice minus that of all other rows; of found slices in the half that confirms.")
        Double effect,
    @Describe("Lower end of the interval.") Double low,
    @Describe("Upper end of the interval.") Double high,
    @Describe("Level of the interval, such as 0.95.") Double level,
    @Describe("How the interval was computed.") String method,
    @Describe(
            "Two-sided p-value that there is no effect; of found slices one-sided, that they are not worse.")
        Double pValue,
    @Describe("The same, adjusted for all slices that are reported.") Double pAdjusted,
    @Describe("Rows of the slice in the half that confirms; null for declared slices.")
        Long confirmRows,
    @Describe("Whether the other half confirms a found slice; null for declared slices.")
        Boolean confirmed,
    @Describe("Why nothing but the rows is shown; else null.") String suppressed) {}
