package dev.assay.config;

import dev.assay.config.ConfigChecks.Value;
import dev.assay.error.Suggest;
import dev.assay.evaluation.Direction;
import dev.assay.evaluation.Runtimes;
import dev.assay.model.Task;
import dev.assay.yaml.KeyPath;
import dev.assay.yaml.Problems;
import dev.assay.yaml.YamlNode;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlNode.Sequence;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What {@code labels}, {@code attributes} and {@code evaluate} must satisfy. */
final class EvaluateChecks {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*");
  private static final Pattern DAYS = Pattern.compile("[0-9]{1,6}d");

  /** Rows of a sample are looked at by people. */
  private static final BigDecimal MOST_DIFFERENCES = BigDecimal.valueOf(1000);

  private final Mapping document;
  private final Problems problems;

  EvaluateChecks(Mapping document, Problems problems) {
    this.document = document;
    this.problems = problems;
  }

  void run() {
    checkTables();
    checkNumbers();
    alone("labels.weight", "evaluate.weight");
    checkAmounts();
    checkDecision();
    checkNeeds();
  }

  private void checkTables() {
    for (String table : List.of("labels", "attributes")) {
      require(table + ".version", v -> v.signum() >= 0, "a version of 0 or more");
      alone(table + ".version", table + ".timestamp");
    }
    text("labels.mature-after", DAYS.asMatchPredicate(), "days, such as 365d");
    text("evaluate.name", NAME.asMatchPredicate(), "a name in kebab case, such as weekly");
    for (String path : List.of("labels.version", "labels.timestamp")) {
      value(path)
          .filter(value -> value("labels.table").isEmpty() && node("labels").isPresent())
          .ifPresent(
              value ->
                  note(value, "stands without labels.table; the input is pinned by input.version"));
    }
    for (String path : List.of("labels.key", "attributes.key")) {
      int columns = items(path).size();
      int wanted = items("input.key").size();
      node(path)
          .filter(node -> columns > 0 && wanted > 0 && columns != wanted)
          .ifPresent(
              node ->
                  problems.add(
                      node.origin(),
                      path,
                      "names "
                          + columns
                          + (columns == 1 ? " column" : " columns")
                          + ", expected as many as input.key has: "
                          + wanted));
    }
    for (String path : List.of("attributes.columns", "evaluate.search.columns")) {
      node(path)
          .filter(node -> node instanceof Sequence && node.parts().isEmpty())
          .ifPresent(
              node ->
                  problems.add(
                      node.origin(), path, "found an empty list, expected at least one column"));
    }
  }

  private void checkNumbers() {
    BigDecimal one = BigDecimal.ONE;
    BigDecimal half = new BigDecimal("0.5");
    Predicate<BigDecimal> within = n -> n.signum() > 0 && n.compareTo(one) < 0;
    Predicate<BigDecimal> share = n -> n.signum() > 0 && n.compareTo(one) <= 0;
    require("evaluate.min-slice-rows", n -> n.signum() > 0, "1 or more rows");
    require("evaluate.max-slices", n -> n.signum() > 0, "1 or more slices");
    require("evaluate.level", within, "a level above 0 and below 1, such as 0.95");
    require("evaluate.fairness.tau", share, "a ratio above 0 and up to 1, such as 0.8");
    require(
        "evaluate.search.predicates",
        n -> n.signum() > 0 && n.compareTo(BigDecimal.valueOf(3)) <= 0,
        "1, 2 or 3");
    require("evaluate.search.min-rows", n -> n.signum() > 0, "1 or more rows");
    require("evaluate.search.size-weight", within, "a share above 0 and below 1, such as 0.05");
    require("evaluate.search.slices", n -> n.signum() > 0, "1 or more slices");
    require("evaluate.search.false-discovery-rate", within, "a rate above 0 and below 1");
    require("evaluate.calibration.groups", n -> n.compareTo(one) > 0, "2 or more groups");
    require(
        "evaluate.bootstrap.replicates",
        n -> n.signum() == 0 || n.compareTo(BigDecimal.valueOf(200)) >= 0,
        "0, or 200 or more replicates: fewer give no standard error to rely on");
    require(
        "evaluate.differences.rows",
        n -> n.signum() >= 0 && n.compareTo(MOST_DIFFERENCES) <= 0,
        "0 to " + MOST_DIFFERENCES + " rows of each kind");
    require("evaluate.decide.margin", n -> n.signum() >= 0, "a margin of 0 or more");
    require(
        "evaluate.decide.alpha",
        n -> n.signum() > 0 && n.compareTo(half) < 0,
        "a level above 0 and below 0.5, such as 0.05");
    require("evaluate.decide.least", n -> n.signum() > 0, "1 or more");
    requireAll("evaluate.points.selection-rates", within, "a share above 0 and below 1");
    requireAll("evaluate.points.recalls", within, "a share above 0 and below 1");
    requireAll("evaluate.calibration.grades", within, "a score above 0 and below 1");
    ascending("evaluate.calibration.grades");
  }

  private void ascending(String path) {
    BigDecimal before = null;
    for (Value value : items(path)) {
      BigDecimal number = ConfigChecks.number(value.text()).orElse(null);
      if (number != null && before != null && number.compareTo(before) <= 0) {
        note(value, "found " + number + " after " + before + ", expected borders that ascend");
      }
      before = number;
    }
  }

  private void checkAmounts() {
    alone("labels.amount", "evaluate.amount");
    if (value("labels.amount").isPresent() || value("evaluate.amount").isPresent()) {
      return;
    }
    for (String outcome :
        List.of("true-positive", "false-positive", "false-negative", "true-negative")) {
      value("evaluate.points.costs." + outcome + ".amount")
          .ifPresent(
              share ->
                  note(
                      share,
                      "stands without an amount, expected evaluate.amount or labels.amount, which"
                          + " names the column"));
    }
  }

  private void checkDecision() {
    value("evaluate.decide.metric").ifPresent(this::checkMetric);
    value("evaluate.decide.metric")
        .ifPresent(metric -> checkSide(metric, "; name it in evaluate.decide.also, with "));
    List<YamlNode> also = parts("evaluate.decide.also");
    for (int i = 0; i < also.size(); i++) {
      if (also.get(i) instanceof Mapping guardrail) {
        checkGuardrail(KeyPath.item("evaluate.decide.also", i), guardrail);
      }
    }
  }

  private void checkGuardrail(String path, Mapping guardrail) {
    for (String key : List.of("metric", "fair")) {
      part(path, guardrail, key).ifPresent(this::checkMetric);
    }
    Optional<Value> metric = part(path, guardrail, "metric");
    if (guardrail.entries().containsKey("margin")) {
      metric.ifPresent(value -> checkSide(value, "; bound it by "));
    }
    if (guardrail.entries().containsKey("most-times")) {
      metric.filter(value -> !value.text().equals(Runtimes.SECONDS)).ifPresent(this::noMultiple);
    }
  }

  private static Optional<Value> part(String path, Mapping mapping, String key) {
    return Optional.ofNullable(mapping.entries().get(key))
        .flatMap(node -> Value.of(path + "." + key, node));
  }

  private void noMultiple(Value metric) {
    note(
        metric,
        "found '%s' with most-times, which is of %s; compare other figures by margin"
            .formatted(metric.text(), Runtimes.SECONDS));
  }

  private void checkMetric(Value metric) {
    Set<String> known = new TreeSet<>();
    for (Task task : Task.values()) {
      known.addAll(Direction.metrics(task));
    }
    if (!known.contains(metric.text())) {
      String near = Suggest.didYouMean(metric.text(), known);
      note(
          metric,
          "found '"
              + metric.text()
              + "', which is no figure."
              + (near.isEmpty() ? " Figures are " + String.join(", ", known) + "." : near));
    }
  }

  /** A margin says how much worse a figure may be, so the figure must have a worse side. */
  private void checkSide(Value metric, String remedy) {
    if (metric.text().equals(Runtimes.SECONDS)) {
      note(
          metric,
          "found '%s' with a margin, and its difference has no error to judge by%smost or most-times"
              .formatted(metric.text(), remedy));
    } else if (Direction.of(metric.text()) == Direction.NEITHER) {
      note(
          metric,
          "found '%s' with a margin, and it has no better side: neither more nor less of it is better%sleast and most%s"
              .formatted(
                  metric.text(),
                  remedy,
                  metric.text().equals("selection_rate")
                      ? ", or compare groups by it with fair: selection_rate"
                      : ""));
    }
  }

  private void checkNeeds() {
    Optional<YamlNode> evaluate = node("evaluate").filter(Mapping.class::isInstance);
    if (evaluate.isPresent() && node("labels").filter(Mapping.class::isInstance).isEmpty()) {
      problems.add(
          evaluate.get().origin(), "evaluate", "stands without labels, expected labels beside it");
    }
    Optional<YamlNode> decide = node("evaluate.decide").filter(Mapping.class::isInstance);
    if (decide.isPresent() && parts("models.challengers").isEmpty()) {
      problems.add(
          decide.get().origin(),
          "evaluate.decide",
          "has nobody to decide about, expected models.challengers");
    }
  }

  private void alone(String first, String second) {
    Optional<Value> one = value(first);
    Optional<Value> other = value(second);
    if (one.isPresent() && other.isPresent()) {
      note(other.get(), "stands beside " + one.get().place() + ", expected only one of them");
    }
  }

  private void text(String path, Predicate<String> condition, String expected) {
    value(path)
        .filter(value -> !condition.test(value.text()))
        .ifPresent(value -> note(value, found(value, expected)));
  }

  private void require(String path, Predicate<BigDecimal> condition, String expected) {
    value(path).ifPresent(value -> require(value, condition, expected));
  }

  private void requireAll(String path, Predicate<BigDecimal> condition, String expected) {
    items(path).forEach(value -> require(value, condition, expected));
  }

  /** What is no number has been noted by the binding, but for those that are not finite. */
  private void require(Value value, Predicate<BigDecimal> condition, String expected) {
    boolean bad =
        ConfigChecks.notFinite(value.text())
            || ConfigChecks.number(value.text()).map(n -> !condition.test(n)).orElse(false);
    if (bad) {
      note(value, found(value, expected));
    }
  }

  private static String found(Value value, String expected) {
    return "found " + value.node().describe() + ", expected " + expected;
  }

  private void note(Value value, String text) {
    problems.add(value.node().origin(), value.path(), text);
  }

  private Optional<Value> value(String path) {
    return ConfigChecks.scalar(document, path);
  }

  private Optional<YamlNode> node(String path) {
    return ConfigChecks.node(document, path);
  }

  private List<YamlNode> parts(String path) {
    return node(path).filter(Sequence.class::isInstance).map(YamlNode::parts).orElse(List.of());
  }

  private List<Value> items(String path) {
    List<Value> values = new ArrayList<>();
    for (YamlNode part : parts(path)) {
      Value.of(KeyPath.item(path, values.size()), part).ifPresent(values::add);
    }
    return values;
  }
}
