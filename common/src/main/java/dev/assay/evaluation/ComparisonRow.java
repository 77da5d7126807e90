package dev.assay.evaluation;

/** A challenger against the champion in a slice, by one figure and one method. */
@Describe("A challenger against the champion in a slice, by one figure and one method.")
public record ComparisonRow(
    @Describe("Name of the champion.") String champion,
    @Describe("Version of the champion.") String championVersion,
    @Describe("Name of the challenger.") String challenger,
    @Describe("Version of the challenger.") String challengerVersion,
    @Describe("What divides the rows: columns or a predicate; null for the whole.") String slicer,
    @Describe("The slice, as a person reads it; all for the whole.") String slice,
    @Describe("What is compared, such as auc.") String metric,
    @Describe("The operating point; null for figures of the scores.") String point,
    @Describe("How the difference was tested, such as delong.") String test,
    @Describe("The figure of the champion.") Double championValue,
    @Describe("The figure of the challenger.") Double challengerValue,
    @Describe("Challenger minus champion.") Double difference,
    @Describe("Standard error of the difference.") Double standardError,
    @Describe("Lower end of the interval.") Double low,
    @Describe("Upper end of the interval.") Double high,
    @Describe("Level of the interval, such as 0.95.") Double level,
    @Describe("How the interval was computed.") String method,
    @Describe("Test statistic.") Double statistic,
    @Describe("Two-sided p-value that there is no difference.") Double pValue,
    @Describe("The same, adjusted for all that were looked at.") Double pAdjusted,
    @Describe("How it was adjusted: holm, benjamini-hochberg or max-t.") String adjustment,
    @Describe("Smallest true difference that these rows would have found with power 0.8.")
        Double detectable,
    @Describe("By how much at most binning moved the difference.") Double bound,
    @Describe("Rows that are compared.") Long rows,
    @Describe(
            "State that later looks go on from, as Base64; else null. Looks are of units that no"
                + " earlier look had.")
        String state,
    @Describe("Why there is no value; else null.") String reason) {}
