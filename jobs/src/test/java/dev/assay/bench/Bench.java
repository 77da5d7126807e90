package dev.assay.bench;

import dev.assay.bench.Command.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/**
 * Measures this machine's limits and what Assay and its peers reach, interleaved in one run: each
 * round runs every scenario once, each in a warm process of its kind, and ratios are taken within a
 * round.
 */
@CommandLine.Command(
    name = "bench",
    description = "This machine's own limits against what Assay reaches, in one run.",
    mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
  /** The table that warms a worker up before each measurement: none pays for having been idle. */
  private static final long WARM_UP_ROWS = 24_000;

  /**
   * The round before the first runs on no more rows: what runs once per batch and column needs some
   * millions before the compilers are done with it.
   */
  private static final long FIRST_ROWS = 4_000_000;

  /** The same of checks and evaluations, which do more with each row. */
  private static final long FIRST_WIDE_ROWS = 1_000_000;

  private static final double SAME_SUM = 1e-5;

  @Mixin private BenchOptions options;

  private final Map<WorkerKind, WorkerProcess> workers = new EnumMap<>(WorkerKind.class);
  private final Results results = new Results();
  private final Set<String> failed = new TreeSet<>();
  private double sessions;

  /** Runs it. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Plan plan = plan();
    try {
      prepare(plan.scenarios());
      compareScores(plan.scenarios());
      for (int round = 0; round <= options.rounds(); round++) {
        List<Scenario> order = new ArrayList<>(plan.scenarios());
        Collections.rotate(order, round * order.size() / (options.rounds() + 1));
        for (Scenario scenario : order) {
          run(scenario, round);
        }
      }
    } finally {
      workers.values().forEach(WorkerProcess::close);
    }
    Report report = new Report(machine(plan), results.inOrderOf(plan.scenarios()), plan.targets());
    System.out.println(report.text());
    if (options.out().isPresent()) {
      report.write(options.out().get());
    }
    return failed.isEmpty() ? 0 : 1;
  }

  private Plan plan() {
    if (options.evaluate()) {
      return new EvaluateScenarios(options);
    }
    return options.quality() ? new CheckScenarios(options) : new Scenarios(options);
  }

  private void prepare(List<Scenario> scenarios) throws IOException {
    Files.createDirectories(options.data());
    Set<Command> tables = new LinkedHashSet<>();
    for (Scenario scenario : scenarios) {
      Command command = scenario.command();
      Command made = made(command);
      tables.add(made.rows(WARM_UP_ROWS));
      tables.add(made.rows(first(command)));
      tables.add(made);
      if (command.action() == Action.COPY) {
        tables.add(command.action(Action.NARROW).rows(WARM_UP_ROWS));
        tables.add(command.action(Action.NARROW).rows(first(command)));
        tables.add(command.action(Action.NARROW));
      }
    }
    say("preparing the tables under " + options.data());
    for (Command table : tables) {
      worker(WorkerKind.DELTA).ask(table);
    }
  }

  /** What makes the tables of a command. */
  private static Command made(Command command) {
    return switch (command.action()) {
      case CHECK -> command.only(Action.CHECKED);
      case EVALUATE -> command.action(Action.EVALUATED).contender("none");
      default -> command.only(Action.GENERATE);
    };
  }

  /** All contenders must give the same scores, or their speed means nothing. */
  private void compareScores(List<Scenario> scenarios) {
    Map<List<String>, Double> sums = new HashMap<>();
    for (Scenario scenario : scenarios) {
      Command command = scenario.command();
      if (command.action() != Action.SCORE || command.sink() != Sink.NOOP) {
        continue;
      }
      try {
        Outcome outcome =
            worker(scenario.worker()).ask(command.action(Action.SUM).rows(WARM_UP_ROWS));
        double sum = outcome.facts().get("sum");
        double other = sums.computeIfAbsent(command.models(), models -> sum);
        if (Math.abs(sum - other) > SAME_SUM * Math.abs(other)) {
          fail(scenario, "its scores add up to %s, another's to %s".formatted(sum, other));
        }
      } catch (RuntimeException e) {
        fail(scenario, e.getMessage());
      }
    }
  }

  private void run(Scenario scenario, int round) {
    if (failed.contains(scenario.name())) {
      return;
    }
    try {
      Command command = scenario.command();
      if (round == 0) {
        clean(worker(scenario.worker()), command);
        if (!command.isLong()) {
          worker(scenario.worker()).ask(command.rows(first(command)));
        }
      } else if (round == 1 || !command.isLong()) {
        Execution execution = measure(scenario, round);
        results.add(execution);
        say(
            "round %d: %s: %.2f cpu-s, %.2f s"
                .formatted(
                    round, scenario.name(), execution.cpuSeconds(), execution.wallSeconds()));
      }
    } catch (RuntimeException e) {
      fail(scenario, e.getMessage());
    }
  }

  private Execution measure(Scenario scenario, int round) {
    WorkerProcess worker = worker(scenario.worker());
    Command command = scenario.command();
    boolean raw = command.action() == Action.RUNTIME;
    if (!raw && !command.isLong()) {
      clean(worker, command);
      worker.ask(command.rows(WARM_UP_ROWS));
    }
    clean(worker, command);
    worker.tree().resetPeak();
    Duration before = worker.tree().cpu();
    Outcome outcome = worker.ask(command);
    long cpu = raw ? outcome.cpuNanos() : worker.tree().cpu().minus(before).toNanos();
    if (scenario.worker() == WorkerKind.ASSAY) {
      sessions = Math.max(sessions, outcome.facts().getOrDefault("sessions", 0.0));
    }
    return new Execution(
        scenario.name(),
        round,
        outcome.rows(),
        outcome.wallNanos() / 1e9,
        cpu / 1e9,
        outcome.allocatedBytes(),
        worker.tree().peakBytes(),
        outcome.facts().getOrDefault("scans", 0.0));
  }

  private static void clean(WorkerProcess worker, Command command) {
    worker.ask(command.only(Action.CLEAN));
  }

  private static long first(Command command) {
    boolean wide = command.action() == Action.CHECK || command.action() == Action.EVALUATE;
    long most = wide ? FIRST_WIDE_ROWS : FIRST_ROWS;
    return Math.min(most, command.rows());
  }

  private WorkerProcess worker(WorkerKind kind) {
    return workers.computeIfAbsent(kind, new Peers(options)::start);
  }

  private void fail(Scenario scenario, String reason) {
    failed.add(scenario.name());
    say("%s cannot be measured: %s".formatted(scenario.name(), reason));
  }

  private static void say(String line) {
    System.err.println(line);
  }

  private Map<String, String> machine(Plan plan) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", System.getProperty("java.vm.version"));
    facts.put("threads", Integer.toString(options.threads()));
    facts.put("pinning", String.join(" ", options.pinning()));
    facts.put("heap", options.heap());
    facts.put("rounds", Integer.toString(options.rounds()));
    facts.put("load at the end", load());
    if (sessions > 0) {
      facts.put("sessions built", "%.0f".formatted(sessions));
    }
    facts.putAll(plan.facts());
    if (!failed.isEmpty()) {
      facts.put("failed", String.join(", ", failed));
    }
    return facts;
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).replaceAll("^(\\S+ \\S+ \\S+).*\\s*$", "$1");
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
