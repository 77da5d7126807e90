package dev.assay.evaluation;

/** A figure of a model in a slice. */
@Describe("A figure of a model in a slice.")
public record MetricRow(
    @Describe("Name of the model.") String model,
    @Describe("Version of the model.") String modelVersion,
    @Describe("champion or challenger.") String role,
    @Describe("What divides the rows: columns or a predicate; null for the whole.") String slicer,
    @Describe("The slice, as a person reads it; all for the whole.") String slice,
    @Describe("The figure, such as auc.") String metric,
    @Describe("The operating point it is taken at; null for figures of the scores.") String point,
    @Describe("The value; null where it is not defined.") Double value,
    @Describe("By how much at most binning moved it; 0 if not at all.") Double bound,
    @Describe("Lower end of the interval.") Double low,
    @Describe("Upper end of the interval.") Double high,
    @Describe("Level of the interval, such as 0.95.") Double level,
    @Describe("How the interval was computed.") String method,
    @Describe("The same figure of the best constant predictor; null where it has none.")
        Double constantValue,
    @Describe("The cutoff of the operating point; else null.") Double cutoff,
    @Describe("Rows in the slice that all models have scored and that have a label.") Long rows,
    @Describe("Sum of their weights.") Double weight,
    @Describe("Rows with label 1; null where labels are not classes 0 and 1.") Long positives,
    @Describe("Why there is no value; else null.") String reason) {}
