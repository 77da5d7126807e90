package dev.assay.evaluation;

import dev.assay.evaluation.Condition.Outcome;
import dev.assay.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold beside the primary figure, judged at a level. */
final class Guardrails {
  private final Figures figures;
  private final Decision decision;

  Guardrails(Figures figures, Decision decision) {
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

  /** The contrast of a criterion; empty where the figure or its error is not there. */
  Optional<Contrast> contrast(EvaluatedModel challenger, Decision.Criterion criterion) {
    return figures
        .comparison(challenger, criterion, decision.clustered())
        .filter(row -> Figures.usable(row) && tooFew(criterion).isEmpty())
        .map(row -> Contrast.of(row, Direction.of(criterion.metric()), criterion.margin()));
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
    return rail instanceof Decision.Within within
        ? within(challenger, within)
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

  private Condition within(EvaluatedModel challenger, Decision.Within rule) {
    String what =
        Wording.figure(rule.metric(), rule.slice(), rule.point())
            + " "
            + Wording.bounds(rule.least(), rule.most());
    Optional<MetricRow> found =
        figures.metric(challenger, rule.metric(), rule.slice(), rule.point());
    if (found.isEmpty() || found.get().value() == null) {
      String why =
          found.map(MetricRow::reason).orElse("the evaluation has no such figure or slice");
      return condition(what, rule, null, Outcome.MISSING, "Fails: " + why + ".");
    }
    MetricRow row = found.get();
    boolean sampled = row.low() == null && Direction.isEstimate(rule.metric());
    double bound = row.bound() == null ? 0 : row.bound();
    double low = row.low() == null ? row.value() - bound : row.low();
    double high = row.high() == null ? row.value() + bound : row.high();
    double least = rule.least() == null ? Double.NEGATIVE_INFINITY : rule.least();
    double most = rule.most() == null ? Double.POSITIVE_INFINITY : rule.most();
    Outcome outcome = Outcome.UNSETTLED;
    if (sampled) {
      outcome = Outcome.UNSETTLED; // nothing is decided by a point
    } else if (low >= least && high <= most) {
      outcome = Outcome.HOLDS;
    } else if (high < least || low > most) {
      outcome = Outcome.BROKEN;
    }
    String basis =
        row.low() == null
            ? "It is "
                + Wording.number(row.value())
                + (sampled ? ", and has no interval to judge by." : ".")
            : "It is " + Wording.interval(row.value(), row.low(), row.high(), row.level()) + ".";
    return condition(what, rule, row, outcome, basis + " " + Wording.outcome(outcome));
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
