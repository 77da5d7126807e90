package dev.assay.model;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.yaml.YamlReader;
import dev.assay.yaml.YamlWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A model package on the local disk whose files have the digests that its manifest gives them.
 *
 * @param directory where it lies
 * @param manifest its manifest
 * @param digest the digest of the whole package, see {@link Digest#ofAll}; a signature is not part
 *     of it, since it is made afterwards
 */
public record ModelPackage(Path directory, Manifest manifest, String digest) {
  /** The file that describes the package. */
  public static final String MANIFEST = "manifest.yaml";

  /** The signature, if any: the one file that no digest covers. */
  public static final String SIGNATURE = "model.sig";

  /**
   * Reads a package and verifies every file of it.
   *
   * @throws AssayException MODEL_DIGEST when a file is missing, is not in the manifest or has
   *     another digest; MODEL when there is no manifest, or it is of another format or cannot be
   *     understood
   */
  public static ModelPackage read(Path directory) {
    SortedMap<String, String> found = digests(directory);
    String manifestDigest = found.remove(MANIFEST);
    if (manifestDigest == null) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot read model package '%s': it has no %s. Register the model with 'assay model add'."
              .formatted(directory, MANIFEST));
    }
    Manifest manifest = manifest(directory);
    compare(directory, manifest.files(), found);
    requireNamed(directory, manifest);
    found.put(MANIFEST, manifestDigest);
    return new ModelPackage(directory, manifest, Digest.ofAll(found));
  }

  /**
   * Completes a package: writes the manifest with the digests of all files that lie in the
   * directory, and reads it back.
   */
  public static ModelPackage seal(Path directory, Manifest manifest) {
    Path file = directory.resolve(MANIFEST);
    try {
      Files.deleteIfExists(file);
      Files.writeString(file, YamlWriter.write(manifest.withFiles(digests(directory))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read(directory);
  }

  /** The golden vectors of the package. */
  public GoldenVectors golden() {
    return GoldenVectors.read(directory.resolve(manifest.golden().file()), manifest.tensors());
  }

  /** The manifest of a package, without verification of the other files. */
  public static Manifest manifest(Path directory) {
    Path file = directory.resolve(MANIFEST);
    Manifest manifest = parse(file, text(file));
    if (manifest.format() != Manifest.FORMAT) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot read model manifest '%s': it is of format %d, this version of Assay reads %d. Use a version of Assay that reads it."
              .formatted(file, manifest.format(), Manifest.FORMAT));
    }
    return manifest;
  }

  /** Reads a manifest's text; one that cannot be understood is a damaged model, not a setting. */
  private static Manifest parse(Path file, String text) {
    try {
      return YamlReader.read(Manifest.class, file.toString(), text);
    } catch (AssayException e) {
      throw new AssayException(ErrorCode.MODEL, e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot read model manifest '%s': %s. Check the path.".formatted(file, e),
          e);
    }
  }

  /** The files of a package that digests cover, by relative path, with their digests. */
  private static SortedMap<String, String> digests(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> files = walk.filter(path -> !Files.isDirectory(path)).toList();
      SortedMap<String, String> digests = new TreeMap<>();
      for (Path file : files) {
        String name = directory.relativize(file).toString().replace('\\', '/');
        if (!name.equals(SIGNATURE)) {
          digests.put(name, Digest.of(file));
        }
      }
      return digests;
    } catch (IOException | UncheckedIOException e) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot read model package '%s': %s. Check the path and its permissions."
              .formatted(directory, e),
          e);
    }
  }

  private static void compare(
      Path directory, Map<String, String> expected, Map<String, String> found) {
    for (String name : new TreeSet<>(expected.keySet())) {
      String digest = found.get(name);
      if (digest == null) {
        throw damaged(
            directory,
            "file '%s' is missing (expected SHA-256 %s)".formatted(name, expected.get(name)));
      }
      if (!digest.equals(expected.get(name))) {
        throw damaged(
            directory,
            "file '%s' has SHA-256 %s, but the manifest says %s"
                .formatted(name, digest, expected.get(name)));
      }
    }
    for (String name : new TreeSet<>(found.keySet())) {
      if (!expected.containsKey(name)) {
        throw damaged(
            directory,
            "file '%s' (SHA-256 %s) is not in the manifest".formatted(name, found.get(name)));
      }
    }
  }

  private static void requireNamed(Path directory, Manifest manifest) {
    for (String name : List.of(manifest.model(), manifest.golden().file())) {
      if (!manifest.files().containsKey(name)) {
        throw damaged(directory, "file '%s', which the manifest names, is missing".formatted(name));
      }
    }
  }

  private static AssayException damaged(Path directory, String reason) {
    return new AssayException(
        ErrorCode.MODEL_DIGEST,
        "Cannot use model package '%s': %s. Restore the package as it was registered, or register the model as a new version."
            .formatted(directory, reason));
  }
}
