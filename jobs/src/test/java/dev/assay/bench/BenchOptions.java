package dev.assay.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options of the benchmark. */
final class BenchOptions {
  @Option(
      names = "--rows",
      converter = Rows.class,
      defaultValue = "10m",
      description = "Rows of the table, such as 500k or 10m. Default: ${DEFAULT-VALUE}.")
  private long rows;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Measured rounds over all scenarios. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--only",
      split = ",",
      description =
          "Groups of scenarios: limits, operator, peers, delta, several, sweep, memory."
              + " Default: all but sweep and memory.")
  private Set<Group> only = EnumSet.complementOf(EnumSet.of(Group.SWEEP, Group.MEMORY));

  @Option(
      names = "--models",
      split = ",",
      defaultValue = "m1,m2,m3",
      description = "Models: m1 logistic regression, m2 200 trees, m3 MLP. Default: all.")
  private List<String> models;

  @Option(names = "--threads", defaultValue = "2", description = "Spark's cores. Default: 2.")
  private int threads;

  @Option(
      names = "--cpus",
      description = "CPUs to pin the workers to, as taskset takes them. Default: the first ones.")
  private String cpus;

  @Option(names = "--heap", defaultValue = "4g", description = "Heap of a worker. Default: 4g.")
  private String heap;

  @Option(
      names = "--arrow-batch",
      defaultValue = "4096",
      description = "Rows in an Arrow batch of the Python peer. Default: ${DEFAULT-VALUE}.")
  private int arrowBatch;

  @Option(
      names = "--sweep",
      split = ",",
      converter = Rows.class,
      defaultValue = "1m,10m,30m",
      description = "Table sizes of the groups sweep and memory. Default: ${DEFAULT-VALUE}.")
  private List<Long> sweep;

  @Option(
      names = "--quality",
      description =
          "Measures data checks instead of scoring: 200 rules over 100 columns."
              + " Groups: limits, operator (our checks), peers, several (row rules).")
  private boolean quality;

  @Option(
      names = "--evaluate",
      description =
          "Measures evaluations instead of scoring: three models, fifty slices, a thousand"
              + " replicates. Groups: operator (ours), peers, memory.")
  private boolean evaluate;

  @Option(
      names = "--peer-rows",
      converter = Rows.class,
      description =
          "Rows for the peers, which are slow. Default: 1m with --quality, 20k with --evaluate.")
  private Long peerRows;

  @Option(names = "--out", description = "File for the figures as JSON.")
  private Path out;

  @Option(
      names = "--quick",
      description = "200,000 rows, one round: shows that all works, not how fast it is.")
  private boolean quick;

  @Option(names = "--root", defaultValue = "${sys:assay.root:-.}", hidden = true)
  private Path root;

  private static final Map<String, String> FILES =
      Map.of("m1", "logistic30.onnx", "m2", "trees200.onnx", "m3", "mlp256.onnx");

  /** Scenarios that are asked for together. */
  enum Group {
    LIMITS,
    OPERATOR,
    PEERS,
    DELTA,
    SEVERAL,
    SWEEP,
    MEMORY
  }

  long rows() {
    return quick ? Math.min(rows, 200_000) : rows;
  }

  boolean quality() {
    return quality;
  }

  boolean evaluate() {
    return evaluate;
  }

  long peerRows(long usual) {
    return Math.min(rows(), peerRows == null ? usual : peerRows);
  }

  int rounds() {
    return quick ? 1 : rounds;
  }

  boolean wants(Group group) {
    return only.contains(group);
  }

  /** The chosen models' files by short name. */
  Map<String, Path> models() {
    Path folder = root().resolve("test-data/models/onnx/bench");
    Map<String, Path> files = new LinkedHashMap<>();
    for (String model : models) {
      if (!FILES.containsKey(model)) {
        throw new IllegalArgumentException(
            "Cannot find model '%s': it is none of m1, m2, m3.".formatted(model));
      }
      files.put(model, folder.resolve(FILES.get(model)));
    }
    return files;
  }

  int threads() {
    return threads;
  }

  String heap() {
    return heap;
  }

  int arrowBatch() {
    return arrowBatch;
  }

  List<Long> sweep() {
    return sweep;
  }

  Optional<Path> out() {
    return Optional.ofNullable(out);
  }

  /** Where tables are kept between runs. */
  Path data() {
    return root().resolve("jobs/target/bench/data");
  }

  Path root() {
    return root.toAbsolutePath().normalize();
  }

  /**
   * The command that pins a worker to as many CPUs as it has threads; empty where there is none.
   */
  List<String> pinning() {
    if (cpus == null
        && (threads >= Runtime.getRuntime().availableProcessors()
            || !Files.isExecutable(Path.of("/usr/bin/taskset")))) {
      return List.of();
    }
    String first =
        IntStream.range(0, threads).mapToObj(Integer::toString).collect(Collectors.joining(","));
    return List.of("/usr/bin/taskset", "-c", cpus == null ? first : cpus);
  }

  /** Reads 10m, 500k, 1000. */
  static final class Rows implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      String digits = lower.replaceAll("[km]$", "");
      long factor = lower.endsWith("m") ? 1_000_000 : lower.endsWith("k") ? 1_000 : 1;
      return Long.parseLong(digits) * factor;
    }
  }
}
