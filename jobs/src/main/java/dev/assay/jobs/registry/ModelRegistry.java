package dev.assay.jobs.registry;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.error.Suggest;
import dev.assay.model.Manifest;
import dev.assay.model.ModelPackage;
import dev.assay.onnx.ModelRegistrar;
import dev.assay.yaml.YamlReader;
import dev.assay.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A directory of model packages on any Hadoop file system: {@code <name>/<version>/} holds a
 * package, {@code <name>/aliases.yaml} the aliases. Versions never change; aliases may move. A new
 * version appears whole where directories can be renamed; an object store shows its files one after
 * the other, and until the last is there it does not pass verification.
 */
public final class ModelRegistry {
  private static final String ALIASES = "aliases.yaml";
  private static final String LOCK = ".aliases.lock";
  private static final int LOCK_TRIES = 100;
  private static final int LOCK_PAUSE_MILLIS = 100;
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing(ModelRegistry::padded).thenComparing(Comparator.naturalOrder());

  private final Configuration conf;
  private final Path root;
  private final RegistryFiles files;

  private ModelRegistry(Configuration conf, Path root, RegistryFiles files) {
    this.conf = conf;
    this.root = root;
    this.files = files;
  }

  /** The registry at a place, which need not exist yet. */
  public static ModelRegistry open(Configuration conf, String uri) {
    Path path = new Path(uri);
    RegistryFiles files = RegistryFiles.of(conf, path);
    return new ModelRegistry(conf, files.qualified(path), files);
  }

  /** Where the registry lies, as a full URI. */
  public String uri() {
    return root.toString();
  }

  // ---- reading -------------------------------------------------------------------------------

  /**
   * Finds a model and verifies its package.
   *
   * @param reference {@code name@version}, {@code name@alias}, or {@code name} where there is one
   *     version only
   * @throws AssayException MODEL_NOT_FOUND with what there is; MODEL or MODEL_DIGEST when the
   *     package is damaged
   */
  public ResolvedModel resolve(String reference) {
    int at = reference.indexOf('@');
    String name = at < 0 ? reference : reference.substring(0, at);
    List<String> versions = versions(reference, name);
    String version =
        at < 0
            ? only(reference, name, versions)
            : selected(reference, name, reference.substring(at + 1), versions);
    return verified(reference, name, version);
  }

  /** All versions of all models, by name and version. */
  public List<ModelEntry> list() {
    List<ModelEntry> entries = new ArrayList<>();
    for (String name : files.directories(root)) {
      entries.addAll(entries(name));
    }
    return entries;
  }

  /** All versions of a model. */
  List<ModelEntry> entries(String name) {
    Map<String, String> aliases = aliases(name).aliases();
    return versions(name).stream().map(version -> entry(name, version, aliases)).toList();
  }

  private ModelEntry entry(String name, String version, Map<String, String> aliases) {
    List<String> own =
        aliases.entrySet().stream()
            .filter(alias -> alias.getValue().equals(version))
            .map(Map.Entry::getKey)
            .toList();
    Path directory = directory(name, version);
    Optional<Manifest> manifest = Optional.empty();
    Optional<String> problem = Optional.empty();
    try {
      Path file = new Path(directory, ModelPackage.MANIFEST);
      manifest = Optional.of(YamlReader.read(Manifest.class, file.toString(), files.read(file)));
    } catch (AssayException e) {
      problem = Optional.of(e.getMessage());
    }
    return new ModelEntry(name, version, own, directory.toString(), manifest, problem);
  }

  private List<String> versions(String name) {
    return files.directories(new Path(root, name)).stream().sorted(BY_NUMBER).toList();
  }

  /** Digits compare as numbers: version 10 comes after 9. */
  private static String padded(String version) {
    return java.util.regex.Pattern.compile("\\d+")
        .matcher(version)
        .replaceAll(
            digits -> "0".repeat(Math.max(0, 20 - digits.group().length())) + digits.group());
  }

  private List<String> versions(String reference, String name) {
    ModelRegistrar.requireName("name", name);
    List<String> versions = versions(name);
    if (versions.isEmpty()) {
      List<String> names =
          files.directories(root).stream().filter(other -> !versions(other).isEmpty()).toList();
      throw notFound(
          reference,
          names.isEmpty()
              ? "registry '%s' holds no models".formatted(root)
              : "registry '%s' has no model '%s'".formatted(root, name),
          names.isEmpty()
              ? "Check 'registry', or add the model with 'assay model add'."
              : Suggest.nearest(name, names).isEmpty()
                  ? "It has %s.".formatted(String.join(", ", names))
                  : Suggest.didYouMean(name, names).strip());
    }
    return versions;
  }

  private String only(String reference, String name, List<String> versions) {
    if (versions.size() == 1) {
      return versions.get(0);
    }
    throw notFound(
        reference,
        "model '%s' has several versions".formatted(name),
        "Name one of %s.".formatted(choices(name, versions)));
  }

  private String selected(String reference, String name, String selector, List<String> versions) {
    if (versions.contains(selector)) {
      return selector;
    }
    String version = aliases(name).aliases().get(selector);
    if (version == null) {
      throw notFound(
          reference,
          "model '%s' has no version or alias '%s'".formatted(name, selector),
          "It has %s.".formatted(choices(name, versions)));
    }
    if (!versions.contains(version)) {
      throw notFound(
          reference,
          "alias '%s' points to version '%s', which is not there".formatted(selector, version),
          "Correct '%s'; there is %s."
              .formatted(new Path(new Path(root, name), ALIASES), choices(name, versions)));
    }
    return version;
  }

  private String choices(String name, List<String> versions) {
    List<String> choices = new ArrayList<>();
    versions.forEach(version -> choices.add(name + "@" + version));
    aliases(name)
        .aliases()
        .forEach((alias, version) -> choices.add("%s@%s (%s)".formatted(name, alias, version)));
    return String.join(", ", choices);
  }

  private ResolvedModel verified(String reference, String name, String version) {
    String uri = directory(name, version).toString();
    ModelPackage found = PackageCache.fetch(conf, uri);
    Manifest manifest = found.manifest();
    if (!manifest.name().equals(name) || !manifest.version().equals(version)) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot use model package '%s': its manifest says that it is %s. Move it to its own place, or register the model again."
              .formatted(uri, manifest.reference()));
    }
    return new ResolvedModel(reference, uri, found.digest(), manifest);
  }

  private Path directory(String name, String version) {
    return new Path(new Path(root, name), version);
  }

  private static AssayException notFound(String reference, String reason, String advice) {
    return new AssayException(
        ErrorCode.MODEL_NOT_FOUND,
        "Cannot find model '%s': %s. %s".formatted(reference, reason, advice));
  }

  // ---- writing -------------------------------------------------------------------------------

  /**
   * A version that was added.
   *
   * @param model the version
   * @param alreadyRegistered whether it was there before, with the same content
   */
  public record Added(ResolvedModel model, boolean alreadyRegistered) {}

  /**
   * Adds a package, which others see whole or not at all, and points aliases to it.
   *
   * @throws AssayException POLICY when the version is there with other content
   */
  public Added add(java.nio.file.Path localPackage, List<String> aliases) {
    ModelPackage added = ModelPackage.read(localPackage);
    String name = added.manifest().name();
    String version = added.manifest().version();
    ModelRegistrar.requireName("name", name);
    ModelRegistrar.requireName("version", version);
    refuseAliasNames(name, version, aliases);
    Path target = directory(name, version);
    boolean there = files.isDirectory(target) || !publish(added, target);
    ResolvedModel present = verified(added.manifest().reference(), name, version);
    if (!present.packageDigest().equals(added.digest())) {
      throw changed(added, present);
    }
    aliases.forEach(alias -> setAlias(name, alias, version));
    return new Added(present, there);
  }

  private boolean publish(ModelPackage added, Path target) {
    Path temporary = new Path(target.getParent(), "." + nonce());
    try {
      files.upload(added.directory(), temporary);
      boolean moved = files.moveUnlessThere(temporary, target);
      if (!moved) {
        files.delete(temporary);
      }
      return moved;
    } catch (AssayException e) {
      files.delete(temporary);
      throw e;
    }
  }

  /** A name that no other process uses: that of a temporary directory, which the platform draws. */
  private static String nonce() {
    java.nio.file.Path drawn = PackageCache.temporary("adding-");
    PackageCache.deleteQuietly(drawn);
    return drawn.getFileName().toString();
  }

  private static AssayException changed(ModelPackage added, ResolvedModel present) {
    Map<String, String> before = present.manifest().files();
    Map<String, String> now = added.manifest().files();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    String different =
        names.stream()
            .filter(file -> !java.util.Objects.equals(before.get(file), now.get(file)))
            .collect(Collectors.joining(", "));
    return new AssayException(
        ErrorCode.POLICY,
        "Cannot add model '%s': that version is registered with other content (%s) and versions never change. Give the model a new version."
            .formatted(
                added.manifest().reference(),
                different.isEmpty() ? ModelPackage.MANIFEST : different));
  }

  private void refuseAliasNames(String name, String version, List<String> aliases) {
    for (String alias : aliases) {
      requireAlias(name, alias);
      if (alias.equals(version)) {
        throw aliasIsVersion(name, alias);
      }
    }
    if (aliases(name).aliases().containsKey(version)) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot add model '%s@%s': '%s' is an alias of the model. Choose another version."
              .formatted(name, version, version));
    }
  }

  private void requireAlias(String name, String alias) {
    ModelRegistrar.requireName("alias", alias);
    if (versions(name).contains(alias)) {
      throw aliasIsVersion(name, alias);
    }
  }

  private static AssayException aliasIsVersion(String name, String alias) {
    return new AssayException(
        ErrorCode.USAGE,
        "Cannot use '%s' as an alias of model '%s': it is one of its versions. Choose another."
            .formatted(alias, name));
  }

  /**
   * Points an alias to a version.
   *
   * @throws AssayException MODEL_NOT_FOUND when there is no such version; CONFLICT when another
   *     process holds the aliases too long
   */
  public void setAlias(String name, String alias, String version) {
    requireAlias(name, alias);
    if (!versions(name + "@" + version, name).contains(version)) {
      throw notFound(
          name + "@" + version,
          "model '%s' has no version '%s'".formatted(name, version),
          "It has %s.".formatted(choices(name, versions(name))));
    }
    Path lock = new Path(new Path(root, name), LOCK);
    lock(lock);
    try {
      Aliases changed = aliases(name).with(alias, version);
      files.replace(new Path(new Path(root, name), ALIASES), YamlWriter.write(changed), nonce());
    } finally {
      files.delete(lock);
    }
  }

  private void lock(Path lock) {
    for (int i = 0; i < LOCK_TRIES; i++) {
      if (files.createNew(lock)) {
        return;
      }
      try {
        Thread.sleep(LOCK_PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssayException(
            ErrorCode.INTERRUPTED, "Interrupted while waiting for '%s'.".formatted(lock), e);
      }
    }
    throw new AssayException(
        ErrorCode.CONFLICT,
        "Cannot change the aliases of '%s': another process holds '%s'. Try again; if no other command is running, delete that file."
            .formatted(lock.getParent().getName(), lock));
  }

  private Aliases aliases(String name) {
    Path file = new Path(new Path(root, name), ALIASES);
    if (!files.exists(file)) {
      return Aliases.NONE;
    }
    Aliases aliases = YamlReader.read(Aliases.class, file.toString(), files.read(file));
    if (aliases.format() != Aliases.FORMAT) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot read aliases '%s': they are of format %d, this version of Assay reads %d. Use a version of Assay that reads it."
              .formatted(file, aliases.format(), Aliases.FORMAT));
    }
    return aliases;
  }
}
