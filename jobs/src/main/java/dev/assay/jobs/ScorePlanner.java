package dev.assay.jobs;

import dev.assay.config.JobConfig;
import dev.assay.config.LoadedConfig;
import dev.assay.config.Setting;
import dev.assay.config.Substitution;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.read.InputShaper;
import dev.assay.jobs.read.ShapeRequest;
import dev.assay.jobs.read.ShapedInput;
import dev.assay.jobs.read.TableReader;
import dev.assay.jobs.registry.ModelRegistry;
import dev.assay.jobs.registry.ResolvedModel;
import dev.assay.jobs.score.Scoring;
import dev.assay.jobs.store.StoreSpec;
import dev.assay.jobs.store.StoreTables;
import dev.assay.model.Digest;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.Problems;
import dev.assay.plan.ScorePlan;
import dev.assay.quality.LoadedRules;
import dev.assay.record.Json;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Decides everything about a scoring run before a row is read; writes nothing. */
public final class ScorePlanner {
  /** What the slots of scoring runs begin with. */
  static final String SLOTS = "score";

  /** On the run record: SHA-256 of what in the rules can change a result. */
  static final String RULES_DIGEST = "quality.digest";

  /** Hexadecimal digits of a run key: 128 bits of a SHA-256, short enough for directory names. */
  private static final int RUN_KEY_DIGITS = 32;

  private final SparkSession spark;

  /** A planner that looks at tables through this session. */
  public ScorePlanner(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Plans a run.
   *
   * @throws AssayException naming everything that stands in the way: models, input, columns, types
   */
  public PreparedScore prepare(LoadedConfig loaded) {
    return prepare(loaded, null);
  }

  /**
   * Plans a run whose input and scores are checked.
   *
   * @param rules the rules that the configuration names; null for none
   * @throws AssayException naming everything that stands in the way: models, and then input,
   *     columns, types and rules
   */
  public PreparedScore prepare(LoadedConfig loaded, LoadedRules rules) {
    return prepare(loaded, rules, SLOTS + "/" + asOf(loaded.config()), Map.of());
  }

  /**
   * Plans a run in a slot of its own.
   *
   * @param more what else shapes the result, for the run key
   */
  PreparedScore prepare(LoadedConfig loaded, LoadedRules rules, String slot, Map<String, ?> more) {
    JobConfig config = loaded.config();
    LocalDate asOf = asOf(config);
    List<PlannedModel> models = resolve(config);
    Scoring.verify(models, RegistryModelLoader.of(spark));
    TableReader reader = new TableReader(spark);
    JobConfig.Input wanted = config.input();
    PinnedInput pinned = reader.pin(wanted.table(), wanted.version(), wanted.timestamp());
    String filter = Substitution.asOf(wanted.filter(), asOf);
    Map<String, String> features = new LinkedHashMap<>();
    wanted.features().forEach((name, sql) -> features.put(name, Substitution.asOf(sql, asOf)));
    Problems problems = new Problems();
    InputShaper shaper =
        InputShaper.of(
            reader.read(pinned),
            new ShapeRequest(
                wanted.table(),
                wanted.key(),
                config.score().passThrough(),
                filter,
                features,
                models),
            problems);
    Optional<ShapedInput> shaped = shaper.shaped();
    String purpose = "Cannot score '" + wanted.table() + "'";
    PlannedChecks checks =
        rules == null
            ? null
            : new CheckPlanner(spark, reader, problems)
                .plan(
                    rules,
                    pinned,
                    shaper.seen(),
                    purpose,
                    asOf,
                    models.get(0),
                    shaped.map(input -> scores(config, input)).orElse(null));
    problems.throwIfAny(purpose);
    ShapedInput input = shaped.orElseThrow();
    Map<String, Object> shaping = shaping(config, filter, features, checks);
    shaping.putAll(more);
    String configDigest = sha256(Json.write(shaping));
    return new PreparedScore(
        new ScorePlan(
            config,
            asOf,
            slot,
            runKey(slot, pinned, models, configDigest),
            configDigest,
            filter,
            pinned,
            models,
            input.shape(),
            settings(loaded, checks)),
        reader,
        input,
        checks,
        null);
  }

  private static StructType scores(JobConfig config, ShapedInput input) {
    return StoreTables.predictionColumns(
        new StoreSpec(
            config.store(), config.useCase(), input.shape().key(), input.shape().passThrough()));
  }

  /** The date that a job is for. */
  static LocalDate asOf(JobConfig config) {
    if (config.asOf() == null) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot plan a run of '"
              + config.useCase()
              + "': the date it is for is not given. Pass --as-of YYYY-MM-DD, or set as-of in the"
              + " configuration.");
    }
    try {
      return LocalDate.parse(config.asOf());
    } catch (DateTimeParseException e) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot plan a run as of '" + config.asOf() + "': it is no date. Write YYYY-MM-DD.",
          e);
    }
  }

  /** The models of a job, champion first, each by its version and digest. */
  List<PlannedModel> resolve(JobConfig config) {
    ModelRegistry registry =
        ModelRegistry.open(spark.sessionState().newHadoopConf(), config.registry());
    List<PlannedModel> models = new ArrayList<>();
    List<AssayException> problems = new ArrayList<>();
    for (String reference : config.models().all()) {
      try {
        models.add(planned(registry.resolve(reference), reference, models.isEmpty()));
      } catch (AssayException e) {
        problems.add(e);
      }
    }
    if (!problems.isEmpty()) {
      throw together(problems);
    }
    refuseTwins(models);
    return models;
  }

  /**
   * Finds the champion of a job.
   *
   * @throws AssayException where it is not in the registry
   */
  static PlannedModel champion(SparkSession spark, String registry, String reference) {
    ModelRegistry models = ModelRegistry.open(spark.sessionState().newHadoopConf(), registry);
    return planned(models.resolve(reference), reference, true);
  }

  private static PlannedModel planned(ResolvedModel model, String reference, boolean first) {
    return new PlannedModel(
        first ? PlannedModel.Role.CHAMPION : PlannedModel.Role.CHALLENGER,
        reference,
        model.uri(),
        model.packageDigest(),
        model.manifest());
  }

  private static AssayException together(List<AssayException> problems) {
    if (problems.size() == 1) {
      return problems.get(0);
    }
    String all = String.join("\n", problems.stream().map(e -> "  " + e.getMessage()).toList());
    return new AssayException(problems.get(0).code(), "Cannot plan the run:\n" + all);
  }

  /** Predictions are told apart by model and version, so no two models may share both. */
  private static void refuseTwins(List<PlannedModel> models) {
    Map<String, String> seen = new LinkedHashMap<>();
    for (PlannedModel model : models) {
      String resolved = model.manifest().reference();
      String other = seen.put(resolved, model.reference());
      if (other != null) {
        throw new AssayException(
            ErrorCode.CONFIG,
            "Cannot score with '%s' and '%s' in one run: both are %s. Name each model once in models."
                .formatted(other, model.reference(), resolved));
      }
    }
  }

  /** The settings that shape the result; where things lie and what runs them is left out. */
  private static Map<String, Object> shaping(
      JobConfig config, String filter, Map<String, String> features, PlannedChecks checks) {
    Map<String, Object> shaping = new LinkedHashMap<>();
    shaping.put("use_case", config.useCase());
    shaping.put("key", config.input().key());
    shaping.put("filter", filter);
    shaping.put("features", features);
    shaping.put("pass_through", config.score().passThrough());
    shaping.put("on_bad_row", config.score().onBadRow());
    shaping.put("max_rejected_share", config.score().maxRejectedShare());
    if (checks != null) {
      shaping.put("quality", checks.digest());
    }
    return shaping;
  }

  /** The settings, and what the rules were whose file is one of them. */
  private static List<Setting> settings(LoadedConfig loaded, PlannedChecks checks) {
    List<Setting> settings = new ArrayList<>(loaded.settings());
    if (checks != null) {
      settings.add(new Setting(RULES_DIGEST, checks.digest(), checks.file()));
    }
    return settings;
  }

  private static String runKey(
      String slot, PinnedInput input, List<PlannedModel> models, String configDigest) {
    StringBuilder text = new StringBuilder();
    text.append(slot).append('\n').append(input.kind()).append(' ').append(input.digest());
    for (PlannedModel model : models) {
      text.append('\n').append(model.role()).append(' ').append(model.packageDigest());
    }
    text.append('\n').append(configDigest);
    return key(text.toString());
  }

  /** The run key of what shapes a run's result. */
  static String key(String text) {
    return sha256(text).substring(0, RUN_KEY_DIGITS);
  }

  static String sha256(String text) {
    return Digest.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
