package dev.assay.evaluation;

/** A group of scores: what was predicted and what came. */
@Describe("A group of scores: what was predicted and what came.")
public record CalibrationRow(
    @Describe("Name of the model.") String model,
    @Describe("Version of the model.") String modelVersion,
    @Describe("What divides the rows: columns or a predicate; null for the whole.") String slicer,
    @Describe("The slice, as a person reads it; all for the whole.") String slice,
    @Describe("EQUAL_WIDTH, EQUAL_MASS or GRADE.") String grouping,
    @Describe("Place of the group, from 1.") Integer place,
    @Describe("Lowest score of the group.") Double lowScore,
    @Describe("Highest score of the group.") Double highScore,
    @Describe("Rows in the group.") Long rows,
    @Describe("Sum of their weights.") Double weight,
    @Describe("Mean score.") Double meanScore,
    @Describe("Share of positives.") Double observed,
    @Describe("Lower end of the interval.") Double low,
    @Describe("Upper end of the interval.") Double high,
    @Describe("Level of the interval, such as 0.95.") Double level,
    @Describe("How the interval was computed.") String method,
    @Describe("One-sided p-value that the rate is at most the mean score, by Jeffreys; of grades.")
        Double jeffreys,
    @Describe("The same by the exact binomial test.") Double binomial,
    @Describe("The same by the normal approximation.") Double normal,
    @Describe("Why there is no value; else null.") String reason) {}
