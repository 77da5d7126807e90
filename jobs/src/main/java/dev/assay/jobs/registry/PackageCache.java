package dev.assay.jobs.registry;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ModelPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * Model packages on this machine's disk: each is copied once for a JVM and verified when it is
 * copied. The copies go when the JVM ends. Thread-safe.
 */
public final class PackageCache {
  private static final ConcurrentHashMap<String, ModelPackage> PACKAGES = new ConcurrentHashMap<>();

  private PackageCache() {}

  /** The directory of the copies, made at first use. */
  private static final class Root {
    static final Path DIRECTORY = temporary("assay-models");

    static {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> deleteQuietly(DIRECTORY), "assay-models-cleaner"));
    }
  }

  /**
   * The package with a digest, copied from where it lies unless it is here already.
   *
   * @param conf settings of the file system
   * @param uri where the package lies
   * @param digest the digest that it must have
   * @return the local copy
   * @throws AssayException MODEL_DIGEST when what lies there has another digest or is damaged
   */
  public static Path fetch(Configuration conf, String uri, String digest) {
    return PACKAGES
        .compute(digest, (key, present) -> usable(present) ? present : copy(conf, uri, digest))
        .directory();
  }

  /** The package that lies at a place now, copied and verified. */
  static ModelPackage fetch(Configuration conf, String uri) {
    ModelPackage copied = download(conf, uri);
    ModelPackage kept =
        PACKAGES.compute(copied.digest(), (digest, present) -> usable(present) ? present : copied);
    if (!kept.directory().equals(copied.directory())) {
      deleteQuietly(copied.directory());
    }
    return kept;
  }

  /** Cleaners of temporary directories may have been there. */
  private static boolean usable(ModelPackage present) {
    return present != null
        && Files.isRegularFile(present.directory().resolve(ModelPackage.MANIFEST))
        && Files.isRegularFile(present.directory().resolve(present.manifest().model()));
  }

  private static ModelPackage copy(Configuration conf, String uri, String digest) {
    ModelPackage copied = download(conf, uri);
    if (!copied.digest().equals(digest)) {
      deleteQuietly(copied.directory());
      throw new AssayException(
          ErrorCode.MODEL_DIGEST,
          "Cannot use model package '%s': it has digest %s, planned was %s. It was changed after the run was planned; restore it, or plan the run again."
              .formatted(uri, copied.digest(), digest));
    }
    return copied;
  }

  private static ModelPackage download(Configuration conf, String uri) {
    org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(uri);
    RegistryFiles files = RegistryFiles.of(conf, from);
    if (!files.isDirectory(from)) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot read model package '%s': there is no such directory. Check the registry."
              .formatted(uri));
    }
    Path to = temporaryIn(Root.DIRECTORY);
    try {
      files.download(files.qualified(from), to);
      return ModelPackage.read(to);
    } catch (AssayException e) {
      deleteQuietly(to);
      throw new AssayException(
          e.code(), e.getMessage().replace(to.toString(), uri), e); // the place that users know
    }
  }

  static Path temporary(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporaryIn(Path parent) {
    try {
      Files.createDirectories(parent);
      return Files.createTempDirectory(parent, "package");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a temporary directory; what cannot be deleted stays. */
  static void deleteQuietly(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      walk.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // a leftover in the temporary directory harms nobody
    }
  }
}
