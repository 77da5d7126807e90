package dev.assay.evaluation;

/** What is said of a challenger, and by which rule. */
@Describe("What is said of a challenger, and by which rule.")
public record VerdictRow(
    @Describe("Name of the champion.") String champion,
    @Describe("Version of the champion.") String championVersion,
    @Describe("Name of the challenger.") String challenger,
    @Describe("Version of the challenger.") String challengerVersion,
    @Describe("SUPERIOR, NON_INFERIOR, EQUIVALENT, INCONCLUSIVE, INFERIOR or NOT_EVALUABLE.")
        String verdict,
    @Describe("The primary metric.") String metric,
    @Describe("Challenger minus champion, so that more is better.") Double difference,
    @Describe("Lower end of the interval.") Double low,
    @Describe("Upper end of the interval.") Double high,
    @Describe("Level of the interval, such as 0.95.") Double level,
    @Describe(
            "What the interval and the claims rest on: holm, the rows of this look at the level that"
                + " is left to the challenger, or confidence-sequence, those of all looks at that"
                + " level.")
        String method,
    @Describe("How much worse is accepted.") Double margin,
    @Describe("One-sided level of the tests.") Double alpha,
    @Describe("Rows that are compared; of all looks where they decide.") Long rows,
    @Describe("Smallest true difference that these rows would have found with power 0.8.")
        Double detectable,
    @Describe("Rows that would settle an inconclusive verdict; else null.") Long rowsNeeded,
    @Describe("The rule, as a person reads it.") String rule,
    @Describe("Every figure that met or broke it, as JSON.") String conditions,
    @Describe("What should be looked at, as JSON.") String warnings,
    @Describe("The verdict and its reason in one or two sentences.") String message) {}
