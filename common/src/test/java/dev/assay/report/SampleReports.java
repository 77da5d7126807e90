package dev.assay.report;

import dev.assay.evaluation.CalibrationRow;
import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.Condition;
import dev.assay.evaluation.CurveRow;
import dev.assay.evaluation.DifferenceRow;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.evaluation.FairnessRow;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.SliceRow;
import dev.assay.evaluation.VerdictRow;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStart;
import dev.assay.record.TableOutput;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.CalibrationGroup;
import dev.assay.statistics.CalibrationGroups;
import dev.assay.statistics.ConfusionMetric;
import dev.assay.statistics.Figure;
import dev.assay.statistics.Interval;
import dev.assay.statistics.OperatingPoint;
import dev.assay.statistics.ScoreBins;
import dev.assay.statistics.ScoreTable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Reports of simulated models: figures of single models are computed from simulated rows by {@code
 * dev.assay.statistics}, differences and slices are drawn around likely values. All are seeded.
 */
final class SampleReports {
  private static final int ROWS = 24_000;
  private static final double LEVEL = 0.95;
  private static final double Z = 1.96;

  private final Random random;
  private final List<String> models;
  private final String useCase;
  private final List<MetricRow> metrics = new ArrayList<>();
  private final List<ComparisonRow> comparisons = new ArrayList<>();
  private final List<SliceRow> slices = new ArrayList<>();
  private final List<CalibrationRow> calibration = new ArrayList<>();
  private final List<FairnessRow> fairness = new ArrayList<>();
  private final List<DifferenceRow> differences = new ArrayList<>();
  private final List<CurveRow> curves = new ArrayList<>();
  private final List<VerdictRow> verdicts = new ArrayList<>();
  private final List<QualityFact> quality = new ArrayList<>();
  private final List<ScoreTable> tables = new ArrayList<>();
  private boolean byCost;

  private SampleReports(String useCase, List<String> models) {
    this.random = new Random(20181231);
    this.useCase = useCase;
    this.models = models;
  }

  /** A champion and two binary challengers, one better and one not settled; 60 slices. */
  static EvaluationReport binary() {
    SampleReports sample =
        new SampleReports(
            "census-employment",
            List.of("employment-logistic", "employment-lightgbm", "employment-mlp"));
    sample.simulate(0.75, 0.79, 0.753);
    sample.compare();
    sample.slices(60);
    sample.groups();
    sample.differ(25, "");
    sample.judge("SUPERIOR", 1, null);
    sample.judge("INCONCLUSIVE", 2, 61_400L);
    sample.rules();
    return sample.report();
  }

  /** A challenger that is judged by what decisions cost where that is least. */
  static EvaluationReport costs() {
    SampleReports sample = new SampleReports("loans", List.of("loans-scorecard", "loans-lightgbm"));
    sample.simulate(0.75, 0.79);
    sample.byCost = true;
    sample.compare();
    for (String point : List.of("cutoff", "least_cost")) {
      double saved = point.equals("cutoff") ? 21.5 : 34.75;
      sample.metric(0, "mean_cost", point, 412.5, 9, 530.25, null);
      sample.metric(1, "mean_cost", point, 412.5 - saved, 9, 530.25, null);
      sample.metric(1, "total_cost", point, ROWS * (412.5 - saved), 2e5, 530.25 * ROWS, null);
      sample.comparison(1, null, "all", "mean_cost", point, "paired-t", -saved, 6);
      sample.comparison(1, "SEX", "SEX = 1", "mean_cost", point, "paired-t", -saved / 2, 9);
    }
    sample.count(1, "only_one_selects_positives_amount", "selection_rate=0.1", 41_200, 66_100);
    sample.count(1, "only_one_selects_negatives_amount", "selection_rate=0.1", 9_050.5, 4_400);
    sample.count(1, "swap_cost", "selection_rate=0.1", 51_300, 30_025);
    sample.judge("SUPERIOR", 1, 34.75, 23, 46.5, null);
    return sample.report();
  }

  /** Three regressions; one challenger is worse. */
  static EvaluationReport regression() {
    SampleReports sample =
        new SampleReports("house-prices", List.of("price-linear", "price-forest", "price-net"));
    String[] names = {"r2", "rmse", "mae", "median_absolute_error", "absolute_error_p90", "bias"};
    double[][] values = {
      {0.712, 84_310, 55_204, 38_911, 121_004, -812.4},
      {0.768, 75_668, 49_870, 34_120, 108_551, 120.9},
      {0.689, 87_644, 57_310, 40_002, 127_900, 3_402.0}
    };
    for (int m = 0; m < 3; m++) {
      for (int i = 0; i < names.length; i++) {
        double value = values[m][i];
        double error = Math.max(Math.abs(value) * 0.011, 0.002);
        double constant = names[i].equals("r2") ? 0 : 157_200;
        sample.metric(m, names[i], null, value, error, constant, null);
        if (m > 0) {
          double difference = value - values[0][i];
          sample.comparison(m, null, "all", names[i], null, "paired", difference, error * 0.4);
        }
      }
    }
    sample.judge("NON_INFERIOR", 1, 8642, -120, 17404, null);
    sample.judge("INFERIOR", 2, -3334, -4280, -2388, null);
    return sample.report();
  }

  /** No labels: nothing can be said. */
  static EvaluationReport notEvaluable() {
    SampleReports sample =
        new SampleReports("fraud-cards", List.of("fraud-rules", "fraud-lightgbm"));
    sample.verdicts.add(
        new VerdictRow(
            "fraud-rules",
            "1",
            "fraud-lightgbm",
            "1",
            "NOT_EVALUABLE",
            "auc",
            null,
            null,
            null,
            null,
            null,
            0.005,
            0.05,
            0L,
            null,
            null,
            "auc may not be worse by more than 0.005, at a one-sided level of 0.05.",
            "[]",
            "[]",
            "fraud-lightgbm@1 cannot be judged against fraud-rules@1: no labels are mature yet."));
    return sample.report();
  }

  /** Names that try to become markup, turn the direction of lines, or never end. */
  static EvaluationReport hostile() {
    String endless = "model-" + "with-a-name-that-does-not-end-".repeat(7);
    SampleReports sample =
        new SampleReports(
            "<script>document.title='taken'</script>\"'><img src=x onerror=alert(1)>",
            List.of("a\u202Egnp.exe\"><b>bold</b>", endless, "모델-حساب-🧮'&amp;"));
    sample.simulate(0.75, 0.79, 0.753);
    sample.compare();
    sample.slices(12);
    sample.groups();
    sample.differ(2, "<b>\u202E" + "key-without-end-".repeat(5_000));
    sample.judge("EQUIVALENT", 1, 0.0002, -0.0011, 0.0015, null);
    sample.judge("INFERIOR", 2, -0.02, -0.03, -0.01, null);
    sample.rules();
    return sample.report();
  }

  /** Four thousand slices of three models. */
  static EvaluationReport huge() {
    SampleReports sample = new SampleReports("huge", List.of("one", "two", "three"));
    sample.simulate(0.75, 0.79, 0.753);
    sample.compare();
    sample.slices(4_000);
    for (int i = 0; i < 200; i++) {
      sample.groups();
    }
    sample.differ(1_000, "");
    sample.judge("SUPERIOR", 1, null);
    return sample.report();
  }

  // ---- figures of simulated rows ----

  private void simulate(double... skills) {
    List<ScoreBins> bins = new ArrayList<>();
    for (int m = 0; m < skills.length; m++) {
      bins.add(new ScoreBins(4096, false, CalibrationGroups.equalWidthEdges(10)));
    }
    for (int i = 0; i < ROWS; i++) {
      boolean positive = random.nextDouble() < 0.46;
      double shared = random.nextGaussian();
      for (int m = 0; m < skills.length; m++) {
        double noise = 0.8 * shared + 0.6 * random.nextGaussian();
        double logit = 1.6 * ((positive ? 1 : -1) * skills[m] + noise) - 0.1;
        bins.get(m).add((float) (1 / (1 + Math.exp(-logit))), positive);
      }
    }
    for (int m = 0; m < skills.length; m++) {
      tables.add(bins.get(m).table());
      figures(m);
      curves(m);
      calibrate(m);
    }
  }

  private void figures(int m) {
    ScoreTable table = tables.get(m);
    for (BinaryMetric metric : BinaryMetric.values()) {
      Figure figure = metric.of(table, LEVEL);
      double constant =
          metric == BinaryMetric.AUC ? 0.5 : metric == BinaryMetric.BRIER ? 0.2484 : Double.NaN;
      figure(m, metric, null, figure, constant, null);
    }
    for (String point : List.of("cutoff", "selection_rate=0.1", "recall=0.8")) {
      OperatingPoint at =
          switch (point) {
            case "cutoff" -> OperatingPoint.atCutoff(table, 0.5);
            case "recall=0.8" -> OperatingPoint.atRecall(table, 0.8);
            default -> OperatingPoint.atSelectionRate(table, 0.1);
          };
      for (ConfusionMetric metric : ConfusionMetric.values()) {
        double constant = metric == ConfusionMetric.ACCURACY ? 0.54 : Double.NaN;
        figure(m, metric, point, metric.of(at.matrix(), LEVEL, 1), constant, at.cutoff());
      }
    }
  }

  private void figure(
      int m, Enum<?> metric, String point, Figure figure, double constant, Double cutoff) {
    Interval interval = figure.interval().orElse(null);
    metrics.add(
        new MetricRow(
            models.get(m),
            "1",
            m == 0 ? "champion" : "challenger",
            null,
            "all",
            metric.name().toLowerCase(Locale.ROOT),
            point,
            figure.defined() ? figure.value() : null,
            figure.defined() ? figure.bound() : null,
            interval == null ? null : interval.low(),
            interval == null ? null : interval.high(),
            LEVEL,
            interval == null ? null : interval.method().name().toLowerCase(Locale.ROOT),
            Double.isNaN(constant) ? null : constant,
            cutoff,
            (long) ROWS,
            (double) ROWS,
            Math.round(tables.get(m).positives()),
            figure.defined() ? null : figure.undefined()));
  }

  private void metric(
      int m,
      String name,
      String point,
      double value,
      double error,
      double constant,
      Long positives) {
    metrics.add(
        new MetricRow(
            models.get(m),
            "1",
            m == 0 ? "champion" : "challenger",
            null,
            "all",
            name,
            point,
            value,
            0.0,
            value - Z * error,
            value + Z * error,
            LEVEL,
            "delta",
            name.equals("bias") ? null : constant,
            null,
            (long) ROWS,
            (double) ROWS,
            positives,
            null));
  }

  private void curves(int m) {
    ScoreTable table = tables.get(m);
    double positives = 0;
    double negatives = 0;
    int place = 0;
    for (int bin = table.bins() - 1; bin >= 0; bin--) {
      positives += table.positives(bin);
      negatives += table.negatives(bin);
      if (bin % (table.bins() / 150 + 1) == 0) {
        double recall = positives / table.positives();
        place++;
        curve(m, "ROC", place, negatives / table.negatives(), recall, table.low(bin));
        curve(m, "PRECISION_RECALL", place, recall, positives / (positives + negatives), null);
        curve(m, "GAIN", place, (positives + negatives) / table.total(), recall, null);
      }
    }
    double[][] shares = new double[2][40];
    for (int bin = 0; bin < table.bins(); bin++) {
      int group = Math.min(39, (int) (table.mean(bin) * 40));
      shares[0][group] += table.negatives(bin) / table.negatives();
      shares[1][group] += table.positives(bin) / table.positives();
    }
    for (int group = 0; group < 40; group++) {
      double middle = (group + 0.5) / 40;
      curve(m, "SCORES_NEGATIVE", group + 1, middle, shares[0][group], null);
      curve(m, "SCORES_POSITIVE", group + 1, middle, shares[1][group], null);
    }
  }

  private void curve(int m, String name, int place, double x, double y, Double cutoff) {
    curves.add(new CurveRow(models.get(m), "1", null, "all", name, place, x, y, cutoff));
  }

  private void calibrate(int m) {
    List<CalibrationGroup> groups = CalibrationGroups.equalMass(tables.get(m), 10).groups();
    int place = 0;
    for (CalibrationGroup group : groups) {
      Interval interval = group.interval(LEVEL);
      place++;
      calibration.add(
          new CalibrationRow(
              models.get(m),
              "1",
              null,
              "all",
              "EQUAL_MASS",
              place,
              null,
              null,
              Math.round(group.weight()),
              group.weight(),
              group.meanScore(),
              group.observed(),
              interval.low(),
              interval.high(),
              LEVEL,
              "wilson",
              null,
              null,
              null,
              null));
    }
  }

  // ---- differences ----

  private void compare() {
    String[] names = {"auc", "average_precision", "log_loss", "brier", "ece"};
    double[] errors = {0.0016, 0.0021, 0.0019, 0.0009, 0.0011};
    for (int m = 1; m < models.size(); m++) {
      for (int i = 0; i < names.length; i++) {
        double difference = value(m, names[i], null) - value(0, names[i], null);
        String test = i == 0 ? "delong" : "paired";
        comparison(m, null, "all", names[i], null, test, difference, errors[i]);
        comparison(m, null, "all", names[i], null, "bootstrap", difference, errors[i] * 1.02);
      }
      for (String name : List.of("accuracy", "precision", "recall")) {
        double difference = value(m, name, "cutoff") - value(0, name, "cutoff");
        comparison(m, null, "all", name, "cutoff", "mcnemar", difference, 0.0023);
      }
      count(m, "only_one_selects_positives", "selection_rate=0.1", 81 + m, 118 - 9 * m);
      count(m, "only_one_selects_negatives", "selection_rate=0.1", 64, 27 + 10 * m);
      comparison(m, null, "all", "flip_rate", "cutoff", "flips", 0.118, 0.002);
    }
  }

  private void count(int m, String metric, String point, double champion, double challenger) {
    comparisons.add(
        new ComparisonRow(
            models.get(0),
            "1",
            models.get(m),
            "1",
            null,
            "all",
            metric,
            point,
            "count",
            champion,
            challenger,
            challenger - champion,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            0.0,
            (long) ROWS,
            null,
            null));
  }

  /** Rows in which the models differ, so many of each kind. */
  private void differ(int drawn, String key) {
    for (int m = 1; m < models.size(); m++) {
      for (String kind : List.of("gained", "lost", "furthest")) {
        for (int i = 1; i <= drawn; i++) {
          double distance = kind.equals("furthest") ? 0.6 + 0.2 * i / drawn : 0.1 + 0.2 / i;
          boolean up = kind.equals("gained") || (kind.equals("furthest") && i % 2 == 0);
          double champion = up ? 0.49 - 0.4 * i / drawn : 0.51 + 0.4 * i / drawn;
          double challenger = Math.max(0, Math.min(1, champion + (up ? distance : -distance)));
          differences.add(
              new DifferenceRow(
                  models.get(0),
                  "1",
                  models.get(m),
                  "1",
                  kind,
                  i,
                  key + (7_919 * i % 24_000 + m),
                  champion,
                  challenger,
                  challenger - champion,
                  champion >= 0.5 ? "1" : "0",
                  challenger >= 0.5 ? "1" : "0",
                  i % 3 == 0 ? "1" : "0",
                  null,
                  kind.equals("furthest") ? 24L + drawn : 1_423L + m,
                  (long) ROWS));
        }
      }
    }
  }

  private double value(int m, String metric, String point) {
    return metrics.stream()
        .filter(row -> row.model().equals(models.get(m)) && row.metric().equals(metric))
        .filter(row -> java.util.Objects.equals(row.point(), point))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private void comparison(
      int m,
      String slicer,
      String slice,
      String metric,
      String point,
      String test,
      double difference,
      double error) {
    double p =
        Math.min(
            1,
            Math.exp(
                -0.717 * Math.abs(difference / error) - 0.416 * Math.pow(difference / error, 2)));
    boolean change = !metrics.isEmpty() && Measure.isChange(metric);
    Double champion =
        slicer != null || change || metrics.stream().noneMatch(r -> r.metric().equals(metric))
            ? null
            : Double.valueOf(value(0, metric, point));
    comparisons.add(
        new ComparisonRow(
            models.get(0),
            "1",
            models.get(m),
            "1",
            slicer,
            slice,
            metric,
            point,
            test,
            champion,
            champion == null ? null : Double.valueOf(champion + difference),
            difference,
            error,
            difference - Z * error,
            difference + Z * error,
            LEVEL,
            test.equals("delong") ? "delong" : "delta",
            difference / error,
            p,
            Math.min(1, 2 * p),
            slicer == null ? "holm" : "benjamini-hochberg",
            2.49 * error,
            0.0,
            (long) ROWS,
            null,
            null));
  }

  private void slices(int count) {
    String[] columns = {"AGEP", "SCHL", "MAR", "RELP", "ESP", "DREM", "MIL", "ANC"};
    for (int i = 0; i < count; i++) {
      String column = columns[i % columns.length];
      boolean cross = i % 5 == 4;
      String slicer = cross ? column + ", SEX" : column;
      String slice = slicer + " = " + (1 + i / columns.length) + (cross ? ", " + (1 + i % 2) : "");
      long rows = Math.round(60 * Math.exp(5 * random.nextDouble()));
      boolean small = rows < 100;
      double error = 0.25 / Math.sqrt((double) rows);
      double effect = 0.05 * random.nextGaussian();
      for (int m = 0; m < models.size(); m++) {
        double own = effect + 0.004 * random.nextGaussian() - 0.003 * m;
        slices.add(slice(slicer, slice, "DECLARED", m, rows, own, error, small, null));
        if (m > 0 && !small) {
          double better = 0.011 / m + 0.012 * random.nextGaussian();
          comparison(m, slicer, slice, "auc", null, "delong", better, error * 0.5);
        }
      }
    }
    String found = "AGEP in [16, 19), SCHL = 16, DREM = 1";
    slices.add(slice("AGEP, SCHL, DREM", found, "FOUND", 0, 812, 0.094, 0.012, false, true));
    slices.add(slice("MIL, ANC", "MIL = 2, ANC = 4", "FOUND", 0, 301, 0.012, 0.014, false, false));
  }

  private SliceRow slice(
      String slicer,
      String slice,
      String origin,
      int m,
      long rows,
      double effect,
      double error,
      boolean small,
      Boolean confirmed) {
    return new SliceRow(
        slicer,
        slice,
        origin,
        models.get(m),
        "1",
        rows,
        (double) rows,
        rows / 2,
        (double) rows / ROWS,
        "brier",
        small ? null : Double.valueOf(0.17 + effect),
        small ? null : Double.valueOf(0.17),
        null,
        small ? null : Double.valueOf(effect),
        small ? null : Double.valueOf(effect - Z * error),
        small ? null : Double.valueOf(effect + Z * error),
        LEVEL,
        "welch",
        small ? null : Double.valueOf(0.01),
        small ? null : Double.valueOf(0.04),
        confirmed == null ? null : Long.valueOf(rows / 2),
        confirmed,
        small ? "fewer than 100 rows" : null);
  }

  private void groups() {
    String[][] groups = {
      {"SEX", "2", "1"},
      {"RAC1P", "2", "1"},
      {"RAC1P", "3", "1"},
      {"RAC1P", "6", "1"},
      {"RAC1P", "8", "1"}
    };
    for (String[] group : groups) {
      for (int m = 0; m < models.size(); m++) {
        for (String measure : List.of("selection_rate", "recall", "false_positive_rate")) {
          double ratio = Math.exp(0.16 * random.nextGaussian() - 0.05);
          double error = group[0].equals("SEX") ? 0.012 : 0.03 + 0.06 * random.nextDouble();
          group(group, m, measure, ratio, error);
        }
      }
    }
    fairness.add(
        new FairnessRow(
            models.get(0),
            "1",
            null,
            "RAC1P",
            "4",
            "1",
            "selection_rate",
            "cutoff",
            null,
            null,
            null,
            null,
            LEVEL,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            0.8,
            "SUPPRESSED",
            null,
            null,
            12L,
            null,
            "fewer than 100 rows"));
  }

  private void group(String[] group, int m, String measure, double ratio, double error) {
    double low = ratio * Math.exp(-Z * error);
    double high = ratio * Math.exp(Z * error);
    String outcome =
        low >= 0.8 && high <= 1.25 ? "FAIR" : high < 0.8 || low > 1.25 ? "UNFAIR" : "INCONCLUSIVE";
    fairness.add(
        new FairnessRow(
            models.get(m),
            "1",
            null,
            group[0],
            group[1],
            group[2],
            measure,
            "cutoff",
            0.42 * ratio,
            0.0,
            0.42 * low,
            0.42 * high,
            LEVEL,
            "wilson",
            0.42 * (ratio - 1),
            0.42 * (low - 1),
            0.42 * (high - 1),
            ratio,
            low,
            high,
            0.8,
            outcome,
            0.03,
            0.12,
            1_873L,
            811L,
            null));
  }

  // ---- verdict and run ----

  /** A verdict on the difference in AUC; what is not settled has a wide interval. */
  private void judge(String kind, int m, Long needed) {
    double difference = value(m, "auc", null) - value(0, "auc", null);
    double reach = needed == null ? 0.0031 : 0.0084;
    judge(kind, m, difference, difference - reach, difference + reach, needed);
  }

  private void judge(String kind, int m, double difference, double low, double high, Long needed) {
    boolean regression = tables.isEmpty();
    String metric = byCost ? "mean_cost" : regression ? "rmse" : "auc";
    double margin = byCost ? 5 : regression ? 1000 : 0.005;
    List<Condition> conditions =
        List.of(
            new Condition(
                metric + " not worse by more than " + Numerals.plain(margin),
                metric,
                null,
                byCost ? "least_cost" : null,
                difference,
                low,
                high,
                kind.equals("INCONCLUSIVE")
                    ? Condition.Outcome.UNSETTLED
                    : kind.equals("INFERIOR") ? Condition.Outcome.BROKEN : Condition.Outcome.HOLDS,
                metric + " differs by " + Numerals.figure(difference) + "."),
            new Condition(
                "selection_rate of every group fair",
                "selection_rate",
                null,
                "cutoff",
                0.93,
                0.88,
                0.99,
                Condition.Outcome.HOLDS,
                "The furthest ratio is 0.93 times (0.88 to 0.99)."));
    String message =
        models.get(m)
            + "@1 against "
            + models.get(0)
            + "@1: "
            + metric
            + " differs by "
            + Numerals.figure(difference)
            + " (95 % interval "
            + Numerals.figure(low)
            + " to "
            + Numerals.figure(high)
            + ").";
    verdicts.add(
        new VerdictRow(
            models.get(0),
            "1",
            models.get(m),
            "1",
            kind,
            metric,
            difference,
            low,
            high,
            LEVEL,
            "holm",
            margin,
            0.025,
            (long) ROWS,
            2.49 * (high - low) / 3.92,
            needed,
            metric
                + " may not be worse by more than "
                + Numerals.plain(margin)
                + ", at a one-sided level of 0.025 divided among 2 challengers.",
            Json.write(conditions),
            m == 2
                ? "[\"The champion could not score 0 rows and the challenger 84; only rows that all"
                    + " models scored are compared.\"]"
                : "[]",
            message));
  }

  private void rules() {
    quality.add(new QualityFact("age-known", "error", "PASS", 0L, "All 24,100 rows keep it."));
    quality.add(
        new QualityFact(
            "income-range", "warn", "FAIL", 37L, "37 of 24100 rows break it (0.15353 %)."));
    quality.add(new QualityFact("id-unique", "error", "PASS", null, "uniqueness(id) is 1."));
  }

  private EvaluationReport report() {
    return new EvaluationReport(
        RunFacts.of("store/" + useCase, run()),
        new EvaluationResult(
            metrics, comparisons, slices, calibration, fairness, differences, curves, verdicts),
        quality);
  }

  private RunRecord run() {
    List<ModelRun> runs = new ArrayList<>();
    for (int m = 0; m < models.size(); m++) {
      String digest = String.valueOf((char) ('a' + m)).repeat(8) + "70c1de44".repeat(7);
      runs.add(
          new ModelRun(
              models.get(m),
              "1",
              m == 0 ? "champion" : "challenger",
              digest,
              "cpu",
              1,
              true,
              0.0,
              24_100L - 42L * m,
              42L * m,
              3.2));
    }
    Map<String, Object> input =
        Map.of(
            "predictions",
            List.of("7c1d0a92b3e4f5061728394a5b6c7d8e"),
            "table",
            "test-data/census/people",
            "delta_version",
            14,
            "rows",
            24_184,
            "labels",
            Map.of("table", "test-data/census/labels", "digest", "sha256:" + "5b".repeat(32)));
    RunStart start =
        new RunStart(
            "1f0c93a57be24d6aa1c0de5d71b2e9f4",
            useCase,
            "evaluate",
            "evaluate/2018-12-31",
            LocalDate.parse("2018-12-31"),
            Instant.parse("2026-03-01T12:00:00Z"),
            Json.write(input),
            Json.write(runs),
            "9c".repeat(32),
            Json.write(
                Map.of(
                    "use-case",
                    useCase,
                    "registry",
                    "test-data/models",
                    "evaluate.decide.metric",
                    "auc")),
            Json.write(Map.of("spark", "3.5.7", "java", "17.0.16", "user", "m.keller")),
            null,
            "0.1.0");
    RunRecord begun = RunRecord.started(start, 1, 1, null);
    RunOutcome outcome =
        new RunOutcome(
            Instant.parse("2026-03-01T12:01:07Z"),
            List.of(new TableOutput("evaluation_metrics", "store/evaluation_metrics", 3, 231)),
            Json.write(runs),
            24_184L,
            (long) ROWS,
            184L,
            Json.write(
                Map.of(
                    "rows",
                    24_184,
                    "labels",
                    24_101,
                    "rows_compared",
                    ROWS,
                    "labels_missing",
                    100,
                    "labels_immature",
                    84)),
            "{}",
            null,
            null);
    return new RunRecord(
        start,
        begun.generation(),
        begun.attempt(),
        null,
        dev.assay.record.RunStatus.PUBLISHED,
        outcome,
        null,
        null,
        7L,
        null,
        "7e".repeat(32));
  }
}
