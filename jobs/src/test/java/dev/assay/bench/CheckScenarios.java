package dev.assay.bench;

import dev.assay.bench.BenchOptions.Group;
import dev.assay.bench.Command.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What data checks cost: beside reading, beside scoring, and other ways of making them. */
final class CheckScenarios implements Plan {
  private static final String READ = "read, every value";
  private static final String DECODE = "read, batches dropped";
  private static final String SCAN = "150 rules on the table";
  private static final String CHECK = "all 200 rules, assay check";
  private static final String GATE = "M1 operator, %d row rules";
  private static final List<Integer> GATES = List.of(10, 50, 200);
  private static final double MOST_SCANS = 2;
  private static final double MOST_READS = 2;
  private static final long USUAL_PEER_ROWS = 1_000_000;

  private final BenchOptions options;
  private final List<Scenario> scenarios = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();

  CheckScenarios(BenchOptions options) {
    this.options = options;
    limits();
    checks();
    peers();
    gates();
  }

  @Override
  public List<Scenario> scenarios() {
    return List.copyOf(scenarios);
  }

  @Override
  public List<Target> targets() {
    return List.copyOf(targets);
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("columns", Integer.toString(CheckedTable.columns().size()));
    facts.put("rules", CheckedRules.summary());
    return facts;
  }

  private void limits() {
    if (options.wants(Group.LIMITS)) {
      check(READ, WorkerKind.ASSAY, "read", options.rows());
      check(DECODE, WorkerKind.ASSAY, "decode", options.rows());
    }
  }

  private void checks() {
    if (options.wants(Group.OPERATOR)) {
      check(SCAN, WorkerKind.CHECKS, "scan", options.rows());
      check(CHECK, WorkerKind.CHECKS, "check", options.rows());
    }
    for (String ours : List.of(SCAN, CHECK)) {
      targets.add(Target.scans(ours + ": scans", ours, MOST_SCANS));
      targets.add(Target.atMost(ours + ": times reading every value", ours, READ, MOST_READS));
      targets.add(Target.atMost(ours + ": times dropping batches", ours, DECODE, null));
    }
  }

  private void peers() {
    long rows = options.peerRows(USUAL_PEER_ROWS);
    String same = rows == options.rows() ? CHECK : "%s, %,d rows".formatted(CHECK, rows);
    if (options.wants(Group.PEERS) && !same.equals(CHECK)) {
      check(same, WorkerKind.CHECKS, "check", rows);
    }
    Map<String, WorkerKind> peers = new LinkedHashMap<>();
    peers.put("deequ", WorkerKind.DEEQU);
    peers.put("deequ-each", WorkerKind.DEEQU);
    peers.put("gx", WorkerKind.GX);
    peers.put("soda", WorkerKind.SODA);
    peers.forEach(
        (contender, worker) -> {
          String name = peer(contender);
          if (options.wants(Group.PEERS)) {
            check(name, worker, contender, rows);
          }
          targets.add(Target.times(name + ", times assay check", List.of(name), same, null));
        });
  }

  private static String peer(String contender) {
    return switch (contender) {
      case "deequ" -> "Deequ, all in one run";
      case "deequ-each" -> "Deequ, rule by rule";
      case "gx" -> "Great Expectations";
      default -> "Soda";
    };
  }

  private void gates() {
    String model = options.models().get("m1").toString();
    String none = GATE.formatted(0);
    if (options.wants(Group.SEVERAL)) {
      gate(none, 0, model);
      GATES.forEach(rules -> gate(GATE.formatted(rules), rules, model));
    }
    for (int rules : GATES) {
      String name = GATE.formatted(rules);
      targets.add(Target.beyond(name + ": ns per row and rule", name, none, 1e9 / rules));
    }
  }

  private void gate(String name, int rules, String model) {
    Command command =
        new Command(
            Action.SCORE,
            Contenders.withRules(rules),
            Sink.BATCHES,
            List.of(model),
            options.data().toString(),
            options.rows());
    scenarios.add(new Scenario(name, WorkerKind.ROW_RULES, command));
  }

  private void check(String name, WorkerKind worker, String contender, long rows) {
    Command command =
        new Command(Action.CHECK, contender, Sink.NOOP, List.of(), options.data().toString(), rows);
    scenarios.add(new Scenario(name, worker, command));
  }
}
