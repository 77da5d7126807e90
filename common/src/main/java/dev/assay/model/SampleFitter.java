package dev.assay.model;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the rows of a sample into the elements of tensors, by the rules that scoring has. */
final class SampleFitter {
  private static final long EXACT_IN_FLOAT = 1L << 24;
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  private final Sample sample;
  private final List<TensorSpec> tensors;
  private final List<Feature> features;
  private final int[] columns;
  private final List<FeatureVector> vectors = new ArrayList<>();

  SampleFitter(Sample sample, List<TensorSpec> tensors) {
    this.sample = sample;
    this.tensors = tensors;
    this.features = tensors.stream().flatMap(tensor -> tensor.features().stream()).toList();
    this.columns = features.stream().mapToInt(this::column).toArray();
    for (Feature feature : features) {
      vectors.add(FeatureRows.allocate(feature.type(), sample.rows().size(), feature.width()));
    }
  }

  private int column(Feature feature) {
    int column = sample.columns().indexOf(feature.column());
    if (column < 0) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot read feature '%s' from the sample: it has the columns %s. Add the column to the sample."
              .formatted(feature.column(), sample.columns()));
    }
    return column;
  }

  Sample.Fitting fit() {
    List<Integer> origin = new ArrayList<>();
    String firstReason = null;
    for (int row = 0; row < sample.rows().size(); row++) {
      Optional<String> reason = put(sample.rows().get(row), origin.size());
      if (reason.isEmpty()) {
        origin.add(row);
      } else if (firstReason == null) {
        firstReason = "row %d: %s".formatted(row + 1, reason.get());
      }
    }
    if (origin.isEmpty()) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot use the sample: none of its %d rows fits the model; %s. Give rows that the model can score, or allow missing values."
              .formatted(sample.rows().size(), firstReason));
    }
    FeatureRows all = new FeatureRows(tensors, vectors, sample.rows().size());
    int[] kept = java.util.stream.IntStream.range(0, origin.size()).toArray();
    return new Sample.Fitting(
        all.select(kept), origin, sample.rows().size() - origin.size(), firstReason);
  }

  /** Puts a row at a place of the vectors, or says why it does not fit. */
  private Optional<String> put(List<Object> row, int at) {
    for (int f = 0; f < columns.length; f++) {
      Object value = row.get(columns[f]);
      try {
        Optional<RejectReason> reason = put(value, features.get(f), vectors.get(f), at);
        if (reason.isPresent()) {
          return Optional.of("%s %s".formatted(describe(row, f), reason.get().phrase()));
        }
      } catch (IllegalArgumentException e) {
        return Optional.of("%s is not %s".formatted(describe(row, f), features.get(f).type()));
      }
    }
    return Optional.empty();
  }

  private String describe(List<Object> row, int f) {
    Object value = row.get(columns[f]);
    return "column '%s'%s"
        .formatted(features.get(f).column(), value == null ? "" : " ('" + value + "')");
  }

  private static Optional<RejectReason> put(
      Object value, Feature feature, FeatureVector vector, int at) {
    if (feature.width() == 1 && !(value instanceof List)) {
      return element(value, feature, vector, at);
    }
    if (!(value instanceof List<?> elements)) {
      return Optional.of(value == null ? RejectReason.NULL_VALUE : RejectReason.WRONG_LENGTH);
    }
    if (elements.size() != feature.width()) {
      return Optional.of(RejectReason.WRONG_LENGTH);
    }
    for (int k = 0; k < elements.size(); k++) {
      Optional<RejectReason> reason =
          element(elements.get(k), feature, vector, at * feature.width() + k);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private static Optional<RejectReason> element(
      Object value, Feature feature, FeatureVector vector, int i) {
    if (value == null) {
      return missing(feature, vector, i);
    }
    if (vector instanceof FeatureVector.Strings strings) {
      if (!feature.categories().isEmpty() && !feature.categories().contains(text(value))) {
        return Optional.of(RejectReason.UNKNOWN_CATEGORY);
      }
      strings.values()[i] = text(value);
      return Optional.empty();
    } else if (vector instanceof FeatureVector.Bools bools) {
      bools.values()[i] = bool(value);
      return Optional.empty();
    }
    Number number = number(value, feature);
    if (unknown(number.doubleValue(), feature)) {
      return Optional.of(RejectReason.UNKNOWN_CATEGORY);
    }
    if (vector instanceof FeatureVector.Floats || vector instanceof FeatureVector.Doubles) {
      return real(number, feature, vector, i);
    }
    return integer(number, vector, i);
  }

  private static boolean unknown(double value, Feature feature) {
    return !feature.categories().isEmpty()
        && !Double.isNaN(value)
        && feature.categories().stream()
            .mapToDouble(Double::parseDouble)
            .noneMatch(c -> c == value);
  }

  private static Optional<RejectReason> missing(Feature feature, FeatureVector vector, int i) {
    switch (feature.missing()) {
      case NAN -> {
        if (vector instanceof FeatureVector.Floats floats) {
          floats.values()[i] = Float.NaN;
          return Optional.empty();
        } else if (vector instanceof FeatureVector.Doubles doubles) {
          doubles.values()[i] = Double.NaN;
          return Optional.empty();
        }
        return Optional.of(RejectReason.NULL_VALUE);
      }
      case EMPTY -> {
        return vector instanceof FeatureVector.Strings
            ? element("", feature, vector, i)
            : Optional.of(RejectReason.NULL_VALUE);
      }
      case REJECT -> {
        return Optional.of(RejectReason.NULL_VALUE);
      }
    }
    throw new IllegalStateException();
  }

  private static Optional<RejectReason> real(
      Number number, Feature feature, FeatureVector vector, int i) {
    double value = number.doubleValue();
    if (Double.isNaN(value) && feature.missing() != MissingPolicy.NAN) {
      return Optional.of(RejectReason.NAN_VALUE);
    }
    boolean single = vector instanceof FeatureVector.Floats;
    if (Double.isInfinite(single ? (float) value : value)) {
      return Optional.of(
          Double.isInfinite(value) ? RejectReason.INFINITE_VALUE : RejectReason.OUT_OF_RANGE);
    }
    if (number instanceof Long && !feature.allowLossyCast()) {
      long limit = single ? EXACT_IN_FLOAT : EXACT_IN_DOUBLE;
      if (Math.abs(number.longValue()) > limit) {
        return Optional.of(RejectReason.LOSSY_CAST);
      }
    }
    if (vector instanceof FeatureVector.Floats floats) {
      floats.values()[i] = number.floatValue();
    } else {
      ((FeatureVector.Doubles) vector).values()[i] = value;
    }
    return Optional.empty();
  }

  private static Optional<RejectReason> integer(Number number, FeatureVector vector, int i) {
    double value = number.doubleValue();
    if (value != Math.rint(value)) {
      return Optional.of(Double.isNaN(value) ? RejectReason.NAN_VALUE : RejectReason.LOSSY_CAST);
    }
    if (Math.abs(value) >= 0x1p63 || number instanceof java.math.BigInteger) {
      return Optional.of(RejectReason.OUT_OF_RANGE);
    }
    long exact = number.longValue();
    if (vector instanceof FeatureVector.Longs longs) {
      longs.values()[i] = exact;
    } else if ((int) exact == exact) {
      ((FeatureVector.Ints) vector).values()[i] = (int) exact;
    } else {
      return Optional.of(RejectReason.OUT_OF_RANGE);
    }
    return Optional.empty();
  }

  private static byte bool(Object value) {
    return switch (text(value)) {
      case "true", "1" -> 1;
      case "false", "0" -> 0;
      default -> throw new IllegalArgumentException();
    };
  }

  private static String text(Object value) {
    return value.toString();
  }

  private static Number number(Object value, Feature feature) {
    if (value instanceof Number number) {
      return number;
    } else if (value instanceof Boolean bool) {
      return bool ? 1 : 0;
    }
    if (feature.epochUnit().isPresent()) {
      return epoch(instant(value), feature.epoch());
    }
    String text = text(value).strip();
    return text.matches("[+-]?\\d{1,18}") ? (Number) Long.valueOf(text) : Double.valueOf(text);
  }

  private static Instant instant(Object value) {
    if (value instanceof java.sql.Timestamp timestamp) {
      return timestamp.toInstant();
    } else if (value instanceof java.sql.Date date) {
      return date.toLocalDate().atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    String text = text(value).strip();
    try {
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      return text.endsWith("Z")
          ? Instant.parse(text)
          : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException("not a date or time: " + text, e);
    }
  }

  private static Long epoch(Instant instant, EpochUnit unit) {
    return switch (unit) {
      case DAYS -> Math.floorDiv(instant.getEpochSecond(), 86_400L);
      case SECONDS -> instant.getEpochSecond();
      case MILLIS -> instant.toEpochMilli();
      case MICROS -> ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    };
  }
}
