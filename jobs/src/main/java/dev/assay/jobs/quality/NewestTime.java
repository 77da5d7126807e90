package dev.assay.jobs.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The newest date or timestamp of a column. */
final class NewestTime extends Accumulator {
  private final int column;
  private boolean dates;
  private long count;
  private long newest = Long.MIN_VALUE;

  /**
   * @param column ordinal of a bigint: days or microseconds since 1970
   * @param dates whether they are days
   */
  NewestTime(int column, boolean dates) {
    this.column = column;
    this.dates = dates;
  }

  /** The newest, in a time zone; a date at midnight. */
  Optional<LocalDateTime> newest(ZoneId zone) {
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(
        dates
            ? LocalDate.ofEpochDay(newest).atStartOfDay()
            : LocalDateTime.ofInstant(Instant.EPOCH.plus(newest, ChronoUnit.MICROS), zone));
  }

  @Override
  Kind kind() {
    return Kind.NEWEST;
  }

  @Override
  void add(Block block, int[] rows, int taken) {
    long[] times = block.longs(column);
    boolean[] nulls = block.nulls(column);
    for (int i = 0; i < taken; i++) {
      if (nulls == null || !nulls[rows[i]]) {
        count++;
        newest = Math.max(newest, times[rows[i]]);
      }
    }
  }

  @Override
  boolean accepts(Accumulator other) {
    return other instanceof NewestTime time && time.dates == dates;
  }

  @Override
  void merge(Accumulator other) {
    NewestTime time = (NewestTime) other;
    count += time.count;
    newest = Math.max(newest, time.newest);
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    out.writeBoolean(dates);
    out.writeLong(count);
    out.writeLong(newest);
  }

  @Override
  void readFields(DataInput in) throws IOException {
    dates = in.readBoolean();
    count = in.readLong();
    newest = in.readLong();
  }
}
