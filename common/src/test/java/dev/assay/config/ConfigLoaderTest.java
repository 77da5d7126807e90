package dev.assay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.config.ConfigLoader.Flag;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  private static final String CENSUS =
      """
      use-case: census-employment
      store: ${ASSAY_STORE:-store}/census
      registry: test-data/models
      input:
        table: test-data/census/people
        key: [id]
        filter: year = year('${as-of}')
        features: {age_decade: "floor(AGEP / 10)"}
      models:
        champion: employment@champion
        challengers: [employment@candidate, employment-mlp@1]
      score:
        pass-through: [year]
      """;

  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();

  @BeforeEach
  void writeCensus() {
    files.put("conf/census.yaml", CENSUS);
  }

  private ConfigLoader loader() {
    return new ConfigLoader(this::read, environment::get, "/home/ann");
  }

  private byte[] read(String path) throws IOException {
    if (path.equals("conf/locked.yaml")) {
      throw new IOException("Permission denied");
    }
    if (!files.containsKey(path)) {
      throw new FileNotFoundException(path);
    }
    return files.get(path).getBytes(StandardCharsets.UTF_8);
  }

  private LoadedConfig load(List<String> sets, Flag... flags) {
    return loader().load(List.copyOf(files.keySet()), sets, List.of(flags));
  }

  private List<String> problems(List<String> names, List<String> sets, Flag... flags) {
    AssayException error =
        catchThrowableOfType(
            AssayException.class, () -> loader().load(names, sets, List.of(flags)));
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.CONFIG);
    assertThat(error).hasMessageStartingWith("Cannot load the configuration: ");
    return error.getMessage().lines().skip(1).map(String::strip).toList();
  }

  /** The problems of the census configuration with one setting added or replaced. */
  private List<String> problemsWith(String... sets) {
    return problems(List.of("conf/census.yaml"), List.of(sets));
  }

  private static Map<String, String> origins(LoadedConfig loaded) {
    Map<String, String> origins = new LinkedHashMap<>();
    loaded.settings().forEach(setting -> origins.put(setting.path(), setting.origin()));
    return origins;
  }

  @Test
  void tellsEverySettingWithItsValueAndOrigin() {
    environment.put("ASSAY_STORE", "s3a://bucket");

    LoadedConfig loaded =
        load(
            List.of("input.key=[id, year]", "score.pass-through=[]"),
            new Flag("--as-of", "as-of", "2018-12-31"));

    assertThat(loaded.settings())
        .extracting(setting -> setting.path() + " = " + setting.value() + "  # " + setting.origin())
        .containsExactly(
            "use-case = census-employment  # conf/census.yaml:1",
            "store = s3a://bucket/census  # conf/census.yaml:2 (ASSAY_STORE)",
            "registry = test-data/models  # conf/census.yaml:3",
            "as-of = \"2018-12-31\"  # --as-of",
            "input.table = test-data/census/people  # conf/census.yaml:5",
            "input.version = null  # default",
            "input.timestamp = null  # default",
            "input.key = [id, year]  # --set",
            "input.filter = year = year('${as-of}')  # conf/census.yaml:7",
            "input.features.age_decade = floor(AGEP / 10)  # conf/census.yaml:8",
            "input.allow-empty = false  # default",
            "models.champion = employment@champion  # conf/census.yaml:10",
            "models.challengers = [employment@candidate, employment-mlp@1]  # conf/census.yaml:11",
            "score.device = cpu  # default",
            "score.pass-through = []  # --set",
            "score.on-bad-row = reject  # default",
            "score.max-rejected-share = 0.01  # default",
            "quality = null  # default",
            "labels = null  # default",
            "attributes = null  # default",
            "evaluate = null  # default");
  }

  @Test
  void laterFilesThenSetsThenFlagsOverrule() {
    files.put("conf/more.yaml", "as-of: 2018-06-30\nscore: {device: auto}\nstore: more\n");
    files.put("conf/last.yaml", "score:\n  device: cuda\n  on-bad-row: fail\n");

    LoadedConfig loaded =
        load(
            List.of("score.on-bad-row=reject", "as-of=2018-07-01", "registry=a", "registry=b"),
            new Flag("--as-of", "as-of", "2018-12-31"));

    assertThat(loaded.config().asOf()).isEqualTo("2018-12-31");
    assertThat(loaded.config().score().device()).isEqualTo(JobConfig.Device.CUDA);
    assertThat(loaded.config().score().onBadRow()).isEqualTo(JobConfig.OnBadRow.REJECT);
    assertThat(loaded.config().score().passThrough()).containsExactly("year");
    assertThat(loaded.config().registry()).isEqualTo("b");
    assertThat(origins(loaded))
        .containsEntry("store", "conf/more.yaml:3")
        .containsEntry("score.device", "conf/last.yaml:2")
        .containsEntry("score.on-bad-row", "--set")
        .containsEntry("as-of", "--as-of");
  }

  @Test
  void mergesMappingsAndReplacesLists() {
    files.put(
        "conf/more.yaml",
        "input: {features: {b: x + 1}}\nmodels: {challengers: [other@2]}\nscore: {pass-through: []}\n");

    JobConfig config = load(List.of("input.features.\"c.d\"=y", "input.filter=null")).config();

    assertThat(config.input().features())
        .containsExactly(
            Map.entry("age_decade", "floor(AGEP / 10)"),
            Map.entry("b", "x + 1"),
            Map.entry("c.d", "y"));
    assertThat(config.models().all()).containsExactly("employment@champion", "other@2");
    assertThat(config.score().passThrough()).isEmpty();
    assertThat(config.input().filter()).isNull();
    assertThat(config.input().key()).containsExactly("id");
  }

  @Test
  void parsesTheValuesOfSetAsYaml() {
    JobConfig config =
        load(List.of(
                "input.version=12",
                "input.filter=\"note <> 'a: b'\"",
                "score={device: auto, max-rejected-share: 5e-2}",
                "models.challengers=[]"))
            .config();

    assertThat(config.input().version()).isEqualTo(12L);
    assertThat(config.input().filter()).isEqualTo("note <> 'a: b'");
    assertThat(config.score().device()).isEqualTo(JobConfig.Device.AUTO);
    assertThat(config.score().maxRejectedShare()).isEqualTo(0.05);
    assertThat(config.models().challengers()).isEmpty();
  }

  @Test
  void refusesWrongArgumentsOfSet() {
    assertThat(
            problemsWith(
                "input.kee=[id]",
                "score.device",
                "=x",
                "a..b=x",
                "input.key=[id",
                "scor.device=cpu",
                "device=cuda",
                "input.filter=a <> 'b: c'"))
        .containsExactly(
            "--set input.kee=[id]: input.kee: is not a known key. Did you mean 'key'?",
            "--set score.device: found 'score.device', expected key.path=value",
            "--set =x: found '=x', expected key.path=value",
            "--set a..b=x: found 'a..b=x', expected key.path=value",
            "--set input.key=[id: input.key: not well-formed YAML: expected ',' or ']', but got"
                + " <stream end> (while parsing a flow sequence)",
            "--set scor.device=cpu: scor: is not a known key. Did you mean 'score'?",
            "--set device=cuda: device: is not a known key. Did you mean 'score.device'?",
            "--set input.filter=a <> 'b: c': input.filter: found a mapping, expected a string; text that"
                + " holds a colon and a blank needs quotes");
    assertThat(problemsWith("input=5"))
        .containsExactly(
            "--set input=5: input: found '5', expected a mapping with table, version, timestamp, key,"
                + " filter, features, allow-empty");
  }

  @Test
  void fillsInTheEnvironmentWhereverAScalarStands() {
    environment.put("DEVICE", "auto");
    environment.put("SHARE", "0.2");
    environment.put("KEY", "person");
    environment.put("TODAY", "2018-01-31");
    environment.put("EMPTY", "");
    files.put(
        "conf/more.yaml",
        """
        as-of: ${TODAY}
        input: {key: ["${KEY}_id", "$${KEY}"], version: "${VERSION:-7}", timestamp: "${EMPTY:-}"}
        score:
          device: ${DEVICE}
          max-rejected-share: "${SHARE}"
        store: a/${EMPTY:-b}/$${c}/$d/{e}
        """);

    LoadedConfig loaded = load(List.of("registry=${KEY}", "input.timestamp=${EMPTY}"));

    assertThat(loaded.config().asOf()).isEqualTo("2018-01-31");
    assertThat(loaded.config().input().key()).containsExactly("person_id", "${KEY}");
    assertThat(loaded.config().input().version()).isEqualTo(7);
    assertThat(loaded.config().input().timestamp()).isNull();
    assertThat(loaded.config().score().device()).isEqualTo(JobConfig.Device.AUTO);
    assertThat(loaded.config().score().maxRejectedShare()).isEqualTo(0.2);
    assertThat(loaded.config().store()).isEqualTo("a/b/${c}/$d/{e}");
    assertThat(loaded.config().registry()).isEqualTo("person");
    assertThat(origins(loaded))
        .containsEntry("input.key", "conf/more.yaml:2 (KEY)")
        .containsEntry("input.version", "conf/more.yaml:2")
        .containsEntry("score.max-rejected-share", "conf/more.yaml:5 (SHARE)")
        .containsEntry("registry", "--set (KEY)");
  }

  @Test
  void namesFileLineAndVariableWhereOneIsMissing() {
    files.put(
        "conf/more.yaml",
        """
        store: ${STORE}/x
        registry: ${HOME.DIR}
        input:
          table: people/${as-of}
          filter: year = ${as_of}
          key: ["${A:-${B}}"]
        models: {champion: "${CHAMPION"}
        score: {device: "${DEVICE}"}
        """);
    environment.put("DEVICE", "gpu");

    assertThat(problems(List.of("conf/census.yaml", "conf/more.yaml"), List.of()))
        .containsExactly(
            "conf/more.yaml:1: store: the environment variable STORE is not set; set it, or write"
                + " ${STORE:-default}",
            "conf/more.yaml:2: registry: found '${HOME.DIR}', expected ${NAME} or ${NAME:-default};"
                + " $${ stands for ${ itself",
            "conf/more.yaml:4: input.table: found ${as-of}, which is known only in input.filter, input.features and labels.filter",
            "conf/more.yaml:5: input.filter: the environment variable as_of is not set. Did you mean"
                + " '${as-of}'?",
            "conf/more.yaml:6: input.key[0]: found '${A:-${B}', expected ${NAME} or"
                + " ${NAME:-default}; $${ stands for ${ itself",
            "conf/more.yaml:7: models.champion: found '${CHAMPION', expected a closing }; $${ stands"
                + " for ${ itself",
            "conf/more.yaml:8: score.device: found 'gpu' (from DEVICE), expected one of cpu, cuda,"
                + " auto");
  }

  @Test
  void needsNoVariableForWhatIsOverruled() {
    files.put("conf/census.yaml", CENSUS.replace("${ASSAY_STORE:-store}", "${ASSAY_STORE}"));

    assertThat(load(List.of("store=here")).config().store()).isEqualTo("here");
  }

  @Test
  void takesFlagsAsTheyAre() {
    LoadedConfig loaded =
        load(
            List.of(),
            new Flag("--store", "store", "${HOME}: [x"),
            new Flag("--max-rejected-share", "score.max-rejected-share", "0.5"));

    assertThat(loaded.config().store()).isEqualTo("${HOME}: [x");
    assertThat(loaded.config().score().maxRejectedShare()).isEqualTo(0.5);
  }

  @Test
  void tellsMissingAndUnreadableFilesTogetherWithOtherProblems() {
    files.put("conf/broken.yaml", "store: [a\nuse-case: x\n");
    files.put("conf/more.yaml", "scores: {}\n");

    assertThat(
            problems(
                List.of(
                    "conf/cencus.yaml", "conf/locked.yaml", "conf/broken.yaml", "conf/more.yaml"),
                List.of("as-of=today")))
        .containsExactly(
            "conf/cencus.yaml: the file does not exist; the working directory is /home/ann",
            "conf/locked.yaml: the file cannot be read: Permission denied",
            "conf/broken.yaml:2:9: not well-formed YAML: expected ',' or ']', but got : (while"
                + " parsing a flow sequence that begins on line 1)",
            "conf/more.yaml:1: scores: is not a known key. Did you mean 'score'?",
            "--set as-of=today: as-of: found 'today', expected a date of the calendar as YYYY-MM-DD");
  }

  @Test
  void readsLocalFiles(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("job.yaml"), CENSUS);
    Path absent = directory.resolve("absent.yaml");
    ConfigLoader local =
        new ConfigLoader(ConfigSource.localFiles(), environment::get, directory.toString());

    assertThat(local.load(List.of(file.toString()), List.of(), List.of()).config().store())
        .isEqualTo("store/census");
    AssayException error =
        catchThrowableOfType(
            AssayException.class,
            () -> local.load(List.of(absent.toString()), List.of(), List.of()));
    assertThat(error)
        .hasMessage(
            "Cannot load the configuration: 1 problem.\n  %s: the file does not exist; the working"
                + " directory is %s",
            absent, directory);
  }

  @Test
  void listsWhatIsMissingWhereNothingIsGiven() {
    assertThat(problems(List.of(), List.of()))
        .startsWith(
            "no configuration file: use-case: is missing, expected a string. The decision problem, in"
                + " kebab case; one use case has one store.")
        .hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "use-case=Census Employment|use-case: found 'Census Employment', expected a name in kebab case, such as census-employment",
        "use-case=census--x|use-case: found 'census--x', expected a name in kebab case, such as census-employment",
        "as-of=2018-02-30|as-of: found '2018-02-30', expected a date of the calendar as YYYY-MM-DD",
        "as-of=31.12.2018|as-of: found '31.12.2018', expected a date of the calendar as YYYY-MM-DD",
        "store=' '|store: found the string \" \", expected a text that is not empty",
        "store=|store: found nothing, expected a string",
        "input.version=-1|input.version: found '-1', expected a version of 0 or more",
        "input.key=[]|input.key: found an empty list, expected at least one column",
        "input.key=['']|input.key[0]: found an empty string, expected the name of a column",
        "score.max-rejected-share=1.01|score.max-rejected-share: found '1.01', expected a share from 0 to 1",
        "score.max-rejected-share=-0.1|score.max-rejected-share: found '-0.1', expected a share from 0 to 1",
        "score.max-rejected-share=.nan|score.max-rejected-share: found '.nan', expected a share from 0 to 1",
        "score.max-rejected-share=1%|score.max-rejected-share: found '1%', expected a number",
        "models.champion=employment|models.champion: found 'employment', expected name@version or name@alias",
        "models.champion=a@b@c|models.champion: found 'a@b@c', expected name@version or name@alias",
      })
  void checksSettings(String set, String problem) {
    assertThat(problemsWith(set)).containsExactly("--set " + set + ": " + problem);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "1.0", "5e-2"})
  void admitsEveryShare(String share) {
    assertThat(
            load(List.of("score.max-rejected-share=" + share)).config().score().maxRejectedShare())
        .isEqualTo(Double.parseDouble(share));
  }

  @Test
  void checksSettingsAgainstEachOther() {
    files.put(
        "conf/census.yaml",
        """
        use-case: census
        store: store
        registry: models
        input:
          table: people
          version: 5
          timestamp: 2018-12-31
          key: [id, year, ID]
        models:
          champion: employment@1
          challengers:
            - employment@2
            - employment@1
            - employment@2
        score:
          pass-through: [state, Year, state]
        """);

    assertThat(problemsWith())
        .containsExactly(
            "conf/census.yaml:7: input.timestamp: stands beside input.version (conf/census.yaml:6),"
                + " expected only one of them",
            "conf/census.yaml:8: input.key[2]: names 'ID' again, after input.key[0]"
                + " (conf/census.yaml:8)",
            "conf/census.yaml:13: models.challengers[1]: names the model 'employment@1' again, after"
                + " models.champion (conf/census.yaml:10)",
            "conf/census.yaml:14: models.challengers[2]: names the model 'employment@2' again, after"
                + " models.challengers[0] (conf/census.yaml:12)",
            "conf/census.yaml:16: score.pass-through[1]: names 'Year' again, after input.key[1]"
                + " (conf/census.yaml:8)",
            "conf/census.yaml:16: score.pass-through[2]: names 'state' again, after"
                + " score.pass-through[0] (conf/census.yaml:16)");
  }

  @Test
  void tellsEverythingThatIsWrongWithATerribleConfiguration() throws IOException {
    Path golden = Path.of("src/test/resources/dev/assay/config");
    files.put("conf/terrible.yaml", Files.readString(golden.resolve("terrible.yaml")));
    environment.put("SHARE", "lots");

    AssayException error =
        catchThrowableOfType(
            AssayException.class,
            () ->
                loader()
                    .load(
                        List.of("conf/terrible.yaml"),
                        List.of("input.kee=[id]", "score.on-bad-row=ignore"),
                        List.of(new Flag("--as-of", "as-of", "2018-13-31"))));

    assertThat(error.getMessage() + "\n")
        .isEqualTo(Files.readString(golden.resolve("terrible.txt")));
  }
}
