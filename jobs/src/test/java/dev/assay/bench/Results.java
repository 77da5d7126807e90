package dev.assay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The executions of a run. */
final class Results {
  private final List<Execution> executions = new ArrayList<>();

  void add(Execution execution) {
    executions.add(execution);
  }

  /** The same in the order of the report. */
  Results inOrderOf(List<Scenario> scenarios) {
    Results sorted = new Results();
    scenarios.forEach(scenario -> of(scenario.name()).forEach(sorted::add));
    return sorted;
  }

  List<Execution> all() {
    return List.copyOf(executions);
  }

  List<Integer> rounds() {
    return executions.stream().map(Execution::round).distinct().sorted().toList();
  }

  /** Scenarios in the order they were first measured. */
  List<String> scenarios() {
    return executions.stream().map(Execution::scenario).distinct().toList();
  }

  List<Execution> of(String scenario) {
    return executions.stream().filter(e -> e.scenario().equals(scenario)).toList();
  }

  boolean has(List<String> scenarios, int round) {
    return scenarios.stream().allMatch(s -> find(s, round).isPresent());
  }

  double sum(List<String> scenarios, Measure measure, int round) {
    return scenarios.stream().mapToDouble(s -> measure.of(find(s, round).orElseThrow())).sum();
  }

  private Optional<Execution> find(String scenario, int round) {
    return executions.stream()
        .filter(e -> e.round() == round && e.scenario().equals(scenario))
        .findFirst();
  }
}
