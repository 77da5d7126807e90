package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.assertj.core.data.Offset;

/**
 * The golden files, which golden_statistics.py and golden_evaluation.py of test-data/python make.
 */
public final class Golden {
  private static final double AGREEMENT = 1e-9;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  static JsonNode file(String name) {
    return read("/golden/statistics/" + name + ".json");
  }

  /** A file of the figures of an evaluation. */
  public static JsonNode evaluation(String name) {
    return read("/golden/evaluation/" + name + ".json");
  }

  private static JsonNode read(String path) {
    try (InputStream in = Golden.class.getResourceAsStream(path)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }

  static double[][] matrix(JsonNode array) {
    double[][] values = new double[array.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = doubles(array.get(i));
    }
    return values;
  }

  /** Asserts agreement to 1e-9 of the value. */
  static void agrees(String what, double actual, JsonNode expected) {
    agrees(what, actual, expected.doubleValue(), 0);
  }

  static void agrees(String what, double actual, double expected) {
    agrees(what, actual, expected, 0);
  }

  /** Asserts agreement to 1e-9 of the value and a bound. */
  public static void agrees(String what, double actual, double expected, double bound) {
    assertThat(actual)
        .as(what)
        .isCloseTo(expected, Offset.offset(AGREEMENT * Math.abs(expected) + 1e-15 + bound));
  }

  static void agrees(String what, Figure actual, double expected) {
    assertThat(actual.reason()).as(what).isEmpty();
    agrees(what, actual.value(), expected, actual.bound());
  }

  static void agrees(String what, Interval actual, JsonNode expected) {
    agrees(what + " low", actual.low(), expected.get(0));
    agrees(what + " high", actual.high(), expected.get(1));
  }
}
