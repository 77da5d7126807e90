package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {
  @TempDir Path temp;

  private Sample read(String name, String text) throws IOException {
    Path file = temp.resolve(name);
    Files.writeString(file, text);
    return Sample.read(file);
  }

  private static TensorSpec tensor(
      ElementType type, MissingPolicy missing, EpochUnit epoch, String... categories) {
    Feature feature = new Feature("x", type, 1, missing, epoch, false, List.of(categories));
    return new TensorSpec("t", type, List.of(feature), List.of(1L));
  }

  @Test
  void readsCsvWithQuotesAndMissingValues() throws IOException {
    Sample sample = read("rows.csv", "a,b\r\n1.5,\"x, \"\"y\"\"\"\r\n,\"\"\n");

    assertThat(sample.columns()).containsExactly("a", "b");
    assertThat(sample.rows().get(0)).containsExactly("1.5", "x, \"y\"");
    assertThat(sample.rows().get(1)).containsExactly(null, "");
  }

  @Test
  void readsJsonWithArrays() throws IOException {
    Sample sample =
        read("rows.json", "{\"columns\": [\"v\", \"n\"], \"rows\": [[[1.5, 2], null]]}");

    assertThat(sample.width(0)).isEqualTo(2);
    assertThat(sample.rows().get(0)).containsExactly(List.of(1.5, 2), null);
  }

  @Test
  void saysWhatASampleLooksLike() {
    assertThatThrownBy(() -> read("rows.json", "{\"columns\": [\"a\"], \"rows\": [[1], [1, 2]]}"))
        .isInstanceOf(AssayException.class)
        .hasMessageContaining("row 2 has 2 values for 1 columns. Give JSON");
    assertThatThrownBy(() -> Sample.read(temp.resolve("none.json")))
        .hasMessageContaining("NoSuchFileException");
  }

  @Test
  void leavesOutRowsThatTheModelCannotScoreAndSaysWhy() throws IOException {
    Sample sample = read("rows.csv", "x\n1\n\"\"\nabc\n2.5\n");

    Sample.Fitting fitting =
        sample.fit(List.of(tensor(ElementType.INT64, MissingPolicy.REJECT, null)));

    assertThat(fitting.origin()).containsExactly(0);
    assertThat(fitting.rejected()).isEqualTo(3);
    assertThat(fitting.firstReason()).isEqualTo("row 2: column 'x' ('') is not INT64");
  }

  @Test
  void followsThePoliciesForMissingAndUnknownValues() {
    Sample sample = new Sample(List.of("x"), java.util.Arrays.asList(row(1.5), row((Object) null)));
    FeatureRows rows =
        sample.fit(List.of(tensor(ElementType.FLOAT, MissingPolicy.NAN, null))).rows();
    assertThat(((FeatureVector.Floats) rows.vector(0)).values()).containsExactly(1.5f, Float.NaN);

    Sample texts = new Sample(List.of("x"), List.of(row("red"), row("violet")));
    assertThat(
            texts.fit(
                List.of(tensor(ElementType.STRING, MissingPolicy.REJECT, null, "red", "blue"))))
        .extracting(Sample.Fitting::firstReason)
        .isEqualTo("row 2: column 'x' ('violet') is not a known category");
    assertThatThrownBy(
            () ->
                new Sample(List.of("x"), List.of(row(1e300)))
                    .fit(List.of(tensor(ElementType.FLOAT, MissingPolicy.REJECT, null))))
        .hasMessage(
            "Cannot use the sample: none of its 1 rows fits the model; row 1: column 'x' ('1.0E300') is out of the tensor's range. Give rows that the model can score, or allow missing values.");
  }

  @Test
  void countsDatesFromTheEpoch() {
    Sample sample =
        new Sample(
            List.of("x"),
            List.of(
                row("1970-01-11"),
                row(java.sql.Date.valueOf("1969-12-31")),
                row("1970-01-02 12:00:00")));

    FeatureRows rows =
        sample.fit(List.of(tensor(ElementType.INT32, MissingPolicy.REJECT, EpochUnit.DAYS))).rows();

    assertThat(((FeatureVector.Ints) rows.vector(0)).values()).containsExactly(10, -1, 1);
  }

  private static List<Object> row(Object value) {
    return java.util.Collections.singletonList(value);
  }
}
