package dev.assay.jobs.quality;

import com.amazon.deequ.anomalydetection.AnomalyDetectionStrategy;
import com.amazon.deequ.anomalydetection.BatchNormalStrategy;
import com.amazon.deequ.anomalydetection.OnlineNormalStrategy;
import com.amazon.deequ.anomalydetection.OnlineNormalStrategy.OnlineCalculationResult;
import com.amazon.deequ.anomalydetection.RelativeRateOfChangeStrategy;
import com.amazon.deequ.anomalydetection.seasonal.HoltWinters;
import dev.assay.quality.HistoryCheck.RelativeChange;
import dev.assay.quality.HistoryFinding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scala.Console;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.immutable.Vector;
import scala.runtime.AbstractFunction0;

/** Deequ's anomaly strategies on plain series, without its repositories. */
final class DeequStrategies {
  private static final double SEASONAL_DEVIATIONS = 3;
  private static final Pattern PARAMETERS =
      Pattern.compile("to be (\\S+), (\\S+) and (\\S+) respectively");

  private DeequStrategies() {}

  /** The change as a share of the earlier value's size, so that a fall is one below zero too. */
  static HistoryFinding relativeChange(List<Double> earlier, double value, RelativeChange change) {
    double old = earlier.get(earlier.size() - change.lag());
    Double lower = change.min() == null ? null : old + change.min() * Math.abs(old);
    Double upper = change.max() == null ? null : old + change.max() * Math.abs(old);
    // Deequ compares the ratio of new to old, which falls where values below zero rise.
    Double least = old < 0 ? opposite(change.max()) : change.min();
    Double most = old < 0 ? opposite(change.min()) : change.max();
    AnomalyDetectionStrategy strategy =
        new RelativeRateOfChangeStrategy(plusOne(least), plusOne(most), change.lag());
    return new HistoryFinding(lower, upper, isAnomaly(strategy, earlier, value));
  }

  private static Double opposite(Double bound) {
    return bound == null ? null : Double.valueOf(-bound);
  }

  private static Option<Object> plusOne(Double bound) {
    return bound == null ? Option.empty() : Option.apply(1 + bound);
  }

  /**
   * Deequ takes a new value into the mean and deviation before it looks at it, so that with ten
   * values or fewer none lies three deviations off. Here its strategy says which earlier values
   * were anomalies and what mean and deviation the others have; the new value is compared with
   * those.
   */
  static HistoryFinding onlineNormal(List<Double> earlier, double value, double deviations) {
    List<OnlineCalculationResult> first = online(earlier, deviations);
    List<Double> usual = new ArrayList<>();
    for (int i = 0; i < earlier.size(); i++) {
      if (!first.get(i).isAnomaly()) {
        usual.add(earlier.get(i));
      }
    }
    // Again without the anomalies: Deequ divides by the positions of those it left out, too.
    List<OnlineCalculationResult> last = online(usual, Double.MAX_VALUE);
    OnlineCalculationResult running = last.get(last.size() - 1);
    return new Normal(running.mean(), running.stdDev()).finding(value, deviations);
  }

  private static List<OnlineCalculationResult> online(List<Double> series, double deviations) {
    Option<Object> factor = Option.apply(deviations);
    OnlineNormalStrategy strategy = new OnlineNormalStrategy(factor, factor, 0.1, true);
    return JavaConverters.seqAsJavaList(
        strategy.computeStatsAndAnomalies(vector(series), new Tuple2<>(0, series.size())));
  }

  static HistoryFinding batchNormal(List<Double> earlier, double value, double deviations) {
    Option<Object> factor = Option.apply(deviations);
    boolean anomaly = isAnomaly(new BatchNormalStrategy(factor, factor, false), earlier, value);
    HistoryFinding bounds = Normal.of(earlier).finding(value, deviations);
    return new HistoryFinding(bounds.lower(), bounds.upper(), anomaly && bounds.anomalous());
  }

  /**
   * Deequ finds the smoothing parameters and the forecast. Its own interval is 1.96 standard
   * deviations of the <em>absolute</em> residuals, which leaves out every fourth normal value; here
   * it is three of the residuals after the first season, which only starts the model.
   */
  static HistoryFinding holtWinters(List<Double> earlier, double value, int season) {
    HoltWinters strategy = new HoltWinters(season);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    boolean anomaly = silently(printed, () -> isAnomaly(strategy, earlier, value));
    Matcher fitted = PARAMETERS.matcher(printed.toString(StandardCharsets.UTF_8));
    if (!fitted.find()) {
      return new HistoryFinding(null, null, anomaly);
    }
    HoltWinters.ModelResults model =
        strategy.additiveHoltWinters(
            vector(earlier),
            season,
            1,
            Double.parseDouble(fitted.group(1)),
            Double.parseDouble(fitted.group(2)),
            Double.parseDouble(fitted.group(3)));
    double forecast = numbers(model.forecasts()).get(0);
    List<Double> residuals = numbers(model.residuals());
    List<Double> judged = residuals.subList(season, residuals.size());
    double squares = judged.stream().mapToDouble(residual -> residual * residual).sum();
    return new Normal(forecast, Math.sqrt(squares / judged.size()))
        .finding(value, SEASONAL_DEVIATIONS);
  }

  private static boolean isAnomaly(
      AnomalyDetectionStrategy strategy, List<Double> earlier, double value) {
    List<Double> series = new ArrayList<>(earlier);
    series.add(value);
    int last = earlier.size();
    return strategy.detect(vector(series), new Tuple2<>(last, last + 1)).nonEmpty();
  }

  /** Deequ prints by Scala's console, which can be led elsewhere for this thread alone. */
  private static boolean silently(
      ByteArrayOutputStream printed, java.util.function.BooleanSupplier work) {
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      return Console.withOut(
          out,
          new AbstractFunction0<Boolean>() {
            @Override
            public Boolean apply() {
              return work.getAsBoolean();
            }
          });
    }
  }

  private static Vector<Object> vector(List<Double> values) {
    List<Object> copy = new ArrayList<>(values);
    return JavaConverters.asScalaBuffer(copy).toVector();
  }

  private static List<Double> numbers(scala.collection.Seq<Object> values) {
    return JavaConverters.seqAsJavaList(values).stream()
        .map(value -> ((Number) value).doubleValue())
        .toList();
  }
}
