package dev.assay.record;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What is known of a run when it begins.
 *
 * @param runId the run key
 * @param useCase the decision problem
 * @param job which job, such as {@code score}
 * @param slot what at most one current run can fill
 * @param asOf the date the run is for
 * @param startedAt when this attempt began; kept to the microsecond
 * @param input JSON of the pinned input
 * @param models JSON array of {@link ModelRun}, as planned
 * @param configDigest SHA-256 of the settings that shape the result
 * @param config the effective settings, as YAML or JSON text
 * @param environment JSON of versions, host, cores and instruction sets
 * @param orchestrator JSON of the ids an orchestrator gave; null without one
 * @param assayVersion version of Assay
 */
public record RunStart(
    String runId,
    String useCase,
    String job,
    String slot,
    LocalDate asOf,
    Instant startedAt,
    String input,
    String models,
    String configDigest,
    String config,
    String environment,
    String orchestrator,
    String assayVersion) {

  public RunStart {
    Objects.requireNonNull(runId);
    Objects.requireNonNull(useCase);
    Objects.requireNonNull(job);
    Objects.requireNonNull(slot);
    Objects.requireNonNull(asOf);
    startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
  }

  RunStart withModels(String other) {
    return new RunStart(
        runId,
        useCase,
        job,
        slot,
        asOf,
        startedAt,
        input,
        other,
        configDigest,
        config,
        environment,
        orchestrator,
        assayVersion);
  }
}
