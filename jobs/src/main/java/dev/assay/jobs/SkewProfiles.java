package dev.assay.jobs;

import dev.assay.error.ErrorCode;
import dev.assay.model.Digest;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.Problems;
import dev.assay.quality.CrossCheck.TrainingServingSkew;
import dev.assay.quality.CrossRule;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.ReferenceProfile;
import dev.assay.quality.RuleSet;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The reference profiles that training-serving-skew rules compare the input with. */
final class SkewProfiles {
  private static final String GIVE =
      "Write one of the training data with assay profile --profile FILE, and give"
          + " training-serving-skew.profile: FILE";

  private final Configuration conf;
  private final PlannedModel champion;
  private final Problems problems;
  private final Map<String, String> digests = new LinkedHashMap<>();

  /**
   * A reader of profiles.
   *
   * @param champion whose profile rules mean that name none; null for none
   * @param problems takes a message for each profile that cannot be had
   */
  SkewProfiles(Configuration conf, PlannedModel champion, Problems problems) {
    this.conf = conf;
    this.champion = champion;
    this.problems = problems;
  }

  /** Whether a rule means the profile of the champion. */
  static boolean needChampion(RuleSet rules) {
    return rules.cross().stream()
        .anyMatch(r -> r.check() instanceof TrainingServingSkew skew && skew.profile() == null);
  }

  /** The profiles by rule; a rule whose profile cannot be had is not there. */
  Map<String, ReferenceProfile> read(LoadedRules loaded) {
    Map<String, ReferenceProfile> profiles = new LinkedHashMap<>();
    for (int i = 0; i < loaded.rules().cross().size(); i++) {
      CrossRule rule = loaded.rules().cross().get(i);
      if (rule.check() instanceof TrainingServingSkew skew) {
        String place = loaded.place("cross[" + i + "]");
        profile(rule, skew, place).ifPresent(p -> profiles.put(rule.id(), p));
      }
    }
    return profiles;
  }

  /** SHA-256 of the profiles that were read, by rule. */
  Map<String, String> digests() {
    return digests;
  }

  private Optional<ReferenceProfile> profile(
      CrossRule rule, TrainingServingSkew skew, String place) {
    try {
      byte[] bytes = skew.profile() == null ? ofChampion() : bytes(skew.profile());
      String whose =
          skew.profile() == null ? ProfileFile.NAME + " of " + named() : named(skew.profile());
      ReferenceProfile profile = parsed(bytes, whose);
      digests.put(rule.id(), Digest.hex(bytes));
      return Optional.of(profile);
    } catch (Lacking e) {
      problems.add(
          ErrorCode.CONFIG,
          "Cannot use rule '" + rule.id() + "' (" + place + "): " + e.getMessage());
      return Optional.empty();
    }
  }

  private byte[] ofChampion() throws Lacking {
    if (champion == null) {
      throw new Lacking(
          "it names no profile, and there is no champion whose profile it could mean. "
              + GIVE
              + ", or check with --config, whose champion counts.");
    }
    try {
      return ProfileFile.of(conf, champion)
          .orElseThrow(
              () ->
                  new Lacking(
                      "it names no profile, and the package of "
                          + named()
                          + " has none. "
                          + GIVE
                          + ", or register a version of the model with --file "
                          + ProfileFile.NAME
                          + "."));
    } catch (IOException e) {
      throw new Lacking(
          ProfileFile.NAME + " of " + named() + " cannot be read (" + e.getMessage() + ").");
    }
  }

  private String named() {
    return "champion '" + champion.manifest().reference() + "'";
  }

  private byte[] bytes(String file) throws Lacking {
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem(conf).open(path)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new Lacking("there is no " + named(file) + ". " + GIVE + ".");
    } catch (IOException | IllegalArgumentException e) {
      throw new Lacking(
          named(file) + " cannot be read (" + e.getMessage() + "). Correct its path.");
    }
  }

  private static String named(String file) {
    return "profile '" + file + "'";
  }

  private static ReferenceProfile parsed(byte[] content, String whose) throws Lacking {
    try {
      return ProfileFile.parsed(content);
    } catch (ProfileFile.Unusable e) {
      throw new Lacking(
          whose
              + " "
              + e.getMessage()
              + ". "
              + (e.newer()
                  ? "Use a newer version of Assay, or write it again with assay profile."
                  : GIVE + "."));
    }
  }

  /** Why a profile cannot be had. */
  private static final class Lacking extends Exception {
    private static final long serialVersionUID = 1L;

    Lacking(String reason) {
      super(reason, null, false, false);
    }
  }
}
