package dev.assay.statistics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * How often intervals hold the true difference of two models, over many tables drawn from a model
 * whose true values are known. {@link #main} writes docs/coverage.md.
 *
 * <p>The binormal model: within a class, the two models' scores are normal with variance 1 and a
 * correlation; negatives have mean 0, positives the mean that gives each model its AUC.
 */
public final class CoverageSimulation {
  static final long SEED = 20_240_601;
  static final int RUNS = 2000;
  static final double LEVEL = 0.95;

  private static final double CORRELATION = 0.7;
  private static final double FIRST_AUC = 0.80;
  private static final double SECOND_AUC = 0.85;
  private static final double FIRST_NOISE = 1;
  private static final double SECOND_NOISE = 0.95;

  private CoverageSimulation() {}

  /** An interval of a difference, by how it is computed. */
  enum Method {
    AUC_NORMAL("AUC", "DeLong, normal"),
    AUC_STUDENT("AUC", "DeLong, Student's t (used)"),
    ACCURACY_ADJUSTED_WALD("accuracy", "Bonett and Price"),
    ACCURACY_SCORE("accuracy", "Tango's score (used)"),
    RMSE_NORMAL("RMSE of probabilities", "delta, normal"),
    RMSE_STUDENT("RMSE of probabilities", "delta, Student's t (used)"),
    REGRESSION_NORMAL("RMSE of a regression", "delta, normal"),
    REGRESSION_STUDENT("RMSE of a regression", "delta, Student's t (used)");

    final String difference;
    final String interval;

    Method(String difference, String interval) {
      this.difference = difference;
      this.interval = interval;
    }
  }

  /**
   * What tables are drawn.
   *
   * @param positives their number; -1 where each row is positive with the prevalence
   */
  record Scenario(int rows, double prevalence, int positives, double firstAuc, double secondAuc) {
    static Scenario drawn(int rows, double prevalence) {
      return new Scenario(rows, prevalence, -1, FIRST_AUC, SECOND_AUC);
    }

    static Scenario fixed(int rows, int positives, double firstAuc, double secondAuc) {
      return new Scenario(rows, (double) positives / rows, positives, firstAuc, secondAuc);
    }
  }

  /** How the intervals of a method came out; without an interval where a table gives none. */
  record Coverage(int covered, int below, int above, int without, double width) {
    static final Coverage NONE = new Coverage(0, 0, 0, 0, 0);

    Coverage add(Interval interval, double truth) {
      if (!(interval.low() <= interval.high())) {
        return new Coverage(covered, below, above, without + 1, width);
      }
      boolean under = interval.high() < truth;
      boolean over = interval.low() > truth;
      return new Coverage(
          covered + (under || over ? 0 : 1),
          below + (under ? 1 : 0),
          above + (over ? 1 : 0),
          without,
          width + interval.high() - interval.low());
    }

    Coverage plus(Coverage other) {
      return new Coverage(
          covered + other.covered,
          below + other.below,
          above + other.above,
          without + other.without,
          width + other.width);
    }

    int with() {
      return covered + below + above;
    }

    double share() {
      return (double) covered / with();
    }
  }

  /** The true values of a scenario, and what a model knows of it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Truth(double[] means, double[] cutoffs, double auc, double accuracy, double rmse) {
    static Truth of(Scenario scenario) {
      double[] means = {mean(scenario.firstAuc), mean(scenario.secondAuc)};
      double[] cutoffs = new double[2];
      double[] accuracies = new double[2];
      double[] rmses = new double[2];
      double share = scenario.prevalence;
      for (int m = 0; m < 2; m++) {
        double mean = means[m];
        cutoffs[m] = Distributions.bisect(c -> share - selected(c, mean, share), -20, 20);
        accuracies[m] =
            (1 - share) * Distributions.normalCdf(cutoffs[m])
                + share * Distributions.normalCdf(mean - cutoffs[m]);
        rmses[m] = Math.sqrt(integral(x -> squaredError(x, mean, share), -12, 16));
      }
      return new Truth(
          means,
          cutoffs,
          scenario.secondAuc - scenario.firstAuc,
          accuracies[1] - accuracies[0],
          rmses[1] - rmses[0]);
    }

    /** AUC = cdf(mean / sqrt 2) for normal scores of variance 1. */
    private static double mean(double auc) {
      return Math.sqrt(2) * Distributions.normalQuantile(auc);
    }

    private static double selected(double cutoff, double mean, double share) {
      return (1 - share) * Distributions.normalUpperTail(cutoff)
          + share * Distributions.normalUpperTail(cutoff - mean);
    }

    private static double squaredError(double x, double mean, double share) {
      double p = probability(x, mean, share);
      return (1 - share) * Distributions.normalDensity(x) * p * p
          + share * Distributions.normalDensity(x - mean) * (1 - p) * (1 - p);
    }

    /** By the trapezoidal rule, whose error vanishes with smooth tails. */
    private static double integral(DoubleUnaryOperator f, double from, double to) {
      int steps = 20_000;
      double width = (to - from) / steps;
      return width
          * IntStream.rangeClosed(0, steps)
              .mapToDouble(i -> f.applyAsDouble(from + i * width))
              .sum();
    }
  }

  /** The true probability of a positive, given one model's score. */
  private static double probability(double score, double mean, double share) {
    return Logistic.of(Math.log(share / (1 - share)) + mean * score - mean * mean / 2);
  }

  /** A table of rows: scores by model and row, and labels. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Table(double[][] scores, boolean[] labels) {}

  /** Standard normal numbers, the same on every machine (Box and Muller 1958). */
  private static final class Normals {
    private final SplitMix uniform;
    private int drawn;

    Normals(long seed) {
      uniform = new SplitMix(seed);
    }

    double uniform() {
      return uniform.uniform(drawn++);
    }

    double next() {
      double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform()));
      return radius * StrictMath.cos(2 * Math.PI * uniform());
    }
  }

  private static Normals normals(int run) {
    return new Normals(UnitHash.of(UnitHash.of(SEED) + run));
  }

  private static Table draw(Scenario scenario, Truth truth, Normals random) {
    int n = scenario.rows;
    double[][] scores = new double[2][n];
    boolean[] labels = new boolean[n];
    double own = Math.sqrt(1 - CORRELATION * CORRELATION);
    for (int row = 0; row < n; row++) {
      labels[row] =
          scenario.positives < 0
              ? random.uniform() < scenario.prevalence
              : row < scenario.positives;
      double first = random.next();
      double second = CORRELATION * first + own * random.next();
      scores[0][row] = first + (labels[row] ? truth.means[0] : 0);
      scores[1][row] = second + (labels[row] ? truth.means[1] : 0);
    }
    return new Table(scores, labels);
  }

  /** The coverage of the methods over a number of tables. */
  static Map<Method, Coverage> run(Scenario scenario, int runs, boolean aucOnly) {
    Truth truth = Truth.of(scenario);
    return IntStream.range(0, runs)
        .parallel()
        .mapToObj(run -> one(scenario, truth, normals(run), aucOnly))
        .collect(
            () -> new EnumMap<>(Method.class),
            CoverageSimulation::addAll,
            CoverageSimulation::addAll);
  }

  private static void addAll(Map<Method, Coverage> to, Map<Method, Coverage> from) {
    from.forEach((method, coverage) -> to.merge(method, coverage, Coverage::plus));
  }

  private static Map<Method, Coverage> one(
      Scenario scenario, Truth truth, Normals random, boolean aucOnly) {
    Table table = draw(scenario, truth, random);
    Map<Method, Coverage> found = new EnumMap<>(Method.class);
    auc(table, truth, found);
    if (!aucOnly) {
      accuracy(table, truth, found);
      probabilities(scenario, table, truth, found);
      regression(scenario, random, found);
    }
    return found;
  }

  private static void put(
      Map<Method, Coverage> found, Method method, Interval interval, double truth) {
    found.put(method, Coverage.NONE.add(interval, truth));
  }

  private static void auc(Table table, Truth truth, Map<Method, Coverage> found) {
    Placed[] tables = new Placed[2];
    for (int m = 0; m < 2; m++) {
      ScoreBins bins = new ScoreBins(Math.max(1024, table.labels.length), false);
      for (int row = 0; row < table.labels.length; row++) {
        bins.add(table.scores[m][row], table.labels[row]);
      }
      tables[m] = Placed.in(bins.table());
    }
    DeLong state = new DeLong(2);
    long[][] placement = new long[2][1];
    for (int row = 0; row < table.labels.length; row++) {
      for (int m = 0; m < 2; m++) {
        placement[m][0] = tables[m].placement(table.scores[m][row], table.labels[row]);
      }
      state.add(placement, 1, table.labels[row]);
    }
    put(
        found,
        Method.AUC_NORMAL,
        state.difference(0, 1).interval(LEVEL, IntervalMethod.DELONG),
        truth.auc);
    Estimate student = state.studentDifference(0, 1);
    put(
        found,
        Method.AUC_STUDENT,
        Double.isNaN(student.standardError())
            ? new Interval(Double.NaN, Double.NaN, LEVEL, IntervalMethod.DELONG_STUDENT)
            : student.interval(LEVEL, IntervalMethod.DELONG_STUDENT),
        truth.auc);
  }

  private static void accuracy(Table table, Truth truth, Map<Method, Coverage> found) {
    int[] onlyRight = new int[2];
    for (int row = 0; row < table.labels.length; row++) {
      boolean first = table.scores[0][row] >= truth.cutoffs[0] == table.labels[row];
      boolean second = table.scores[1][row] >= truth.cutoffs[1] == table.labels[row];
      if (first != second) {
        onlyRight[first ? 0 : 1]++;
      }
    }
    McNemar rows = new McNemar(onlyRight[0], onlyRight[1]);
    Interval adjusted =
        ProportionInterval.pairedDifference(
            (double) rows.onlySecond(),
            (double) rows.onlyFirst(),
            (double) table.labels.length,
            LEVEL);
    put(found, Method.ACCURACY_ADJUSTED_WALD, adjusted, truth.accuracy);
    put(found, Method.ACCURACY_SCORE, rows.difference(table.labels.length, LEVEL), truth.accuracy);
  }

  private static void probabilities(
      Scenario scenario, Table table, Truth truth, Map<Method, Coverage> found) {
    PairedErrors errors = new PairedErrors();
    double[] error = new double[2];
    for (int row = 0; row < table.labels.length; row++) {
      for (int m = 0; m < 2; m++) {
        error[m] =
            probability(table.scores[m][row], truth.means[m], scenario.prevalence)
                - (table.labels[row] ? 1 : 0);
      }
      errors.add(error[0], error[1]);
    }
    rmse(errors, truth.rmse, Method.RMSE_NORMAL, Method.RMSE_STUDENT, found);
  }

  /** Errors that are normal with known deviations: no class, no prevalence. */
  private static void regression(Scenario scenario, Normals random, Map<Method, Coverage> found) {
    PairedErrors errors = new PairedErrors();
    double own = Math.sqrt(1 - CORRELATION * CORRELATION);
    for (int row = 0; row < scenario.rows; row++) {
      double first = random.next();
      double second = CORRELATION * first + own * random.next();
      errors.add(FIRST_NOISE * first, SECOND_NOISE * second);
    }
    rmse(
        errors,
        SECOND_NOISE - FIRST_NOISE,
        Method.REGRESSION_NORMAL,
        Method.REGRESSION_STUDENT,
        found);
  }

  private static void rmse(
      PairedErrors errors,
      double truth,
      Method normal,
      Method student,
      Map<Method, Coverage> found) {
    Estimate estimate = errors.rmseDifference();
    Estimate asNormal = new Estimate(estimate.value(), estimate.standardError());
    put(found, normal, asNormal.interval(LEVEL, IntervalMethod.DELTA), truth);
    put(found, student, estimate.interval(LEVEL, IntervalMethod.DELTA_STUDENT), truth);
  }

  // ---- the page ------------------------------------------------------------------------------

  private static final List<Scenario> MAIN =
      List.of(
          Scenario.drawn(200, 0.5),
          Scenario.drawn(200, 0.02),
          Scenario.drawn(5000, 0.5),
          Scenario.drawn(5000, 0.02));

  private static final int[] FEW = {3, 4, 6, 8, 10, 15, 20, 30, 50, 100};

  private static List<String> mainRows() {
    List<String> lines = new ArrayList<>();
    for (Scenario scenario : MAIN) {
      Map<Method, Coverage> found = run(scenario, RUNS, false);
      for (Method method : Method.values()) {
        boolean ofRegression = method.name().startsWith("REGRESSION");
        if (!ofRegression || scenario.prevalence == 0.5) {
          lines.add(row(scenario, method, found.get(method), ofRegression));
        }
      }
    }
    return lines;
  }

  private static String row(
      Scenario scenario, Method method, Coverage coverage, boolean withoutClasses) {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %s | %s | %.1f | %.1f | %.1f | %.4f | %d |",
        scenario.rows,
        withoutClasses ? "" : Math.round(100 * scenario.prevalence) + " %",
        method.difference,
        method.interval,
        100 * coverage.share(),
        100.0 * coverage.below / coverage.with(),
        100.0 * coverage.above / coverage.with(),
        coverage.width / coverage.with(),
        coverage.without);
  }

  private static List<String> fewRows() {
    List<String> lines = new ArrayList<>();
    for (int positives : FEW) {
      StringBuilder line = new StringBuilder("| " + positives + " |");
      for (double[] aucs :
          new double[][] {{0.80, 0.80}, {0.80, 0.85}, {0.90, 0.95}, {0.95, 0.98}}) {
        Map<Method, Coverage> found =
            run(Scenario.fixed(200, positives, aucs[0], aucs[1]), RUNS, true);
        for (Method method : List.of(Method.AUC_NORMAL, Method.AUC_STUDENT)) {
          line.append(String.format(Locale.ROOT, " %.1f |", 100 * found.get(method).share()));
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** Replaces the tables between the marks of the page named, or prints them. */
  public static void main(String[] args) throws IOException {
    String main = String.join("\n", mainRows());
    String few = String.join("\n", fewRows());
    if (args.length == 0) {
      System.out.println(main + "\n\n" + few);
      return;
    }
    Path page = Path.of(args[0]);
    String text = Files.readString(page);
    Files.writeString(page, replaced(replaced(text, "coverage", main), "few positives", few));
  }

  /** The page with other rows in the table after a mark. */
  private static String replaced(String page, String table, String rows) {
    String mark = "<!-- " + table + " -->\n";
    String end = "<!-- end -->";
    int from = page.indexOf(mark);
    int rule = page.indexOf("\n|--", from);
    int first = page.indexOf('\n', rule + 1) + 1;
    int to = page.indexOf(end, from);
    if (from < 0 || rule < 0 || to < first) {
      throw new IllegalArgumentException("The page has no table '" + table + "'");
    }
    return page.substring(0, first) + rows + "\n" + page.substring(to);
  }
}
