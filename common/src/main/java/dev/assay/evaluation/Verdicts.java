package dev.assay.evaluation;

import dev.assay.evaluation.Condition.Outcome;
import dev.assay.model.Task;
import dev.assay.record.Json;
import dev.assay.statistics.Interval;
import dev.assay.statistics.OrderedClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The verdict on each challenger, by a rule that was written before. A claim is that the challenger
 * is not worse by more than the margin in the primary figure and in every guardrail that compares:
 * it holds where all of its tests do (an intersection-union test), at the level that Holm's
 * procedure leaves to the challenger. That it is better is tested after that, at the same level,
 * and the level goes to the others only when both are claimed. So the chance of any false claim
 * about any challenger is at most alpha. Nothing rests on a point estimate where an interval
 * exists.
 */
final class Verdicts {
  /** The count of labelled rows that a model rejected. */
  static final String REJECTED = "rows_rejected";

  private static final String BY_ROWS = "holm";

  private final EvaluationSpec spec;
  private final Figures figures;
  private final EvaluationContext context;
  private final Decision decision;
  private final Guardrails guardrails;

  private Verdicts(EvaluationSpec spec, Figures figures, EvaluationContext context) {
    this.spec = spec;
    this.figures = figures;
    this.context = context;
    this.decision = context.decision();
    this.guardrails = new Guardrails(spec, figures, decision);
  }

  /** The verdicts, one for each challenger; none where no rule was given. */
  static List<VerdictRow> of(EvaluationSpec spec, Figures figures, EvaluationContext context) {
    return context.decision() == null ? List.of() : new Verdicts(spec, figures, context).all();
  }

  private List<VerdictRow> all() {
    List<EvaluatedModel> challengers = spec.challengers();
    List<Optional<Contrast>> primaries = new ArrayList<>();
    List<String> hindrances = new ArrayList<>();
    double[] claims = new double[challengers.size()];
    double[] better = new double[challengers.size()];
    for (int i = 0; i < claims.length; i++) {
      EvaluatedModel challenger = challengers.get(i);
      String hindrance = hindrance(challenger);
      hindrances.add(hindrance);
      Optional<Contrast> primary =
          hindrance == null
              ? guardrails.contrast(challenger, decision.primary())
              : Optional.empty();
      primaries.add(primary);
      double rails =
          guardrails.contrasts(challenger).stream()
              .mapToDouble(Contrast::notWorseP)
              .max()
              .orElse(0);
      claims[i] = primary.map(p -> Math.max(rails, claim(p))).orElse(Double.NaN);
      better[i] =
          decision.equivalence()
              ? Double.NaN
              : primary.map(p -> Math.max(rails, p.betterP())).orElse(Double.NaN);
    }
    OrderedClaims tested = OrderedClaims.of(claims, better, decision.alpha());
    List<VerdictRow> rows = new ArrayList<>();
    for (int i = 0; i < claims.length; i++) {
      EvaluatedModel challenger = challengers.get(i);
      rows.add(
          primaries.get(i).isEmpty()
              ? notEvaluable(challenger, hindrances.get(i))
              : verdict(challenger, primaries.get(i).get(), tested.level(i), tested.both(i)));
    }
    return rows;
  }

  private double claim(Contrast primary) {
    return decision.equivalence() ? primary.equivalenceP() : primary.notWorseP();
  }

  /** Why a challenger cannot be judged, or null. */
  private String hindrance(EvaluatedModel challenger) {
    Decision.Criterion primary = decision.primary();
    Optional<ComparisonRow> row = figures.comparison(challenger, primary, decision.clustered());
    if (row.isEmpty()) {
      return "the evaluation has no comparison of "
          + Wording.figure(primary.metric(), primary.slice(), primary.point());
    }
    long rows = row.get().rows() == null ? 0 : row.get().rows();
    if (rows == 0) {
      return "no row has a label and a score of every model";
    }
    Optional<String> tooFew = guardrails.tooFew(primary);
    if (tooFew.isPresent()) {
      return tooFew.get();
    }
    if (guardrails.contrast(challenger, primary).isEmpty()) {
      return row.get().reason() == null ? "the difference has no error" : row.get().reason();
    }
    return null;
  }

  private VerdictRow notEvaluable(EvaluatedModel challenger, String why) {
    Optional<ComparisonRow> row =
        figures.comparison(challenger, decision.primary(), decision.clustered());
    return row(
        challenger,
        VerdictKind.NOT_EVALUABLE,
        null,
        null,
        row.map(ComparisonRow::rows).orElse(null),
        null,
        null,
        BY_ROWS,
        guardrails.judge(challenger, decision.alpha()),
        List.of(),
        "%s cannot be judged: %s.".formatted(challenger.reference(), why));
  }

  private VerdictRow verdict(
      EvaluatedModel challenger, Contrast primary, double alpha, boolean better) {
    List<Condition> conditions = new ArrayList<>();
    Condition first = guardrails.notWorse(challenger, decision.primary(), alpha);
    conditions.add(decision.equivalence() ? equivalence(first, primary, alpha) : first);
    conditions.addAll(guardrails.judge(challenger, alpha));
    VerdictKind kind = kind(conditions, better);
    Interval interval = primary.interval(alpha);
    Long needed = kind == VerdictKind.INCONCLUSIVE ? needed(challenger, conditions, alpha) : null;
    return row(
        challenger,
        kind,
        primary.difference(),
        interval,
        primary.row().rows(),
        primary.detectable(alpha),
        needed,
        primary.looks().isPresent() ? Comparison.SEQUENCE : BY_ROWS,
        conditions,
        warnings(challenger, primary),
        message(challenger, kind, primary, alpha, conditions, needed));
  }

  /** Rows that would settle every part that is open; null where that cannot be told. */
  private Long needed(EvaluatedModel challenger, List<Condition> conditions, double alpha) {
    long most = 0;
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i).outcome() != Outcome.UNSETTLED) {
        continue;
      }
      boolean bothSides = i == 0 && decision.equivalence();
      Optional<Long> rows =
          criterion(i)
              .flatMap(criterion -> guardrails.contrast(challenger, criterion))
              .map(contrast -> contrast.rowsNeeded(alpha, bothSides));
      if (rows.isEmpty()) {
        return null;
      }
      most = Math.max(most, rows.get());
    }
    return most;
  }

  /** What a part of the rule compares: the first is the primary figure, then the guardrails. */
  private Optional<Decision.Criterion> criterion(int part) {
    if (part == 0) {
      return Optional.of(decision.primary());
    }
    return decision.guardrails().get(part - 1) instanceof Decision.NotWorse notWorse
        ? Optional.of(notWorse.criterion())
        : Optional.empty();
  }

  /** The primary condition where the question is if both models are the same. */
  private Condition equivalence(Condition first, Contrast primary, double alpha) {
    double margin = primary.margin();
    Interval interval = primary.interval(alpha);
    Outcome outcome = Outcome.UNSETTLED;
    if (primary.equivalenceP() < alpha) {
      outcome = Outcome.HOLDS;
    } else if (interval.high() < -margin || interval.low() > margin) {
      outcome = Outcome.BROKEN;
    }
    return new Condition(
        Wording.figure(first.metric(), first.slice(), first.point())
            + " within "
            + Wording.number(margin)
            + " on both sides",
        first.metric(),
        first.slice(),
        first.point(),
        first.observed(),
        first.low(),
        first.high(),
        outcome,
        Wording.difference(primary, alpha) + " " + Wording.outcome(outcome));
  }

  private VerdictKind kind(List<Condition> conditions, boolean better) {
    Outcome worst = Outcome.HOLDS;
    for (Condition condition : conditions) {
      worst = Condition.worst(condition.outcome(), worst);
    }
    return switch (worst) {
      case HOLDS ->
          decision.equivalence()
              ? VerdictKind.EQUIVALENT
              : better ? VerdictKind.SUPERIOR : VerdictKind.NON_INFERIOR;
      case UNSETTLED -> VerdictKind.INCONCLUSIVE;
      case BROKEN -> onlyTooGood(conditions) ? VerdictKind.SUPERIOR : VerdictKind.INFERIOR;
      case MISSING -> VerdictKind.NOT_EVALUABLE;
    };
  }

  /** Whether the models differ because the challenger is better, and all else holds. */
  private boolean onlyTooGood(List<Condition> conditions) {
    return decision.equivalence()
        && conditions.get(0).outcome() == Outcome.BROKEN
        && conditions.get(0).observed() > 0
        && conditions.stream().skip(1).allMatch(c -> c.outcome() == Outcome.HOLDS);
  }

  private String message(
      EvaluatedModel challenger,
      VerdictKind kind,
      Contrast primary,
      double alpha,
      List<Condition> conditions,
      Long needed) {
    String margin = Wording.number(decision.primary().margin());
    String champion = spec.champion().reference();
    String says =
        switch (kind) {
          case SUPERIOR -> "%s is better than %s.";
          case NON_INFERIOR -> "%s is not worse than %s by more than the margin of " + margin + ".";
          case EQUIVALENT -> "%s and %s are the same within " + margin + ".";
          case INFERIOR -> "%s may not replace %s.";
          case INCONCLUSIVE -> "These rows do not settle whether %s may replace %s.";
          case NOT_EVALUABLE -> "%s cannot be judged against %s.";
        };
    StringBuilder text = new StringBuilder(says.formatted(challenger.reference(), champion));
    text.append(' ').append(Wording.difference(primary, alpha));
    for (Condition condition : conditions.subList(1, conditions.size())) {
      if (condition.outcome() != Outcome.HOLDS) {
        text.append(" Guardrail '").append(condition.what()).append("': ");
        text.append(condition.message());
      }
    }
    if (needed != null) {
      text.append(
          " About %s rows%s would settle it if the true difference is the one observed."
              .formatted(
                  Wording.count(needed), primary.looks().isPresent() ? " of all looks" : ""));
    }
    return text.toString();
  }

  private List<String> warnings(EvaluatedModel challenger, Contrast primary) {
    List<String> warnings = new ArrayList<>();
    Optional<ComparisonRow> look =
        figures.comparison(challenger, decision.primary(), decision.clustered());
    look.flatMap(Verdicts::suspicious).ifPresent(warnings::add);
    long rejected = context.counts().getOrDefault(REJECTED, 0L);
    if (rejected > 0) {
      double rows = look.map(ComparisonRow::rows).orElse(0L);
      warnings.add(
          ("%s labelled rows are left out because a model could not score them. A share of right"
                  + " decisions over all of these rows could differ by %s more.")
              .formatted(Wording.count(rejected), Wording.number(rejected / (rows + rejected))));
    }
    looksWarning(challenger).ifPresent(warnings::add);
    Interval whole = primary.interval(decision.alpha());
    if (whole.high() < 0) {
      warnings.add("The challenger is worse, though perhaps by less than the margin.");
    }
    return warnings;
  }

  /** Of several looks, what is judged as if this were the only one. */
  private Optional<String> looksWarning(EvaluatedModel challenger) {
    List<String> alone = guardrails.ofThisLookAlone(challenger);
    boolean before = !context.earlier().isEmpty();
    if (alone.isEmpty() || !(before || decision.repeated())) {
      return Optional.empty();
    }
    return Optional.of(
        "These models %s. What is judged by the rows of this look alone, %s, is wrong at one of many looks more often than alpha says; the confidence sequences in evaluation_comparisons are not."
            .formatted(
                before ? "were looked at before" : "are to be looked at again",
                String.join(", ", alone)));
  }

  /** An improvement that takes more than half of what was left is rarer than a leak of labels. */
  private static Optional<String> suspicious(ComparisonRow row) {
    boolean bounded = !row.metric().equals("mean_cost"); // costs have no best value
    if (row.championValue() == null || row.difference() == null || !bounded) {
      return Optional.empty();
    }
    int sign = Direction.of(row.metric()).sign();
    double left = sign > 0 ? 1 - row.championValue() : row.championValue();
    return left > 0 && sign * row.difference() > left / 2
        ? Optional.of(
            "The improvement is suspiciously large: it takes more than half of what the champion"
                + " leaves. Look for labels that leaked into the features.")
        : Optional.empty();
  }

  private VerdictRow row(
      EvaluatedModel challenger,
      VerdictKind kind,
      Double difference,
      Interval interval,
      Long rows,
      Double detectable,
      Long needed,
      String method,
      List<Condition> conditions,
      List<String> warnings,
      String message) {
    EvaluatedModel champion = spec.champion();
    return new VerdictRow(
        champion.name(),
        champion.version(),
        challenger.name(),
        challenger.version(),
        kind.name(),
        decision.primary().metric(),
        difference,
        interval == null ? null : interval.low(),
        interval == null ? null : interval.high(),
        interval == null ? null : interval.level(),
        method,
        decision.primary().margin(),
        decision.alpha(),
        rows,
        detectable,
        needed,
        rule(),
        Json.write(conditions),
        Json.write(warnings),
        message);
  }

  /** The rule, as a person reads it. */
  private String rule() {
    Decision.Criterion primary = decision.primary();
    StringBuilder text = new StringBuilder();
    text.append(Wording.figure(primary.metric(), primary.slice(), primary.point()))
        .append(decision.equivalence() ? " the same within " : " not worse by more than ")
        .append(Wording.number(primary.margin()))
        .append(", one-sided alpha ")
        .append(Wording.number(decision.alpha()))
        .append(spec.challengers().size() > 1 ? " divided among challengers by Holm" : "");
    for (Decision.Guardrail rail : decision.guardrails()) {
      text.append("; ").append(words(rail));
    }
    if (decision.repeated()) {
      text.append("; over all looks, by confidence sequences where there are any");
    }
    return text.append("; at least ")
        .append(Wording.count(decision.least()))
        .append(spec.task() == Task.BINARY ? " rows of each class" : " rows")
        .toString();
  }

  private static String words(Decision.Guardrail rail) {
    if (rail instanceof Decision.NotWorse notWorse) {
      Decision.Criterion criterion = notWorse.criterion();
      return Wording.figure(criterion.metric(), criterion.slice(), criterion.point())
          + " not worse by more than "
          + Wording.number(criterion.margin());
    }
    if (rail instanceof Decision.Within within) {
      return Wording.figure(within.metric(), within.slice(), within.point())
          + " "
          + Wording.bounds(within.least(), within.most());
    }
    if (rail instanceof Decision.Times times) {
      return times.metric() + " at most " + Wording.number(times.most()) + " times the champion's";
    }
    Decision.Fair fair = (Decision.Fair) rail;
    return "ratios of "
        + fair.measure()
        + (fair.attribute() == null ? "" : " by " + fair.attribute())
        + " fair";
  }
}
