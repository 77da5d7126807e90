package dev.assay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.config.EvaluateConfig.Cost;
import dev.assay.config.EvaluateConfig.Slice;
import dev.assay.error.AssayException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateConfigTest {
  private static final String JOB =
      """
      use-case: census
      store: store
      registry: models
      input: {table: people, key: [id]}
      models: {champion: a@1, challengers: [b@1]}
      labels: {table: labels, column: employed, event-time: day, mature-after: 365d}
      evaluate:
        slices: [SEX, "AGEP >= 65", [SEX, RAC1P], {column: AGEP, edges: [18, 30, 65]},
          {column: AGEP, bins: 5, name: quantiles}]
        search: {columns: [SEX, {column: AGEP, edges: [18]}]}
        fairness: {attributes: [SEX, [SEX, RAC1P]], reference: {SEX: 1}}
        points: {selection-rates: [0.1], costs: {false-positive: 1, false-negative: 5}}
        decide:
          metric: auc
          margin: 0.005
          also: [{metric: brier, margin: 0.002}, {metric: recall, least: 0.6, point: cutoff},
            {fair: selection_rate, attribute: SEX}]
      """;

  private static LoadedConfig load(List<String> sets) {
    return load(JOB, sets);
  }

  private static LoadedConfig load(String job, List<String> sets) {
    return new ConfigLoader(path -> job.getBytes(StandardCharsets.UTF_8), name -> null, "/home/ann")
        .load(List.of("job.yaml"), sets, List.of());
  }

  private static List<String> problems(String... sets) {
    AssayException error = catchThrowableOfType(AssayException.class, () -> load(List.of(sets)));
    assertThat(error).isNotNull();
    return error.getMessage().lines().skip(1).map(String::strip).toList();
  }

  @Test
  void slicesHaveShortForms() {
    EvaluateConfig evaluate = load(List.of()).config().evaluate();

    assertThat(evaluate.slices())
        .containsExactly(
            new Slice("SEX", List.of(), null, List.of(), null, null),
            new Slice("AGEP >= 65", List.of(), null, List.of(), null, null),
            new Slice(null, List.of("SEX", "RAC1P"), null, List.of(), null, null),
            new Slice(null, List.of(), "AGEP", List.of(18.0, 30.0, 65.0), null, null),
            new Slice(null, List.of(), "AGEP", List.of(), 5, "quantiles"));
    assertThat(evaluate.fairness().reference()).containsEntry("SEX", "1");
    assertThat(evaluate.decide().also()).hasSize(3);
    assertThat(evaluate.bootstrap().replicates()).isEqualTo(1000);
    assertThat(evaluate.differences().rows()).isEqualTo(25);
  }

  @Test
  void settingsShowThemAsTheyCanBeWritten() {
    assertThat(load(List.of()).settings())
        .extracting(setting -> setting.path() + " = " + setting.value())
        .contains(
            "evaluate.slices = [SEX, AGEP >= 65, [SEX, RAC1P], {column: AGEP, edges: [18.0, 30.0,"
                + " 65.0]}, {column: AGEP, bins: 5, name: quantiles}]",
            "labels.mature-after = 365d",
            "evaluate.decide.alpha = 0.05");
  }

  @Test
  void costsAreFixedOrSharesOfTheAmountOrBoth() {
    LoadedConfig loaded =
        load(
            List.of(
                "evaluate.amount=price * 0.9",
                "evaluate.points.costs={true-positive: -2, false-positive: {fixed: 3},"
                    + " false-negative: {amount: 0.6}, true-negative: {amount: -0.05, fixed: 1}}"));
    EvaluateConfig.Costs costs = loaded.config().evaluate().points().costs();

    assertThat(costs)
        .isEqualTo(
            new EvaluateConfig.Costs(
                new Cost(-2, 0), new Cost(3, 0), new Cost(0, 0.6), new Cost(1, -0.05)));
    assertThat(costs.ofAmount()).isTrue();
    assertThat(load(List.of()).config().evaluate().points().costs().ofAmount()).isFalse();
    assertThat(loaded.settings())
        .extracting(setting -> setting.path() + " = " + setting.value())
        .contains(
            "evaluate.amount = price * 0.9",
            "evaluate.points.costs.true-positive = -2.0",
            "evaluate.points.costs.true-negative.amount = -0.05");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "evaluate.decide.metric=aucc | evaluate.decide.metric: found 'aucc', which is no figure."
            + " Did you mean 'auc'?",
        "evaluate.decide.also=[{margin: 0.1}] | evaluate.decide.also[0]: has a bound without a"
            + " metric, expected metric beside margin, least, most and most-times",
        "evaluate.decide.also=[{}] | evaluate.decide.also[0]: says not what must hold, expected"
            + " exactly one of metric, fair",
        "evaluate.decide.also=[{fair: parity}] | evaluate.decide.also[0].fair: found 'parity',"
            + " which is no figure.",
        "evaluate.decide.metric=selection_rate | evaluate.decide.metric: found 'selection_rate' with"
            + " a margin, and it has no better side: neither more nor less of it is better; name it"
            + " in evaluate.decide.also, with least and most, or compare groups by it with fair:"
            + " selection_rate",
        "evaluate.decide.also=[{metric: bias, margin: 1}] | evaluate.decide.also[0].metric: found"
            + " 'bias' with a margin, and it has no better side: neither more nor less of it is"
            + " better; bound it by least and most",
        "evaluate.decide.also=[{metric: runtime_seconds_per_million_rows, margin: 1}] |"
            + " evaluate.decide.also[0].metric: found 'runtime_seconds_per_million_rows' with a"
            + " margin, and its difference has no error to judge by; bound it by most or most-times",
        "evaluate.decide.also=[{metric: ece, most-times: 2}] | evaluate.decide.also[0].metric: found"
            + " 'ece' with most-times, which is of runtime_seconds_per_million_rows; compare other"
            + " figures by margin",
        "evaluate.decide.also=[{metric: ece, most-times: 2, most: 1}] | evaluate.decide.also[0]: has"
            + " most-times beside margin, least or most, expected two entries",
        "evaluate.decide.also=[{metric: runtime_seconds_per_million_rows, most: 2, slice: A = 1}] |"
            + " evaluate.decide.also[0]: has slice or point with a runtime, which is of all rows",
        "evaluate.decide.margin=-1 | evaluate.decide.margin: found '-1', expected a margin of 0 or"
            + " more",
        "evaluate.decide.margin=.nan | evaluate.decide.margin: found '.nan', expected a margin of 0"
            + " or more",
        "evaluate.decide.alpha=0.5 | evaluate.decide.alpha: found '0.5', expected a level above 0"
            + " and below 0.5, such as 0.05",
        "evaluate.slices=[{column: AGEP, edges: [30, 18]}] | evaluate.slices[0]: has edges that do"
            + " not ascend: 18.0 after 30.0",
        "evaluate.slices=[{edges: [30, 18]}] | evaluate.slices[0]: says not what divides the rows,"
            + " expected one of of, columns, column",
        "evaluate.slices=[{column: A, edges: [1], bins: 4}] | evaluate.slices[0]: has edges and"
            + " bins, expected one of them",
        "evaluate.slices=[[A, A]] | evaluate.slices[0]: names a column twice: A, A",
        "evaluate.slices=SEX | evaluate.slices: found 'SEX', expected a list of strings or lists of"
            + " strings or mappings with of, columns, column, edges, bins, name",
        "evaluate.differences.rows=1001 | evaluate.differences.rows: found '1001', expected 0 to 1000"
            + " rows of each kind",
        "evaluate.differences.rows=-1 | evaluate.differences.rows: found '-1', expected 0 to 1000",
        "evaluate.bootstrap.replicates=50 | evaluate.bootstrap.replicates: found '50', expected 0,"
            + " or 200 or more replicates: fewer give no standard error to rely on",
        "evaluate.points.recalls=[0.5, 2] | evaluate.points.recalls[1]: found '2', expected a share"
            + " above 0 and below 1",
        "evaluate.calibration.grades=[0.5, 0.2] | evaluate.calibration.grades[1]: found 0.2 after"
            + " 0.5, expected borders that ascend",
        "evaluate.level=1 | evaluate.level: found '1', expected a level above 0 and below 1, such"
            + " as 0.95",
        "evaluate.weight=w | evaluate.weight: stands beside labels.weight (--set labels.weight=v),"
            + " expected only one of them",
        "evaluate.points.costs={false-negative: {amount: 0.6}} | evaluate.points.costs.false-negative"
            + ".amount: stands without an amount, expected evaluate.amount or labels.amount, which"
            + " names the column",
        "evaluate.points.costs={false-negative: {share: 0.6}} | evaluate.points.costs.false-negative"
            + ".share: is not a known key, expected one of fixed, amount",
        "evaluate.points.costs={true-positive: many} | evaluate.points.costs.true-positive: found"
            + " 'many', expected a number",
        "evaluate.points.costs={true-positive: .inf} | evaluate.points.costs.true-positive: is not"
            + " finite",
        "evaluate.amount=a | evaluate.amount: stands beside labels.amount (--set labels.amount=v),"
            + " expected only one of them",
        "labels=null | evaluate: stands without labels, expected labels beside it",
        "labels.mature-after=1y | labels.mature-after: found '1y', expected days, such as 365d",
        "labels.key=[a, b] | labels.key: names 2 columns, expected as many as input.key has: 1",
        "models.challengers=[] | evaluate.decide: has nobody to decide about, expected"
            + " models.challengers",
        "attributes={table: a, columns: []} | attributes.columns: found an empty list, expected at"
            + " least one column"
      })
  void badSettingsAreNamedWithWhatWasExpected(String set, String problem) {
    List<String> found =
        set.matches("evaluate[.](weight|amount)=.*")
            ? problems(set.replaceFirst("evaluate([.][a-z]+)=.*", "labels$1=v"), set)
            : problems(set);

    assertThat(found).anyMatch(line -> line.contains(problem));
  }

  @Test
  void aMarginWithoutAMetricIsAnError() {
    String job = JOB.replace("    metric: auc\n", "");

    assertThat(catchThrowableOfType(AssayException.class, () -> load(job, List.of())))
        .hasMessageContaining(
            "job.yaml:13: evaluate.decide.metric: is missing, expected a string. The figure that"
                + " decides, such as auc.");
  }
}
