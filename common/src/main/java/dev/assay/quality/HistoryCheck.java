package dev.assay.quality;

import dev.assay.yaml.Key;

/** How a metric is compared with those of earlier runs. */
public sealed interface HistoryCheck {
  /** Fewest earlier runs the strategy can work with. */
  int leastHistory();

  /** Fewest earlier runs it judges by where the rule does not say. */
  int usualHistory();

  /** Change against the run that lies {@code lag} runs back, as a share of that run's value. */
  @Key(doc = "Change against an earlier run, as a share of its value: -0.1 is 10 % less.")
  record RelativeChange(
      @Key(doc = "Smallest change that passes, such as -0.1.", def = "null") Double min,
      @Key(doc = "Largest change that passes, such as 0.1.", def = "null") Double max,
      @Key(doc = "How many runs back; 1 is the last one.", def = "1") int lag)
      implements HistoryCheck {
    /** Both bounds of the change. */
    public Bounds bounds() {
      return new Bounds(min, max);
    }

    @Override
    public int leastHistory() {
      return lag;
    }

    @Override
    public int usualHistory() {
      return lag;
    }
  }

  /** Within so many standard deviations of a running mean that leaves out earlier anomalies. */
  @Key(doc = "Within standard deviations of a running mean that leaves out earlier anomalies.")
  record OnlineNormal(@Key(doc = "How many standard deviations pass.", def = "3") double deviations)
      implements HistoryCheck {
    @Override
    public int leastHistory() {
      return 3;
    }

    @Override
    public int usualHistory() {
      return 7;
    }
  }

  /** Within so many standard deviations of the mean of all earlier runs. */
  @Key(doc = "Within standard deviations of the mean of all earlier runs.")
  record BatchNormal(@Key(doc = "How many standard deviations pass.", def = "3") double deviations)
      implements HistoryCheck {
    @Override
    public int leastHistory() {
      return 3;
    }

    @Override
    public int usualHistory() {
      return 7;
    }
  }

  /** Near the forecast of Holt and Winters' additive seasonal smoothing. */
  @Key(doc = "Near the forecast of Holt-Winters smoothing; needs two whole seasons.")
  record HoltWinters(@Key(doc = "weekly for daily runs, yearly for monthly runs.") Season season)
      implements HistoryCheck {
    @Override
    public int leastHistory() {
      return 2 * season.runs();
    }

    @Override
    public int usualHistory() {
      return leastHistory();
    }
  }

  /** Within so many standard deviations of the mean of earlier runs on the same weekday. */
  @Key(doc = "Within standard deviations of the mean of earlier runs on the same weekday.")
  record WeekdayZScore(
      @Key(doc = "How many standard deviations pass.", def = "3") double deviations)
      implements HistoryCheck {
    @Override
    public int leastHistory() {
      return 3;
    }

    @Override
    public int usualHistory() {
      return 4;
    }
  }

  /** What repeats itself. */
  enum Season {
    /** A week of daily runs. */
    WEEKLY(7),
    /** A year of monthly runs. */
    YEARLY(12);

    private final int runs;

    Season(int runs) {
      this.runs = runs;
    }

    /** Runs in one season. */
    public int runs() {
      return runs;
    }
  }
}
