package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.score.AssayExtensions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The only place that starts Spark. */
final class SessionFactory {
  static final String EXTENSIONS = "spark.sql.extensions";
  static final String CATALOG = "spark.sql.catalog.spark_catalog";
  static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
  static final String ASSAY_EXTENSION = AssayExtensions.class.getName();

  private static final String MASTER = "spark.master";
  private static final String WIDEST_TABLE = "10000";
  private static final String MOST_OPEN_FILES = "64";

  private SessionFactory() {}

  /**
   * A session with Delta and the scoring operator. Under spark-submit its settings stay as they are
   * and ours are added; a run of the {@code assay} script gets settings for one machine.
   */
  static SparkSession open(String command, Options.Spark options, Shell shell) {
    Optional<SparkSession> foreign = foreignSession();
    if (foreign.isPresent()) {
      return inForeign(foreign.get());
    }
    SparkConf conf = new SparkConf();
    boolean submitted = conf.contains(MASTER);
    if (submitted && options.master != null) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot use --master '"
              + options.master
              + "': spark-submit has chosen '"
              + conf.get(MASTER)
              + "' already. Give --master to spark-submit.");
    }
    conf.setIfMissing("spark.app.name", "assay " + command);
    options.settings.forEach(conf::set);
    if (!submitted) {
      localSettings(options, shell).forEach(conf::setIfMissing);
    }
    commonSettings().forEach(conf::setIfMissing);
    conf.set(EXTENSIONS, withOurs(conf.get(EXTENSIONS, "")));
    return start(conf, submitted);
  }

  private static SparkSession start(SparkConf conf, boolean submitted) {
    try {
      return requireExtensions(SparkSession.builder().config(conf).getOrCreate());
    } catch (AssayException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new AssayException(
          ErrorCode.CONFIG,
          "Cannot start Spark with master '"
              + conf.get(MASTER)
              + "': "
              + Failures.reason(e)
              + ". Check the settings"
              + (submitted
                  ? " that spark-submit was given."
                  : "; YARN and Kubernetes need spark-submit, see ASSAY_SPARK_SUBMIT in the assay script."),
          e);
    }
  }

  private static Map<String, String> localSettings(Options.Spark options, Shell shell) {
    String master = options.master == null ? "local[*]" : options.master;
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(MASTER, master);
    settings.put("spark.ui.enabled", Boolean.toString(options.ui));
    settings.put("spark.ui.showConsoleProgress", "false");
    settings.put(
        "spark.sql.warehouse.dir",
        LogSetup.scratch(shell.env()).resolve("warehouse").toUri().toString());
    if (master.startsWith("local")) {
      settings.put("spark.driver.bindAddress", "127.0.0.1");
      settings.put("spark.driver.host", "127.0.0.1");
      settings.put("spark.sql.shuffle.partitions", Integer.toString(cores(master)));
      settings.put("spark.databricks.delta.snapshotPartitions", "2");
      // How often running tasks say how far they are.
      settings.put("spark.executor.heartbeatInterval", "1s");
    } else if (System.getProperty("assay.jar") != null) {
      settings.put("spark.jars", System.getProperty("assay.jar"));
    }
    return settings;
  }

  private static Map<String, String> commonSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(CATALOG, DELTA_CATALOG);
    settings.put("spark.sql.session.timeZone", "UTC");
    // Above this many columns Spark reads rows instead of column batches.
    settings.put("spark.sql.codegen.maxFields", WIDEST_TABLE);
    // One open file for each model's partition, instead of a sort by model.
    settings.put("spark.sql.maxConcurrentOutputFileWriters", MOST_OPEN_FILES);
    settings.put("spark.sql.debug.maxToStringFields", "100");
    return settings;
  }

  private static int cores(String master) {
    String count = master.replaceFirst("^local\\[?", "").replaceFirst("[,\\]].*$", "");
    return count.isEmpty() && !master.contains("[")
        ? 1
        : count.equals("*") ? Runtime.getRuntime().availableProcessors() : parse(count);
  }

  private static int parse(String count) {
    try {
      return Math.max(1, Integer.parseInt(count));
    } catch (NumberFormatException e) {
      return Runtime.getRuntime().availableProcessors(); // Spark itself will refuse the master
    }
  }

  /** The extensions in force, with Delta's and ours where they are missing. */
  static String withOurs(String extensions) {
    List<String> all = new ArrayList<>(list(extensions));
    for (String needed : List.of(DELTA_EXTENSION, ASSAY_EXTENSION)) {
      if (!all.contains(needed)) {
        all.add(needed);
      }
    }
    return String.join(",", all);
  }

  private static List<String> list(String extensions) {
    return Arrays.stream(extensions.split(","))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  private static SparkSession inForeign(SparkSession session) {
    requireExtensions(session);
    SparkSession ours = session.newSession();
    commonSettings()
        .forEach(
            (key, value) -> {
              if (!session.sparkContext().getConf().contains(key)) {
                ours.conf().set(key, value);
              }
            });
    return ours;
  }

  // Spark reads the extensions once, when the first session of a context is built.
  private static SparkSession requireExtensions(SparkSession session) {
    String extensions = session.sparkContext().getConf().get(EXTENSIONS, "");
    if (list(extensions).containsAll(List.of(DELTA_EXTENSION, ASSAY_EXTENSION))) {
      return session;
    }
    throw new AssayException(
        ErrorCode.CONFIG,
        String.format(
            Locale.ROOT,
            "Cannot use the running Spark session: it was started without Assay's extensions"
                + " (spark.sql.extensions is '%s'). Start it with --conf %s=%s --conf %s=%s.",
            extensions,
            EXTENSIONS,
            withOurs(extensions),
            CATALOG,
            DELTA_CATALOG));
  }

  /** A session that somebody else started in this process. */
  static Optional<SparkSession> foreignSession() {
    Option<SparkSession> active = SparkSession.getActiveSession();
    Option<SparkSession> session = active.isDefined() ? active : SparkSession.getDefaultSession();
    return session.isDefined() && !session.get().sparkContext().isStopped()
        ? Optional.of(session.get())
        : Optional.empty();
  }
}
