package dev.assay.evaluation;

import dev.assay.evaluation.Condition.Outcome;
import dev.assay.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold beside the primary figure, judged at a level. */
final class Guardrails {
  private final EvaluationSpec spec;
  private final Figures figures;
  private final Decision decision;

  Guardrails(EvaluationSpec spec, Figures figures, Decision decision) {
    this.spec = spec;
    this.figures = figures;
    this.decision = decision;
  }

  /** The contrasts among the guardrails of a challenger that can be had. */
  List<Contrast> contrasts(EvaluatedModel challenger) {
    List<Contrast> contrasts = new ArrayList<>();
    for (Decision.Guardrail rail : decision.guardrails()) {
      if (rail instanceof Decision.NotWorse notWorse) {
        contrast(challenger, notWorse.criterion()).ifPresent(contrasts::add);
      }
    }
    return contrasts;
  }

  /**
   * The contrast of a criterion, of all looks where there are several; empty where the figure or
   * its error is not there.
   */
  Optional<Contrast> contrast(EvaluatedModel challenger, Decision.Criterion criterion) {
    return tooFew(criterion).isPresent()
        ? Optional.empty()
        : ofLooks(challenger, criterion).or(() -> ofThisLook(challenger, criterion));
  }

  private Optional<Contrast> ofThisLook(EvaluatedModel challenger, Decision.Criterion criterion) {
    return figures
        .comparison(challenger, criterion, decision.clustered())
        .filter(Figures::usable)
        .map(row -> Contrast.of(row, Direction.of(criterion.metric()), criterion.margin()));
  }

  private Optional<Contrast> ofLooks(EvaluatedModel challenger, Decision.Criterion criterion) {
    int sign = Direction.of(criterion.metric()).sign();
    Optional<ComparisonRow> row = figures.sequence(challenger, criterion);
    return row.flatMap(found -> Looks.evidence(found, sign, decision.alpha()))
        .filter(evidence -> decision.repeated() || evidence.looks() > 1)
        .map(evidence -> new Contrast(row.get(), evidence, criterion.margin()));
  }

  /** The parts of the rule that are judged by the rows of this look alone, as a person reads. */
  List<String> ofThisLookAlone(EvaluatedModel challenger) {
    List<String> parts = new ArrayList<>();
    ofThisLookAlone(challenger, decision.primary()).ifPresent(parts::add);
    for (Decision.Guardrail rail : decision.guardrails()) {
      if (rail instanceof Decision.NotWorse notWorse) {
        ofThisLookAlone(challenger, notWorse.criterion()).ifPresent(parts::add);
      } else if (rail instanceof Decision.Within within && Direction.isEstimate(within.metric())) {
        parts.add(Wording.figure(within.metric(), within.slice(), within.point()));
      } else if (rail instanceof Decision.Fair fair) {
        parts.add(fair.measure() + " by group");
      }
    }
    return parts.stream().distinct().toList();
  }

  private Optional<String> ofThisLookAlone(
      EvaluatedModel challenger, Decision.Criterion criterion) {
    return contrast(challenger, criterion)
        .filter(contrast -> contrast.looks().isEmpty())
        .map(
            contrast ->
                Wording.figure(criterion.metric(), criterion.slice(), criterion.point())
                    + figures
                        .sequence(challenger, criterion)
                        .map(ComparisonRow::reason)
                        .map(reason -> " (" + reason + ")")
                        .orElse(""));
  }

  /** Why nothing may rest on a figure of so few rows; empty where there are enough. */
  Optional<String> tooFew(Decision.Criterion criterion) {
    Optional<MetricRow> basis = figures.basis(criterion);
    if (basis.isEmpty()) {
      return Optional.empty();
    }
    long rows = basis.get().rows();
    Long positives = basis.get().positives();
    long fewer = positives == null ? rows : Math.min(positives, rows - positives);
    if (fewer >= decision.least()) {
      return Optional.empty();
    }
    String what = "rows";
    if (positives != null) {
      what = fewer == positives ? "positives" : "negatives";
    }
    return Optional.of(
        "only %s %s are there; the rule wants at least %s%s"
            .formatted(
                Wording.count(fewer),
                what,
                Wording.count(decision.least()),
                positives == null ? "" : " of each class"));
  }

  /** How the guardrails of a challenger come out. */
  List<Condition> judge(EvaluatedModel challenger, double alpha) {
    return decision.guardrails().stream().map(rail -> judge(challenger, rail, alpha)).toList();
  }

  private Condition judge(EvaluatedModel challenger, Decision.Guardrail rail, double alpha) {
    if (rail instanceof Decision.NotWorse notWorse) {
      return notWorse(challenger, notWorse.criterion(), alpha);
    }
    if (rail instanceof Decision.Within within) {
      return within(challenger, within, alpha);
    }
    return rail instanceof Decision.Times times
        ? times(challenger, times)
        : fair(challenger, (Decision.Fair) rail);
  }

  /** How it comes out that a figure is not worse by more than its margin. */
  Condition notWorse(EvaluatedModel challenger, Decision.Criterion criterion, double alpha) {
    String what =
        Wording.figure(criterion.metric(), criterion.slice(), criterion.point())
            + " not worse by more than "
            + Wording.number(criterion.margin());
    Optional<Contrast> contrast = contrast(challenger, criterion);
    if (contrast.isEmpty()) {
      String why =
          tooFew(criterion)
              .or(
                  () ->
                      figures
                          .comparison(challenger, criterion, decision.clustered())
                          .map(row -> row.reason() == null ? "it has no error" : row.reason()))
              .orElse("the evaluation has no such figure or slice");
      return condition(what, criterion, null, null, Outcome.MISSING, "Fails: " + why + ".");
    }
    Interval interval = contrast.get().interval(alpha);
    Outcome outcome = Outcome.UNSETTLED;
    if (contrast.get().notWorseP() < alpha) {
      outcome = Outcome.HOLDS;
    } else if (interval.high() < -criterion.margin()) {
      outcome = Outcome.BROKEN;
    }
    return condition(
        what,
        criterion,
        contrast.get().difference(),
        interval,
        outcome,
        Wording.difference(contrast.get(), alpha) + " " + Wording.outcome(outcome));
  }

  private static Condition condition(
      String what,
      Decision.Criterion criterion,
      Double observed,
      Interval interval,
      Outcome outcome,
      String message) {
    return new Condition(
        what,
        criterion.metric(),
        Figures.slice(criterion.slice()),
        criterion.point(),
        observed,
        interval == null ? null : (Double) interval.low(),
        interval == null ? null : (Double) interval.high(),
        outcome,
        message);
  }

  /**
   * How it comes out that a figure is within bounds: by its interval that leaves out alpha on each
   * side, where it has one.
   */
  private Condition within(EvaluatedModel challenger, Decision.Within rule, double alpha) {
    String what =
        Wording.figure(rule.metric(), rule.slice(), rule.point())
            + " "
            + Wording.bounds(rule.least(), rule.most());
    Optional<MetricRow> found =
        figures.metric(challenger, rule.metric(), rule.slice(), rule.point());
    if (found.isEmpty() || found.get().value() == null) {
      return condition(what, rule, null, Outcome.MISSING, "Fails: " + why(found, rule) + ".");
    }
    MetricRow row = figures.at(found.get(), 1 - 2 * alpha);
    Outcome outcome = Outcome.UNSETTLED; // nothing is decided by a point of a sample
    if (row.low() != null || !Direction.isEstimate(rule.metric())) {
      outcome = outcome(row, rule);
    }
    return condition(what, rule, row, outcome, basis(row) + " " + Wording.outcome(outcome));
  }

  private String why(Optional<MetricRow> row, Decision.Within rule) {
    return row.map(MetricRow::reason)
        .or(() -> figures.suppressed(rule.slice()))
        .orElse("the evaluation has no such figure or slice");
  }

  private static Outcome outcome(MetricRow row, Decision.Within rule) {
    double bound = row.bound() == null ? 0 : row.bound();
    double low = row.low() == null ? row.value() - bound : row.low();
    double high = row.high() == null ? row.value() + bound : row.high();
    double least = rule.least() == null ? Double.NEGATIVE_INFINITY : rule.least();
    double most = rule.most() == null ? Double.POSITIVE_INFINITY : rule.most();
    if (low >= least && high <= most) {
      return Outcome.HOLDS;
    }
    return high < least || low > most ? Outcome.BROKEN : Outcome.UNSETTLED;
  }

  private static String basis(MetricRow row) {
    if (row.low() != null) {
      return "It is " + Wording.interval(row.value(), row.low(), row.high(), row.level()) + ".";
    }
    String value = "It is " + Wording.number(row.value());
    if (Direction.isEstimate(row.metric())) {
      return value + ", and has no interval to judge by.";
    }
    return row.metric().equals(Runtimes.SECONDS)
        ? value + " on the machine that scored."
        : value + ".";
  }

  /** How it comes out that a figure is no more than a multiple of the champion's. */
  private Condition times(EvaluatedModel challenger, Decision.Times rule) {
    String what =
        rule.metric() + " at most " + Wording.number(rule.most()) + " times the champion's";
    Optional<MetricRow> ours = figures.metric(challenger, rule.metric(), null, null);
    Optional<MetricRow> theirs = figures.metric(spec.champion(), rule.metric(), null, null);
    Double ratio = null;
    Outcome outcome = Outcome.MISSING;
    String message;
    if (ours.isEmpty() || ours.get().value() == null) {
      message = "Fails: " + reason(ours) + ".";
    } else if (theirs.isEmpty() || theirs.get().value() == null) {
      message = "Fails: of the champion " + reason(theirs) + ".";
    } else if (!(theirs.get().value() > 0)) {
      message = "Fails: that of the champion is " + Wording.number(theirs.get().value()) + ".";
    } else {
      ratio = ours.get().value() / theirs.get().value();
      outcome = ratio <= rule.most() ? Outcome.HOLDS : Outcome.BROKEN;
      message =
          "It is %s, %s times the champion's %s. %s"
              .formatted(
                  Wording.number(ours.get().value()),
                  Wording.number(ratio),
                  Wording.number(theirs.get().value()),
                  Wording.outcome(outcome));
    }
    return new Condition(
        what, rule.metric(), Figures.slice(null), null, ratio, null, null, outcome, message);
  }

  private static String reason(Optional<MetricRow> row) {
    return row.map(MetricRow::reason).orElse("the evaluation has no such figure");
  }

  private static Condition condition(
      String what, Decision.Within rule, MetricRow row, Outcome outcome, String message) {
    return new Condition(
        what,
        rule.metric(),
        Figures.slice(rule.slice()),
        rule.point(),
        row == null ? null : row.value(),
        row == null ? null : row.low(),
        row == null ? null : row.high(),
        outcome,
        message);
  }

  private Condition fair(EvaluatedModel challenger, Decision.Fair rule) {
    String of = rule.attribute() == null ? "" : " by " + rule.attribute();
    String what = "ratios of " + rule.measure() + of + " fair";
    List<FairnessRow> rows = figures.fairness(challenger, rule);
    if (rows.isEmpty()) {
      return new Condition(
          what,
          rule.measure(),
          Figures.slice(rule.attribute()),
          null,
          null,
          null,
          null,
          Outcome.MISSING,
          "Fails: the evaluation has no such ratio.");
    }
    FairnessRow worst = rows.get(0);
    for (FairnessRow row : rows) {
      worst = worse(row, worst) ? row : worst;
    }
    Outcome outcome = outcome(worst);
    long hidden = rows.stream().filter(row -> row.ratio() == null).count();
    String group = worst.attribute() + " = " + worst.groupName();
    String says =
        worst.ratio() == null
            ? group + " cannot be compared: " + worst.reason() + "."
            : "The worst of %d groups is %s: %s of that of %s, wanted from %s to %s."
                .formatted(
                    rows.size(),
                    group,
                    Wording.ratio(worst),
                    worst.reference(),
                    Wording.number(worst.tau()),
                    Wording.number(1 / worst.tau()));
    String others =
        hidden == 0 || worst.ratio() == null
            ? ""
            : " %d of them cannot be compared.".formatted(hidden);
    return new Condition(
        what,
        rule.measure(),
        group,
        worst.point(),
        worst.ratio(),
        worst.ratioLow(),
        worst.ratioHigh(),
        outcome,
        says + others + " " + Wording.outcome(outcome));
  }

  private static Outcome outcome(FairnessRow row) {
    return switch (row.outcome()) {
      case "FAIR" -> Outcome.HOLDS;
      case "UNFAIR" -> Outcome.BROKEN;
      default -> Outcome.UNSETTLED;
    };
  }

  private static boolean worse(FairnessRow row, FairnessRow other) {
    return outcome(row) == outcome(other)
        ? row.ratio() != null && (other.ratio() == null || distance(row) < distance(other))
        : Condition.worst(outcome(row), outcome(other)) == outcome(row);
  }

  private static double distance(FairnessRow row) {
    return Math.min(row.ratio(), 1 / row.ratio());
  }
}
