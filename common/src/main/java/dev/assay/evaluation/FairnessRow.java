package dev.assay.evaluation;

/** A group of a protected attribute against its reference group. */
@Describe("A group of a protected attribute against its reference group.")
public record FairnessRow(
    @Describe("Name of the model.") String model,
    @Describe("Version of the model.") String modelVersion,
    @Describe("The champion, where the difference between two models is given; else null.")
        String comparedWith,
    @Describe("The attribute or attributes.") String attribute,
    @Describe("The group; overall for the largest difference between groups.") String groupName,
    @Describe("The group it is compared with.") String reference,
    @Describe("The measure, such as selection_rate.") String measure,
    @Describe("The operating point.") String point,
    @Describe(
            "The measure in the group; null of equalized odds and between groups. Where models are"
                + " compared, that of the challenger.")
        Double value,
    @Describe("By how much at most binning moved it; 0 if not at all.") Double bound,
    @Describe("Lower end of the interval.") Double low,
    @Describe("Upper end of the interval.") Double high,
    @Describe("Level of the interval, such as 0.95.") Double level,
    @Describe("How the interval was computed.") String method,
    @Describe(
            "Group minus reference; between groups most minus least; challenger minus champion"
                + " where models are compared.")
        Double difference,
    @Describe("Lower end of its interval.") Double differenceLow,
    @Describe("Upper end of its interval.") Double differenceHigh,
    @Describe(
            "Group by reference; between groups least by most; challenger by champion where models"
                + " are compared.")
        Double ratio,
    @Describe("Lower end of its interval.") Double ratioLow,
    @Describe("Upper end of its interval.") Double ratioHigh,
    @Describe("A ratio from tau to 1/tau is fair.") Double tau,
    @Describe(
            "FAIR, UNFAIR or INCONCLUSIVE by the interval of the ratio, or SUPPRESSED; null where"
                + " no groups are compared by a ratio.")
        String outcome,
    @Describe("Two-sided p-value that there is no difference.") Double pValue,
    @Describe(
            "The same, adjusted for all groups and measures of the model (Benjamini and Hochberg"
                + " 1995).")
        Double pAdjusted,
    @Describe("Rows in the group.") Long rows,
    @Describe("Rows of the group with label 1.") Long positives,
    @Describe("Why there is no value, or why its intervals are too narrow; else null.")
        String reason) {}
