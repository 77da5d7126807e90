package dev.assay.bench;

import dev.assay.bench.BenchOptions.Group;
import dev.assay.bench.Command.Action;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is measured, what is compared with what, and what is wanted. */
final class Scenarios implements Plan {
  private static final String LIGHT = "m1";
  private static final String READ = "read";
  private static final String COPY = "narrow Delta copy";
  private static final Map<String, Wanted> WANTED =
      Map.of(
          "m1", new Wanted(0.90, 4.5, 8.0),
          "m2", new Wanted(0.95, null, null),
          "m3", new Wanted(0.92, 1.7, 4.5));

  private final BenchOptions options;
  private final Map<String, Path> models;
  private final List<Scenario> scenarios = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();

  /** Least ratios for a model; null where none is set. */
  private record Wanted(Double limit, Double mapInArrow, Double synapse) {}

  Scenarios(BenchOptions options) {
    this.options = options;
    this.models = options.models();
    limits();
    models.keySet().forEach(this::operator);
    models.keySet().forEach(this::peers);
    delta();
    several();
    models.keySet().forEach(this::sweep);
    memory();
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
    return Map.of("models on one executor", Integer.toString(distinctModels()));
  }

  /**
   * Models that the operator loads in its worker outside of whole jobs; the same file in another
   * place of a list is another model.
   */
  private int distinctModels() {
    Set<String> models = new TreeSet<>();
    for (Scenario scenario : scenarios) {
      Command command = scenario.command();
      if (command.contender().equals("assay")
          && scenario.worker() == WorkerKind.ASSAY
          && command.action() != Action.JOB) {
        boolean together = command.action() == Action.SCORE;
        for (int i = 0; i < command.models().size(); i++) {
          models.add(command.models().get(i) + (together ? i : 0));
        }
      }
    }
    return models.size();
  }

  private void limits() {
    add(Group.LIMITS, READ, WorkerKind.ASSAY, "none", Sink.BATCHES, List.of());
    for (String model : models.keySet()) {
      if (options.wants(Group.LIMITS)) {
        Command command = command(Action.RUNTIME, "none", Sink.BATCHES, List.of(model));
        scenarios.add(new Scenario(runtime(model), WorkerKind.ASSAY, command));
      }
    }
  }

  private void operator(String model) {
    String batches = batches(model);
    String noop = noop(model);
    add(Group.OPERATOR, batches, WorkerKind.ASSAY, "assay", Sink.BATCHES, List.of(model));
    add(Group.OPERATOR, noop, WorkerKind.ASSAY, "assay", Sink.NOOP, List.of(model));
    List<String> limit = List.of(READ, runtime(model));
    compare(model + ": share of read + runtime", limit, batches, WANTED.get(model).limit());
    compare(model + ": the same, rows dropped", limit, noop, null);
    targets.add(Target.allocation(model + ": bytes allocated per row", batches, 500));
    targets.add(Target.allocationBeyond(model + ": the same, times reading", batches, READ));
  }

  private void peers(String model) {
    String rows = model + " obvious Row code";
    String arrow = model + " mapInArrow";
    String synapse = model + " SynapseML";
    add(Group.PEERS, rows, WorkerKind.ROWS, "rows", Sink.NOOP, List.of(model));
    add(Group.PEERS, arrow, WorkerKind.PYTHON, "arrow", Sink.NOOP, List.of(model));
    add(Group.PEERS, synapse, WorkerKind.SYNAPSE, "synapse", Sink.NOOP, List.of(model));
    Wanted wanted = WANTED.get(model);
    compare(model + ": times obvious Row code", List.of(rows), noop(model), null);
    compare(model + ": times mapInArrow", List.of(arrow), noop(model), wanted.mapInArrow());
    compare(model + ": times SynapseML", List.of(synapse), noop(model), wanted.synapse());
    compare(model + ": times mapInArrow, batches dropped", List.of(arrow), batches(model), null);
  }

  private void delta() {
    if (options.wants(Group.DELTA)) {
      List<String> first = List.of(models.keySet().iterator().next());
      Command copy = command(Action.COPY, "assay", Sink.DELTA, first);
      scenarios.add(new Scenario(COPY, WorkerKind.DELTA, copy));
    }
    for (String model : models.keySet()) {
      String delta = model + " operator into Delta";
      add(Group.DELTA, delta, WorkerKind.DELTA, "assay", Sink.DELTA, List.of(model));
      List<String> parts = List.of(COPY, READ, runtime(model));
      compare(model + ": into Delta, share of copy + read + runtime", parts, delta, 0.90);
      String job = model + " whole job";
      if (options.wants(Group.DELTA)) {
        Command command = command(Action.JOB, "assay", Sink.DELTA, List.of(model));
        scenarios.add(new Scenario(job, WorkerKind.DELTA, command));
      }
      compare(model + ": the same, whole job", parts, job, null);
    }
  }

  private void several() {
    if (!models.containsKey(LIGHT) || !options.wants(Group.SEVERAL)) {
      return;
    }
    for (Sink sink : Sink.values()) {
      String where = sink.name().toLowerCase(Locale.ROOT);
      String once = "three light models, one pass, " + where;
      String thrice = "three light models, three passes, " + where;
      List<String> three = List.of(LIGHT, LIGHT, LIGHT);
      WorkerKind worker = sink == Sink.DELTA ? WorkerKind.DELTA : WorkerKind.ASSAY;
      add(Group.SEVERAL, once, worker, "assay", sink, three);
      Command passes = command(Action.PASSES, "assay", sink, three);
      scenarios.add(new Scenario(thrice, worker, passes));
      compare("three models, times three passes, " + where, List.of(thrice), once, 2.5);
    }
  }

  private void sweep(String model) {
    List<Long> sizes = options.sweep();
    for (long size : sizes) {
      if (options.wants(Group.SWEEP)) {
        Command command = command(Action.SCORE, "assay", Sink.NOOP, List.of(model)).rows(size);
        scenarios.add(new Scenario(sweep(model, size), WorkerKind.ASSAY, command));
      }
    }
    for (int i = 1; i < sizes.size(); i++) {
      String more = sweep(model, sizes.get(i));
      String less = sweep(model, sizes.get(i - 1));
      String name = "%s: cost per row, %,d against %,d rows";
      targets.add(
          Target.within(
              name.formatted(model, sizes.get(i), sizes.get(i - 1)), more, less, 0.9, 1.1));
    }
  }

  private void memory() {
    if (!options.wants(Group.MEMORY)) {
      return;
    }
    List<String> all = List.copyOf(models.keySet());
    List<Long> sizes = options.sweep();
    for (long size : sizes) {
      Command command = command(Action.JOB, "assay", Sink.DELTA, all).rows(size);
      scenarios.add(new Scenario(memory(size), WorkerKind.SMALL, command));
    }
    for (int i = 1; i < sizes.size(); i++) {
      String name = "peak memory with a heap of 1 GB, %,d against %,d rows";
      targets.add(
          Target.peak(
              name.formatted(sizes.get(i), sizes.get(i - 1)),
              memory(sizes.get(i)),
              memory(sizes.get(i - 1)),
              1.05));
    }
  }

  private void add(
      Group group,
      String name,
      WorkerKind worker,
      String contender,
      Sink sink,
      List<String> names) {
    if (options.wants(group)) {
      Command command = command(Action.SCORE, contender, sink, names);
      scenarios.add(new Scenario(name, worker, command));
    }
  }

  private void compare(String name, List<String> above, String below, Double least) {
    targets.add(Target.times(name, above, below, least));
  }

  private Command command(Action action, String contender, Sink sink, List<String> names) {
    List<String> files = names.stream().map(name -> models.get(name).toString()).toList();
    return new Command(action, contender, sink, files, options.data().toString(), options.rows());
  }

  private static String runtime(String model) {
    return model + " raw runtime";
  }

  private static String batches(String model) {
    return model + " operator, batches dropped";
  }

  private static String noop(String model) {
    return model + " operator, rows dropped";
  }

  private static String sweep(String model, long rows) {
    return "%s operator, %,d rows".formatted(model, rows);
  }

  private static String memory(long rows) {
    return "whole job, all models, heap 1 GB, %,d rows".formatted(rows);
  }
}
