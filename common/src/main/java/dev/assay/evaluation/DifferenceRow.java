package dev.assay.evaluation;

/** A row in which a challenger differs from the champion, of those drawn by chance. */
@Describe("A row in which a challenger differs from the champion, of those drawn by chance.")
public record DifferenceRow(
    @Describe("Name of the champion.") String champion,
    @Describe("Version of the champion.") String championVersion,
    @Describe("Name of the challenger.") String challenger,
    @Describe("Version of the challenger.") String challengerVersion,
    @Describe(
            "gained: only the challenger selects the row, each at its own cutoff; lost: only the"
                + " champion does; changed: they predict different classes; furthest: their scores"
                + " differ by score_difference_p999 or more.")
        String kind,
    @Describe("Place among the rows drawn of the kind, from 1; the first few are a sample, too.")
        Integer place,
    @Describe("The row's key as text; several columns with a comma and a space between them.")
        String key,
    @Describe(
            "The champion's score: of a binary model the probability, of several classes that of"
                + " the predicted one, else the number.")
        Double championScore,
    @Describe("The challenger's score.") Double challengerScore,
    @Describe(
            "Challenger minus champion; of several classes half the sum of the absolute"
                + " differences of their probabilities.")
        Double difference,
    @Describe("The class that the champion predicts; null of a regression.") String championClass,
    @Describe("The class that the challenger predicts; null of a regression.")
        String challengerClass,
    @Describe("What came: the class, or the number.") String label,
    @Describe("Weight of the row; null without weights.") Double weight,
    @Describe("Rows of the kind, of which this is one drawn.") Long rowsOfKind,
    @Describe("Rows that are compared.") Long rows) {}
