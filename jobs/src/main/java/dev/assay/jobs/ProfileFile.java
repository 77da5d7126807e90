package dev.assay.jobs;

import dev.assay.jobs.registry.PackageCache;
import dev.assay.plan.PlannedModel;
import dev.assay.quality.ReferenceProfile;
import dev.assay.record.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Files with reference profiles. */
final class ProfileFile {
  /** The name of the file in a model's package. */
  static final String NAME = "profile.json";

  private ProfileFile() {}

  /** The file in a model's package; empty where there is none. */
  static Optional<byte[]> of(Configuration conf, PlannedModel model) throws IOException {
    Path directory = PackageCache.fetch(conf, model.packageUri(), model.packageDigest());
    try {
      return Optional.of(Files.readAllBytes(directory.resolve(NAME)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The profile in a file's content. */
  static ReferenceProfile parsed(byte[] content) throws Unusable {
    ReferenceProfile profile;
    try {
      profile = Json.read(new String(content, StandardCharsets.UTF_8), ReferenceProfile.class);
    } catch (IllegalArgumentException e) {
      throw new Unusable("is no reference profile", false);
    }
    if (profile == null || profile.format() < 1) {
      throw new Unusable("is no reference profile", false);
    }
    if (profile.format() > ReferenceProfile.FORMAT) {
      throw new Unusable(
          "has format %d, and this version of Assay knows none above %d"
              .formatted(profile.format(), ReferenceProfile.FORMAT),
          true);
    }
    return profile;
  }

  /** Why a content cannot be used: half a sentence whose subject is the file. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean newer;

    Unusable(String reason, boolean newer) {
      super(reason, null, false, false);
      this.newer = newer;
    }

    /** Whether a newer version of Assay wrote it. */
    boolean newer() {
      return newer;
    }
  }
}
