package dev.assay.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ModelPackage;
import dev.assay.model.Sample;
import dev.assay.model.Task;
import dev.assay.onnx.ReferenceOutputs;
import dev.assay.onnx.Registration;
import dev.assay.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRegistryTest {
  private static final Path ONNX =
      Path.of(System.getProperty("assay.root")).resolve("test-data/models/onnx");

  @TempDir Path temp;
  private final Configuration conf = new Configuration();

  private String uri() {
    return temp.resolve("registry").toString();
  }

  private ModelAdmin admin() {
    return new ModelAdmin(conf, uri());
  }

  private ModelRegistry registry() {
    return ModelRegistry.open(conf, uri());
  }

  private ModelAdmin.AddResult add(
      String onnx, String name, String version, String yaml, String... aliases) {
    return admin()
        .add(
            ONNX.resolve(onnx + ".onnx"),
            YamlReader.read(
                Registration.class,
                "registration",
                "name: %s\nversion: \"%s\"\n%s".formatted(name, version, yaml)),
            Sample.read(ONNX.resolve(onnx + ".sample.json")),
            ReferenceOutputs.read(ONNX.resolve(onnx + ".expected.json")),
            List.of(),
            List.of(aliases));
  }

  private ModelAdmin.AddResult addGemm(String version, String... aliases) {
    return add("zoo/gemm", "gemm", version, "", aliases);
  }

  @Test
  void addsListsShowsAndVerifiesAModel() {
    ModelAdmin.AddResult added = addGemm("1", "champion");
    add("zoo/external-weights", "mlp", "2026.1", "owner: risk");

    assertThat(added.alreadyRegistered()).isFalse();
    assertThat(added.reference().orElseThrow().maxDifference()).isLessThan(1e-6);
    assertThat(added.model().uri()).isEqualTo("file:" + uri() + "/gemm/1");
    assertThat(admin().list())
        .extracting(ModelEntry::name, ModelEntry::version, ModelEntry::aliases)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("gemm", "1", List.of("champion")),
            org.assertj.core.api.Assertions.tuple("mlp", "2026.1", List.of()));

    ModelAdmin.Details details = admin().show("mlp");
    assertThat(details.files())
        .containsOnlyKeys("external-weights.bin", "golden.json", "manifest.yaml", "model.onnx");
    assertThat(details.opsets()).containsEntry("ai.onnx", 18L);
    assertThat(details.goldenRows()).isEqualTo(32);
    assertThat(details.model().manifest().task()).isEqualTo(Task.BINARY);

    ModelAdmin.Verified verified = admin().verify("gemm@champion");
    assertThat(verified.golden().bitEqual()).isTrue();
    assertThat(verified.reference().orElseThrow().rows()).isEqualTo(32);
    assertThat(verified.device()).isEqualTo("cpu");
  }

  @Test
  void resolvesVersionsAliasesAndTheOnlyVersion() {
    String digest = addGemm("1").model().packageDigest();
    assertThat(registry().resolve("gemm").packageDigest()).isEqualTo(digest);

    addGemm("2", "champion");
    registry().setAlias("gemm", "champion", "1");

    assertThat(registry().resolve("gemm@champion").manifest().version()).isEqualTo("1");
    assertThat(registry().resolve("gemm@2").manifest().version()).isEqualTo("2");
    assertNotFound(
        "gemm",
        "Cannot find model 'gemm': model 'gemm' has several versions. Name one of gemm@1, gemm@2, gemm@champion (1).");
  }

  @Test
  void saysWhatThereIsInsteadOfAnUnknownModel() {
    assertNotFound(
        "gemm@1",
        "Cannot find model 'gemm@1': registry 'file:%s' holds no models. Check 'registry', or add the model with 'assay model add'."
            .formatted(uri()));
    addGemm("9", "champion");
    addGemm("10");

    assertNotFound(
        "gem@9",
        "Cannot find model 'gem@9': registry 'file:%s' has no model 'gem'. Did you mean 'gemm'?"
            .formatted(uri()));
    assertNotFound(
        "completely-other@9",
        "Cannot find model 'completely-other@9': registry 'file:%s' has no model 'completely-other'. It has gemm."
            .formatted(uri()));
    assertNotFound(
        "gemm@candidate",
        "Cannot find model 'gemm@candidate': model 'gemm' has no version or alias 'candidate'. It has gemm@9, gemm@10, gemm@champion (9).");
  }

  @Test
  void saysThatTheSameModelIsRegisteredAlready() {
    addGemm("1");

    assertThat(addGemm("1").alreadyRegistered()).isTrue();
  }

  @Test
  void neverChangesAVersion() {
    String digest = addGemm("1").model().packageDigest();

    assertThatThrownBy(() -> add("zoo/gemm", "gemm", "1", "cutoff: 0.4"))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY))
        .hasMessage(
            "Cannot add model 'gemm@1': that version is registered with other content (manifest.yaml) and versions never change. Give the model a new version.");
    assertThat(registry().resolve("gemm@1").packageDigest()).isEqualTo(digest);
  }

  @Test
  void keepsAliasesAndVersionsApart() {
    addGemm("1", "champion");

    assertThatThrownBy(() -> registry().setAlias("gemm", "1", "1"))
        .hasMessage(
            "Cannot use '1' as an alias of model 'gemm': it is one of its versions. Choose another.");
    assertThatThrownBy(() -> addGemm("champion"))
        .hasMessage(
            "Cannot add model 'gemm@champion': 'champion' is an alias of the model. Choose another version.");
    assertThatThrownBy(() -> registry().setAlias("gemm", "champion", "7"))
        .hasMessage(
            "Cannot find model 'gemm@7': model 'gemm' has no version '7'. It has gemm@1, gemm@champion (1).");
  }

  @Test
  void saysThatAnAliasPointsToNothing() throws IOException {
    addGemm("1", "champion");
    Files.writeString(
        temp.resolve("registry/gemm/aliases.yaml"), "format: 1\naliases: {champion: \"3\"}\n");

    assertNotFound(
        "gemm@champion",
        "Cannot find model 'gemm@champion': alias 'champion' points to version '3', which is not there. Correct 'file:%s/gemm/aliases.yaml'; there is gemm@1, gemm@champion (3)."
            .formatted(uri()));
  }

  @Test
  void namesTheDamagedFileByItsPlaceInTheRegistry() throws IOException {
    add("zoo/external-weights", "mlp", "1", "");
    Path weights = temp.resolve("registry/mlp/1/external-weights.bin");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[3] ^= 0x01;
    Files.write(weights, bytes);

    assertThatThrownBy(() -> registry().resolve("mlp@1"))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_DIGEST))
        .hasMessageStartingWith(
            "Cannot use model package 'file:%s/mlp/1': file 'external-weights.bin' has SHA-256 "
                .formatted(uri()));
  }

  @Test
  void ignoresChecksumFilesThatHadoopLeaves() throws IOException {
    addGemm("1");
    Files.writeString(temp.resolve("registry/gemm/1/.model.onnx.crc"), "crc");

    assertThat(registry().resolve("gemm@1").manifest().name()).isEqualTo("gemm");
  }

  @Test
  void listsAVersionWhoseManifestCannotBeRead() throws IOException {
    addGemm("1");
    Files.writeString(temp.resolve("registry/gemm/1/manifest.yaml"), "what: is this\n");

    ModelEntry entry = registry().list().get(0);
    assertThat(entry.manifest()).isEmpty();
    assertThat(entry.problem().orElseThrow()).contains("what");
  }

  @Test
  void refusesAPackageInAnotherPlaceThanItsOwn() throws IOException {
    addGemm("1");
    Files.move(temp.resolve("registry/gemm/1"), temp.resolve("registry/gemm/2"));

    assertThatThrownBy(() -> registry().resolve("gemm@2"))
        .hasMessageContaining("its manifest says that it is gemm@1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "plain", "context"})
  void addsOnceWhateverTheNumberOfProcesses(String scheme) throws Exception {
    OtherFileSystem.configure(conf);
    ModelPackage made = local(addGemm("1"));
    ModelPackage other = local(add("zoo/gemm", "gemm", "1-other", "cutoff: 0.4"));
    String second = scheme + ":" + temp.resolve("second");
    Path rival = copyAs(other, "1");

    List<Boolean> already = new ArrayList<>();
    int refused = 0;
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<ModelRegistry.Added>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Path from = i % 4 == 3 ? rival : made.directory();
        results.add(pool.submit(() -> ModelRegistry.open(conf, second).add(from, List.of())));
      }
      for (Future<ModelRegistry.Added> result : results) {
        try {
          already.add(result.get().alreadyRegistered());
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasMessageContaining("that version is registered with other content");
          refused++;
        }
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(already).filteredOn(was -> !was).hasSize(1);
    assertThat(refused).isIn(4, 12);
    try (Stream<Path> left = Files.list(temp.resolve("second/gemm"))) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("1");
    }
    ModelRegistry.open(conf, second).setAlias("gemm", "champion", "1");
    ModelRegistry.open(conf, second).setAlias("gemm", "candidate", "1");
    assertThat(ModelRegistry.open(conf, second).resolve("gemm@champion").uri())
        .startsWith(scheme + ":");
  }

  @Test
  void losesNoAliasOfConcurrentWriters() throws Exception {
    addGemm("1");
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String alias = "alias-" + i;
        done.add(pool.submit(() -> registry().setAlias("gemm", alias, "1")));
      }
      for (Future<?> future : done) {
        future.get();
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(registry().list().get(0).aliases()).hasSize(12);
  }

  @Test
  void copiesAPackageOnceAndOnlyWithThePlannedDigest() throws Exception {
    ResolvedModel model = addGemm("1").model();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Path>> copies = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        copies.add(pool.submit(() -> PackageCache.fetch(conf, model.uri(), model.packageDigest())));
      }
      Path first = copies.get(0).get();
      for (Future<Path> copy : copies) {
        assertThat(copy.get()).isEqualTo(first);
      }
      assertThat(ModelPackage.read(first).digest()).isEqualTo(model.packageDigest());
    } finally {
      pool.shutdownNow();
    }
    assertThatThrownBy(() -> PackageCache.fetch(conf, model.uri(), "0".repeat(64)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_DIGEST))
        .hasMessage(
            "Cannot use model package '%s': it has digest %s, planned was %s. It was changed after the run was planned; restore it, or plan the run again."
                .formatted(model.uri(), model.packageDigest(), "0".repeat(64)));
    assertThatThrownBy(() -> PackageCache.fetch(conf, uri() + "/gemm/2", "1".repeat(64)))
        .hasMessageEndingWith("/gemm/2': there is no such directory. Check the registry.");
  }

  @Test
  void copiesAgainWhatACleanerOfTemporaryFilesDeleted() throws IOException {
    ResolvedModel model = addGemm("1").model();
    Path first = PackageCache.fetch(conf, model.uri(), model.packageDigest());
    Files.delete(first.resolve("model.onnx"));

    Path second = PackageCache.fetch(conf, model.uri(), model.packageDigest());

    assertThat(second).isNotEqualTo(first);
    assertThat(ModelPackage.read(second).digest()).isEqualTo(model.packageDigest());
  }

  private ModelPackage local(ModelAdmin.AddResult added) {
    return ModelPackage.read(
        PackageCache.fetch(conf, added.model().uri(), added.model().packageDigest()));
  }

  /** The same model under another version. */
  private Path copyAs(ModelPackage from, String version) throws IOException {
    Path copy = Files.createDirectories(temp.resolve("copy"));
    for (String file : from.manifest().files().keySet()) {
      Files.copy(from.directory().resolve(file), copy.resolve(file));
    }
    String manifest = Files.readString(from.directory().resolve("manifest.yaml"));
    Files.writeString(
        copy.resolve("manifest.yaml"),
        manifest.replace("version: 1-other", "version: \"%s\"".formatted(version)));
    return copy;
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertNotFound(
      String reference, String message) {
    ThrowableAssert.ThrowingCallable call = () -> registry().resolve(reference);
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND))
        .hasMessage(message);
  }
}
