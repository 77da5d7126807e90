package dev.assay.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The tables on the terminal (Markdown, to go into the docs as they are) and their JSON twin. */
final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Map<String, String> machine;
  private final Results results;
  private final List<Target> targets;

  Report(Map<String, String> machine, Results results, List<Target> targets) {
    this.machine = machine;
    this.results = results;
    this.targets = targets;
  }

  /** Both tables as text. */
  String text() {
    StringBuilder out = new StringBuilder();
    machine.forEach((key, value) -> out.append(key).append(": ").append(value).append('\n'));
    out.append(
        """

        | scenario | rows | M rows per CPU-second | M rows per second | bytes allocated per row | peak MiB | scans |
        |---|---|---|---|---|---|---|
        """);
    results.scenarios().forEach(scenario -> out.append(row(scenario)));
    out.append(
        """

        | ratio | by CPU time | by wall time | wanted | |
        |---|---|---|---|---|
        """);
    targets.forEach(target -> row(target).ifPresent(out::append));
    return out.toString();
  }

  /** Everything measured, for other programs. */
  void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.set("machine", JSON.valueToTree(machine));
    root.set("executions", JSON.valueToTree(results.all()));
    ArrayNode ratios = root.putArray("ratios");
    for (Target target : targets) {
      Optional<Stat> value = target.evaluate(results, target.measure());
      if (value.isPresent()) {
        ObjectNode node = ratios.addObject();
        node.put("name", target.name()).put("measure", target.measure().name());
        node.set("value", JSON.valueToTree(value.get()));
        node.put("wanted", target.wanted()).put("met", target.met(value.get().median()));
        target
            .evaluate(results, Measure.WALL)
            .ifPresent(wall -> node.set("wall", JSON.valueToTree(wall)));
      }
    }
    Files.writeString(file, JSON.writeValueAsString(root) + "\n");
  }

  private String row(String scenario) {
    List<Execution> executions = results.of(scenario);
    return "| %s | %,d | %s | %s | %s | %s | %s |\n"
        .formatted(
            scenario,
            executions.get(0).rows(),
            range(million(stat(executions, Measure.CPU).inverse())),
            range(million(stat(executions, Measure.WALL).inverse())),
            known(stat(executions, Measure.ALLOCATION).median()),
            known(stat(executions, Measure.PEAK).median() / (1 << 20)),
            known(stat(executions, Measure.SCANS).median()));
  }

  private Optional<String> row(Target target) {
    return target
        .evaluate(results, target.measure())
        .map(
            value ->
                "| %s | %s | %s | %s | %s |\n"
                    .formatted(
                        target.name(),
                        range(value),
                        target.measure() == Measure.CPU
                            ? range(target.evaluate(results, Measure.WALL).orElseThrow())
                            : "",
                        target.wanted(),
                        verdict(target, value)));
  }

  private static String verdict(Target target, Stat value) {
    if (target.wanted().isEmpty()) {
      return "";
    }
    return target.met(value.median()) ? "met" : "missed";
  }

  private static Stat stat(List<Execution> executions, Measure measure) {
    return Stat.of(executions.stream().mapToDouble(measure::of).toArray());
  }

  private static Stat million(Stat rate) {
    return new Stat(rate.median() / 1e6, rate.min() / 1e6, rate.max() / 1e6);
  }

  private static String range(Stat stat) {
    return "%s (%s–%s)".formatted(number(stat.median()), number(stat.min()), number(stat.max()));
  }

  private static String known(double value) {
    return value == 0 ? "" : "%,.0f".formatted(value);
  }

  /** Three significant digits. */
  static String number(double value) {
    double size = Math.abs(value);
    int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
