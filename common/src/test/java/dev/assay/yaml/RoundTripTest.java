package dev.assay.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.config.EvaluateConfig;
import dev.assay.config.JobConfig;
import dev.assay.evaluation.Runtimes;
import dev.assay.model.Manifest;
import dev.assay.quality.RuleSet;
import dev.assay.yaml.Schema.Choice;
import dev.assay.yaml.Schema.Field;
import dev.assay.yaml.Schema.Flag;
import dev.assay.yaml.Schema.ListOf;
import dev.assay.yaml.Schema.MapOf;
import dev.assay.yaml.Schema.OneOf;
import dev.assay.yaml.Schema.Real;
import dev.assay.yaml.Schema.RecordOf;
import dev.assay.yaml.Schema.Whole;
import java.util.LinkedHashMap;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripTest {

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void manifestsAreReadBackAsTheyWereWritten(@ForAll("manifests") Manifest manifest) {
    String yaml = YamlWriter.write(manifest);
    Manifest read = YamlReader.read(Manifest.class, "manifest.yaml", yaml);

    assertThat(read).isEqualTo(manifest);
    assertThat(YamlWriter.write(read)).isEqualTo(yaml);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void jobConfigurationsAreReadBackAsTheyWereWritten(@ForAll("jobs") JobConfig job) {
    String yaml = YamlWriter.write(job);
    JobConfig read = YamlReader.read(JobConfig.class, "job.yaml", yaml);

    assertThat(read).isEqualTo(job);
    assertThat(YamlWriter.write(read)).isEqualTo(yaml);
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void ruleSetsAreReadBackAsTheyWereWritten(@ForAll("ruleSets") RuleSet rules) {
    String yaml = YamlWriter.write(rules);
    RuleSet read = YamlReader.read(RuleSet.class, "rules.yaml", yaml);

    assertThat(read).isEqualTo(rules);
    assertThat(read.digest()).isEqualTo(rules.digest());
    assertThat(YamlWriter.write(read)).isEqualTo(yaml);
  }

  @Provide
  Arbitrary<RuleSet> ruleSets() {
    return records(Schema.ofRecord(RuleSet.class)).map(RuleSet.class::cast);
  }

  @Provide
  Arbitrary<Manifest> manifests() {
    return records(Schema.ofRecord(Manifest.class)).map(Manifest.class::cast);
  }

  @Provide
  Arbitrary<JobConfig> jobs() {
    return records(Schema.ofRecord(JobConfig.class)).map(JobConfig.class::cast);
  }

  private static Arbitrary<Object> records(RecordOf schema) {
    if (schema.type() == EvaluateConfig.Slice.class) {
      return slices();
    }
    if (schema.type() == EvaluateConfig.Guardrail.class) {
      return guardrails();
    }
    List<Arbitrary<Object>> values = schema.fields().stream().map(RoundTripTest::values).toList();
    return Combinators.combine(values).as(list -> schema.build(list.toArray()));
  }

  private static Arbitrary<Object> slices() {
    Arbitrary<List<String>> columns = texts().list().ofMinSize(1).ofMaxSize(3).uniqueElements();
    Arbitrary<List<Double>> edges =
        Arbitraries.integers()
            .list()
            .ofMaxSize(4)
            .uniqueElements()
            .map(list -> list.stream().sorted().map(i -> i / 8.0).toList());
    return Arbitraries.oneOf(
        texts().map(of -> slice(of, List.of(), null, List.of(), null, null)),
        columns.map(crossed -> slice(null, crossed, null, List.of(), null, null)),
        Combinators.combine(texts(), edges, texts().injectNull(0.5))
            .as((column, e, name) -> slice(null, List.of(), column, e, null, name)),
        texts().map(column -> slice(null, List.of(), column, List.of(), 4, "bins")));
  }

  private static Object slice(
      String of,
      List<String> columns,
      String column,
      List<Double> edges,
      Integer bins,
      String name) {
    return new EvaluateConfig.Slice(of, columns, column, edges, bins, name);
  }

  private static Arbitrary<Object> guardrails() {
    return Arbitraries.of(
        new EvaluateConfig.Guardrail("brier", 0.25, null, null, null, "a = 1", null, null, null),
        new EvaluateConfig.Guardrail("recall", null, 0.5, null, null, null, "cutoff", null, null),
        new EvaluateConfig.Guardrail(
            Runtimes.SECONDS, null, null, null, 2.0, null, null, null, null),
        new EvaluateConfig.Guardrail(null, null, null, null, null, null, null, "recall", "SEX"));
  }

  private static Arbitrary<Object> values(Field field) {
    Arbitrary<Object> values = values(field.schema());
    Arbitrary<Object> nullable = field.nullable() ? values.injectNull(0.3) : values;
    boolean defaulted = !field.required() && !field.nullable();
    return defaulted
        ? Arbitraries.oneOf(nullable, Arbitraries.create(field::defaultValue))
        : nullable;
  }

  private static Arbitrary<Object> values(Schema schema) {
    if (schema instanceof RecordOf record) {
      return records(record);
    }
    if (schema instanceof OneOf choice) {
      return Arbitraries.of(choice.alternatives()).flatMap(RoundTripTest::records);
    }
    if (schema instanceof ListOf list) {
      return values(list.element()).list().ofMaxSize(4).map(items -> (Object) items);
    }
    if (schema instanceof MapOf map) {
      return Arbitraries.maps(texts(), values(map.value()))
          .ofMaxSize(4)
          .map(entries -> (Object) new LinkedHashMap<>(entries));
    }
    if (schema instanceof Choice choice) {
      return Arbitraries.of(choice.names()).map(choice::constant);
    }
    if (schema instanceof Whole whole) {
      return Arbitraries.longs()
          .between(whole.min(), whole.max())
          .map(n -> whole.isLong() ? (Object) n : (Object) n.intValue());
    }
    if (schema instanceof Real) {
      return Arbitraries.doubles().ofScale(12).map(n -> (Object) n);
    }
    return schema instanceof Flag
        ? Arbitraries.of(true, false).map(flag -> (Object) flag)
        : texts().map(text -> (Object) text);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ascii().ofMaxLength(12),
        Arbitraries.strings().all().ofMaxLength(12),
        Arbitraries.strings().withChars("-:#?,[]{}&*!|>'\"%@`. \n\t~0e1_x$\\").ofMaxLength(6),
        Arbitraries.of("null", "true", "No", "1", "1e5", "2018-12-31", "", "age_decade", "<<"));
  }
}
