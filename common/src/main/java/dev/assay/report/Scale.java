package dev.assay.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers along an axis.
 *
 * @param low its beginning
 * @param high its end, above the beginning
 * @param logarithmic whether equal ratios are equally far apart; then the beginning is positive
 */
record Scale(double low, double high, boolean logarithmic) {
  /** On a longer axis 0.8 and 1.25 would stand too close to 1. */
  private static final double NEAR = 2.2;

  private static final List<Double> RATIOS =
      List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 1.0, 1.25, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0);

  Scale {
    if (!(low < high) || (logarithmic && !(low > 0))) {
      throw new IllegalArgumentException("not a scale: " + low + " to " + high);
    }
  }

  /** An axis from 0 to 1. */
  static final Scale SHARES = new Scale(0, 1, false);

  /** An axis that holds some numbers with a little room on both sides. */
  static Scale around(double low, double high) {
    double room = high > low ? (high - low) * 0.06 : Math.max(Math.abs(low) * 0.1, 1e-6);
    return new Scale(low - room, high + room, false);
  }

  /** An axis of ratios with 1 in its middle. */
  static Scale ratios(double furthest) {
    double end = Math.min(100, Math.max(1.5, furthest * 1.1));
    return new Scale(1 / end, end, true);
  }

  /** Where a number lies, from 0 to 1; beyond them if it is off the axis. */
  double place(double value) {
    return logarithmic
        ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (value - low) / (high - low);
  }

  /** The same, but at the ends for what is off the axis. */
  double held(double value) {
    return logarithmic && value <= 0 ? 0 : Math.max(0, Math.min(1, place(value)));
  }

  /** Round numbers along the axis, about as many as asked for. */
  List<Double> ticks(int about) {
    return logarithmic ? ratioTicks(about) : linearTicks(about);
  }

  private List<Double> ratioTicks(int about) {
    boolean near = high < NEAR;
    List<Double> within =
        RATIOS.stream()
            .filter(t -> t >= low && t <= high)
            .filter(t -> near || (t != 0.8 && t != 1.25))
            .toList();
    return within.size() <= about + 2
        ? within
        : within.stream().filter(t -> t <= 0.1 || t == 1 || t >= 10).toList();
  }

  private List<Double> linearTicks(int about) {
    double step = step((high - low) / about);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * 0.999) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** A tick as a text; all ticks of an axis have the same number of decimals. */
  String text(double tick, int about) {
    if (logarithmic) {
      return Numerals.plain(tick);
    }
    double step = step((high - low) / about);
    int decimals = Math.max(0, Math.min(9, -(int) Math.floor(Math.log10(step) + 1e-9)));
    return Numerals.fixed(tick, decimals);
  }
}
