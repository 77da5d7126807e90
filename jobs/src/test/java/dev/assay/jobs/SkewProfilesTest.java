package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.plan.Problems;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.ReferenceProfile;
import dev.assay.quality.RuleLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profiles that rules name themselves. */
class SkewProfilesTest {
  private static final String GIVE =
      " Write one of the training data with assay profile --profile FILE, and give"
          + " training-serving-skew.profile: FILE";

  @TempDir Path directory;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static LoadedRules rules(List<?> profiles) {
    StringBuilder text = new StringBuilder("format: 1\ncross:\n");
    for (int i = 0; i < profiles.size(); i++) {
      String named = profiles.get(i) == null ? "" : "profile: " + profiles.get(i);
      text.append("  - {id: r%d, training-serving-skew: {%s}}\n".formatted(i, named));
    }
    return RuleLoader.parse("q.yaml", text.toString(), name -> null);
  }

  @Test
  void everyProfileThatCannotBeHadIsNamedWithWhatToDo() throws IOException {
    Path good = file("good.json", "{\"format\":1,\"table\":\"t\",\"rows\":2,\"columns\":[]}");
    Path newer = file("newer.json", "{\"format\":3,\"table\":\"t\",\"rows\":2,\"columns\":[]}");
    Path other = file("other.json", "{\"what\":\"else\"}");
    Path broken = file("broken.json", "{");
    Path nothing = file("null.json", "null");
    Path absent = directory.resolve("absent.json");
    Problems problems = new Problems();
    SkewProfiles reader = new SkewProfiles(new Configuration(), null, problems);

    Map<String, ReferenceProfile> read =
        reader.read(
            rules(java.util.Arrays.asList(good, newer, other, broken, nothing, absent, null)));

    assertThat(read).containsOnlyKeys("r0");
    assertThat(read.get("r0").rows()).isEqualTo(2);
    assertThat(reader.digests()).containsOnlyKeys("r0");
    assertThat(problems.messages())
        .containsExactly(
            "Cannot use rule 'r1' (q.yaml:4: cross[1]): profile '%s' has format 3, and this version"
                    .formatted(newer)
                + " of Assay knows none above 2. Use a newer version of Assay, or write it again"
                + " with assay profile.",
            "Cannot use rule 'r2' (q.yaml:5: cross[2]): profile '%s' is no reference profile.%s."
                .formatted(other, GIVE),
            "Cannot use rule 'r3' (q.yaml:6: cross[3]): profile '%s' is no reference profile.%s."
                .formatted(broken, GIVE),
            "Cannot use rule 'r4' (q.yaml:7: cross[4]): profile '%s' is no reference profile.%s."
                .formatted(nothing, GIVE),
            "Cannot use rule 'r5' (q.yaml:8: cross[5]): there is no profile '%s'.%s."
                .formatted(absent, GIVE),
            "Cannot use rule 'r6' (q.yaml:9: cross[6]): it names no profile, and there is no champion"
                + " whose profile it could mean."
                + GIVE
                + ", or check with --config, whose champion counts.");
  }

  @Test
  void theChampionIsOnlyAskedForByRulesThatNameNoProfile() {
    assertThat(SkewProfiles.needChampion(rules(List.of("a.json")).rules())).isFalse();
    assertThat(SkewProfiles.needChampion(rules(java.util.Arrays.asList("a.json", null)).rules()))
        .isTrue();
  }
}
