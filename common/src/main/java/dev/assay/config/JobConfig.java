package dev.assay.config;

import dev.assay.yaml.Key;
import java.util.List;
import java.util.Map;

/** A job's configuration, as written in YAML. One use case has one store. */
public record JobConfig(
    @Key(doc = "The decision problem, in kebab case; one use case has one store.") String useCase,
    @Key(doc = "Directory of the result tables; any Hadoop URI.") String store,
    @Key(doc = "Directory of the model packages; any Hadoop URI.") String registry,
    @Key(doc = "The date the run is for, YYYY-MM-DD; --as-of wins.", def = "null") String asOf,
    @Key(doc = "What is scored.") Input input,
    @Key(doc = "What scores it.") Models models,
    @Key(doc = "How it is scored.", def = "{}") Score score,
    @Key(doc = "Rule file: what must hold of the input and of the scores.", def = "null")
        String quality,
    @Key(doc = "What came of the rows, for evaluation.", def = "null") Labels labels,
    @Key(doc = "Protected attributes in a table of their own.", def = "null") Attributes attributes,
    @Key(doc = "How models are compared on labelled rows.", def = "null") EvaluateConfig evaluate) {

  /** What is scored. */
  public record Input(
      @Key(doc = "Path (any Hadoop URI) or catalog table; Parquet or Delta.") String table,
      @Key(doc = "Delta: the version to read. Default: the newest at plan time.", def = "null")
          Long version,
      @Key(doc = "Delta: read as of this timestamp.", def = "null") String timestamp,
      @Key(doc = "Columns that name a row.") List<String> key,
      @Key(doc = "Spark SQL predicate; ${as-of} is the run's date.", def = "null") String filter,
      @Key(
              doc = "Derived features: name to Spark SQL expression; ${as-of} is the run's date.",
              def = "{}")
          Map<String, String> features,
      @Key(doc = "Whether an input without rows is fine.", def = "false") boolean allowEmpty) {
    public Input {
      key = List.copyOf(key);
      features = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(features));
    }
  }

  /** What came of the rows. */
  public record Labels(
      @Key(doc = "Path or catalog table of the labels. Default: the input.", def = "null")
          String table,
      @Key(doc = "Delta: the version to read. Default: the newest at plan time.", def = "null")
          Long version,
      @Key(doc = "Delta: read as of this timestamp.", def = "null") String timestamp,
      @Key(doc = "Columns that name a row there. Default: input.key.", def = "[]") List<String> key,
      @Key(doc = "The column with the label.") String column,
      @Key(
              doc =
                  "Spark SQL predicate: labels that count; ${as-of} is the run's date. Default: all.",
              def = "null")
          String filter,
      @Key(
              doc = "Column or Spark SQL, a date or timestamp: when what is labelled happened.",
              def = "null")
          String eventTime,
      @Key(doc = "Days after the event until the label counts, such as 365d.", def = "0d")
          String matureAfter,
      @Key(doc = "Spark SQL over the labels: the row's weight, above 0.", def = "null")
          String weight,
      @Key(doc = "Spark SQL over the labels: the row's amount.", def = "null") String amount) {
    public Labels {
      key = List.copyOf(key);
    }
  }

  /** Protected attributes in a table of their own. */
  public record Attributes(
      @Key(doc = "Path or catalog table.") String table,
      @Key(doc = "Delta: the version to read. Default: the newest at plan time.", def = "null")
          Long version,
      @Key(doc = "Delta: read as of this timestamp.", def = "null") String timestamp,
      @Key(doc = "Columns that name a row there. Default: input.key.", def = "[]") List<String> key,
      @Key(doc = "Its columns that slices and fairness may use.") List<String> columns) {
    public Attributes {
      key = List.copyOf(key);
      columns = List.copyOf(columns);
    }
  }

  /** Which models score, as name@version or name@alias. */
  public record Models(
      @Key(doc = "The model whose decisions are in force.") String champion,
      @Key(doc = "Models that are compared with it.", def = "[]") List<String> challengers) {
    public Models {
      challengers = List.copyOf(challengers);
    }

    /** The champion, then the challengers. */
    public List<String> all() {
      return java.util.stream.Stream.concat(
              java.util.stream.Stream.of(champion), challengers.stream())
          .toList();
    }
  }

  /** How it is scored. */
  public record Score(
      @Key(doc = "cpu, cuda, or auto: CUDA where the cluster offers a GPU.", def = "cpu")
          Device device,
      @Key(doc = "Columns copied to the predictions.", def = "[]") List<String> passThrough,
      @Key(doc = "What happens to a row that a model cannot score.", def = "reject")
          OnBadRow onBadRow,
      @Key(doc = "Largest share of rejected rows per model before the run fails.", def = "0.01")
          double maxRejectedShare) {
    public Score {
      passThrough = List.copyOf(passThrough);
    }
  }

  /** Where models run. */
  public enum Device {
    CPU,
    CUDA,
    AUTO
  }

  /** What happens to a row that a model cannot score. */
  public enum OnBadRow {
    REJECT,
    FAIL
  }
}
