package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.quality.FrozenBins;
import dev.assay.quality.ReferenceProfile;
import dev.assay.record.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReferenceBinsTest {
  private static final String WRITE =
      "Give edges, or write one of the training data with assay profile --profile profile.json and"
          + " register a version of the model with --file profile.json.";

  private static ReferenceProfile.Column column(String name, FrozenBins bins) {
    return new ReferenceProfile.Column(name, "int", 0, 0.0, 9.0, 4.0, 2.0, 4, List.of(), bins);
  }

  private static ReferenceBins of(ReferenceProfile profile) {
    byte[] bytes = Json.write(profile).getBytes(StandardCharsets.UTF_8);
    return new ReferenceBins("churn@3", () -> Optional.of(bytes));
  }

  private static String refusal(ReferenceBins bins, String column, int count) {
    ReferenceBins.Lacking lacking =
        catchThrowableOfType(ReferenceBins.Lacking.class, () -> bins.edges(column, count));
    return lacking.getMessage() + ". " + lacking.remedy();
  }

  @Test
  void rangesAreThoseOfTheColumn() throws ReferenceBins.Lacking {
    FrozenBins ages =
        new FrozenBins(List.of(17.0, 25.0, 40.0, 65.0), List.of(25L, 25L, 25L, 25L), 0);
    FrozenBins other = new FrozenBins(List.of(1.0, 2.0), List.of(50L, 50L), 0);
    ReferenceBins bins =
        of(new ReferenceProfile(2, "t", 100, List.of(column("age", other), column("AGE", ages))));

    assertThat(bins.edges("AGE", 2)).containsExactly(40.0);
    assertThat(bins.edges("AGE", 4)).containsExactly(25.0, 40.0, 65.0);
    assertThat(bins.edges("age", 2)).containsExactly(2.0);
    assertThat(bins.edges("Age", 2)).containsExactly(2.0);
  }

  @Test
  void whatAReferenceDoesNotSayIsToldWithWhatToDo() {
    FrozenBins constant = new FrozenBins(List.of(5.0), List.of(100L), 0);
    ReferenceProfile profile =
        new ReferenceProfile(2, "t", 100, List.of(column("income", null), column("fee", constant)));

    assertThat(refusal(of(profile), "incme", 4))
        .startsWith("the reference profile of champion 'churn@3' has no such column. ")
        .contains("Did you mean 'income'?");
    assertThat(refusal(of(profile), "income", 4))
        .isEqualTo("the reference profile of champion 'churn@3' has no numbers of it. Give edges.");
    assertThat(refusal(of(profile), "fee", 4))
        .isEqualTo(
            "in the reference profile of champion 'churn@3' nearly all rows have one value of it."
                + " Give edges.");
    assertThat(refusal(of(profile), "fee", 121))
        .isEqualTo("121 bins are wanted, and a reference profile has at most 120. Take fewer.");
    assertThat(refusal(new ReferenceBins("churn@3", Optional::empty), "fee", 4))
        .isEqualTo("the package of champion 'churn@3' has no reference profile. " + WRITE);
    ReferenceBins unreadable =
        new ReferenceBins(
            "churn@3",
            () -> {
              throw new IOException("disk");
            });
    assertThat(refusal(unreadable, "fee", 4))
        .isEqualTo("the reference profile of champion 'churn@3' cannot be read (disk). " + WRITE);
  }

  @Test
  void profilesOfOtherFormatsAreToldFromBrokenOnes() {
    String old =
        "{\"format\":1,\"table\":\"t\",\"rows\":6,\"columns\":[{\"name\":\"fee\",\"type\":\"int\","
            + "\"null_share\":0.0,\"min\":1.0,\"max\":2.0,\"distinct\":2,\"values\":[]}]}";
    assertThat(refusal(text(old), "fee", 4))
        .isEqualTo(
            "the reference profile of champion 'churn@3' has format 1, which has no bins of numbers. "
                + WRITE);
    assertThat(refusal(text(old.replace(":1,", ":3,")), "fee", 4))
        .isEqualTo(
            "the reference profile of champion 'churn@3' has format 3, and this version of Assay"
                + " knows none above 2. "
                + WRITE);
    assertThat(refusal(text("{\"format\":2}"), "fee", 4))
        .isEqualTo("the reference profile of champion 'churn@3' is no reference profile. " + WRITE);
  }

  private static ReferenceBins text(String json) {
    return new ReferenceBins("churn@3", () -> Optional.of(json.getBytes(StandardCharsets.UTF_8)));
  }
}
