package dev.assay.report;

import dev.assay.evaluation.ComparisonRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the words mean, how figures were computed, and where that is written. */
final class MethodSection {
  private static final Map<String, String> REFERENCES = references();

  private MethodSection() {}

  static Tag of(EvaluationReport report) {
    Tag section = Words.section("method", "How to read this");
    section.add(Words.terms(glossary(report)), Tag.of("h3", "How it was computed"));
    Tag notes = Tag.of("ul");
    notes(report).forEach(note -> notes.add(Tag.of("li", note)));
    section.add(notes, Tag.of("h3", "References"));
    Tag references = Tag.of("ul").as("references");
    used(report).forEach(reference -> references.add(Tag.of("li", reference)));
    return section.add(references);
  }

  private static List<Tag[]> glossary(EvaluationReport report) {
    List<Tag[]> terms = new ArrayList<>();
    term(
        terms,
        "Champion, challenger",
        "The model whose decisions are in force, and a model that might replace it.");
    term(
        terms,
        "Interval",
        "A figure from a limited number of rows is not exact. A "
            + report.level()
            + " interval holds the values that fit the rows seen: of many such intervals about "
            + report.level()
            + " hold the true value. More rows make it narrower.");
    term(
        terms,
        "Margin",
        "How much worse a challenger may be and still be accepted. It was written into the rule"
            + " before the data were read.");
    term(
        terms,
        "Not worse",
        "Shown to be at most the margin worse. It is a stronger statement than “no difference was"
            + " found”, which may only mean that there were too few rows.");
    term(
        terms,
        "p-value",
        "How often chance alone would bring a difference at least this large if there were none."
            + " An adjusted p-value takes into account how many differences were looked at.");
    term(
        terms,
        "Would be found",
        "The smallest true difference that these rows would have shown in four of five such"
            + " evaluations.");
    term(terms, "Slice", "A part of the rows, such as those of one region.");
    term(
        terms,
        "Not defined",
        "A figure that these rows do not give, such as the recall where nobody is positive. It is"
            + " never shown as 0.");
    return terms;
  }

  private static void term(List<Tag[]> terms, String term, String says) {
    terms.add(new Tag[] {Tag.of("span", term), Tag.of("span", says)});
  }

  private static List<String> notes(EvaluationReport report) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "All models were evaluated on the same rows, so that differences are between models and not"
            + " between rows.");
    notes.add(
        "Sums are exact: the same rows give the same figures on any number of machines, in any"
            + " order.");
    bound(report).ifPresent(notes::add);
    Set<String> methods =
        report.result().comparisons().stream()
            .map(ComparisonRow::method)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!methods.isEmpty()) {
      notes.add(
          "Intervals of differences: "
              + methods.stream()
                  .map(m -> Measure.words(m).toLowerCase(java.util.Locale.ROOT))
                  .collect(Collectors.joining(", "))
              + ".");
    }
    return notes;
  }

  private static Optional<String> bound(EvaluationReport report) {
    String primary = report.primaryMetric().orElse("");
    return report.wholeMetrics().stream()
        .filter(row -> row.metric().equals(primary))
        .map(row -> row.bound())
        .filter(Objects::nonNull)
        .max(Double::compare)
        .map(
            bound ->
                bound == 0
                    ? Measure.of(primary).title() + " of all rows is exact."
                    : "Scores were kept in fine groups, which moved "
                        + Measure.of(primary).title()
                        + " of all rows by at most "
                        + Numerals.figure(bound)
                        + ". The JSON file has this bound for every figure.");
  }

  private static List<String> used(EvaluationReport report) {
    StringBuilder names = new StringBuilder();
    report
        .result()
        .comparisons()
        .forEach(
            row ->
                names
                    .append(row.test())
                    .append(' ')
                    .append(row.method())
                    .append(' ')
                    .append(row.adjustment())
                    .append(' '));
    report
        .result()
        .metrics()
        .forEach(row -> names.append(row.metric()).append(' ').append(row.method()).append(' '));
    report.result().calibration().forEach(row -> names.append(row.method()).append(' '));
    report.result().verdicts().forEach(row -> names.append(row.verdict()).append(" verdict "));
    if (report.result().slices().stream().anyMatch(row -> "FOUND".equals(row.origin()))) {
      names.append("found ");
    }
    if (report.result().fairness().stream().anyMatch(row -> row.ratio() != null)) {
      names.append("fairness ");
    }
    String all = names.toString().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    return REFERENCES.entrySet().stream()
        .filter(entry -> all.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .distinct()
        .toList();
  }

  private static Map<String, String> references() {
    Map<String, String> references = new LinkedHashMap<>();
    references.put(
        "delong",
        "DeLong, DeLong, Clarke-Pearson (1988), Comparing the areas under two or more correlated ROC curves, Biometrics 44; Sun, Xu (2014), Fast implementation of DeLong’s algorithm, IEEE Signal Processing Letters 21.");
    references.put(
        "mcnemar",
        "Fagerland, Lydersen, Laake (2013), The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact conditional, BMC Medical Research Methodology 13.");
    references.put(
        "bonett",
        "Bonett, Price (2012), Adjusted Wald confidence interval for a difference of binomial proportions based on paired data, Journal of Educational and Behavioral Statistics 37.");
    references.put(
        "bootstrap",
        "Chamandy, Muralidharan, Najmi, Naidu (2012), Estimating uncertainty for massive data streams, Google.");
    references.put(
        "delta", "Casella, Berger (2002), Statistical Inference, section 5.5.4 (delta method).");
    references.put(
        "diebold",
        "Diebold, Mariano (1995), Comparing predictive accuracy, Journal of Business and Economic Statistics 13; Harvey, Leybourne, Newbold (1997), International Journal of Forecasting 13.");
    references.put(
        "wilson",
        "Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal of the American Statistical Association 22.");
    references.put(
        "newcombe",
        "Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17.");
    references.put(
        "jeffreys",
        "European Central Bank (2019), Instructions for reporting the validation results of internal models.");
    references.put(
        "sequence",
        "Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-uniform central limit theory and asymptotic confidence sequences, Annals of Statistics 52.");
    references.put(
        "verdict",
        "Morikawa, Yoshida (1995), A useful testing strategy in phase III trials: combined test of superiority and test of equivalence, Journal of Biopharmaceutical Statistics 5.");
    references.put(
        "equivalent",
        "Schuirmann (1987), A comparison of the two one-sided tests procedure, Journal of Pharmacokinetics and Biopharmaceutics 15.");
    references.put(
        "holm",
        "Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.");
    references.put(
        "sequentially",
        "Goeman, Solari (2010), The sequential rejection principle of familywise error control, Annals of Statistics 38.");
    references.put(
        "hochberg",
        "Benjamini, Hochberg (1995), Controlling the false discovery rate, Journal of the Royal Statistical Society B 57.");
    references.put("max-t", "Westfall, Young (1993), Resampling-Based Multiple Testing, Wiley.");
    references.put(
        "brier",
        "Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78.");
    references.put(
        "calibration-slope",
        "Cox (1958), Two further applications of a model for binary regression, Biometrika 45.");
    references.put(
        "spiegelhalter",
        "Spiegelhalter (1986), Probabilistic prediction in patient management and clinical trials, Statistics in Medicine 5.");
    references.put(
        "found",
        "Sagadeeva, Boehm (2021), SliceLine: fast, linear-algebra-based slice finding for ML model debugging, SIGMOD.");
    references.put(
        "fairness",
        "Katz, Baptista, Azen, Pike (1978), Obtaining confidence intervals for the risk ratio in cohort studies, Biometrics 34; Saleiro and others (2018), Aequitas: a bias and fairness audit toolkit.");
    return java.util.Collections.unmodifiableMap(references);
  }
}
