package dev.assay.jobs;

import dev.assay.error.ErrorCode;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a job knows of the world it runs in; the command line makes it.
 *
 * @param clock tells the times on the run record
 * @param assayVersion version of Assay
 * @param orchestrator ids an orchestrator gave the task, such as Airflow's; empty without one
 * @param supersede whether the run may replace another published run of its slot
 * @param interruption the signal that asked the job to stop, once there is one
 */
public record RunContext(
    Clock clock,
    String assayVersion,
    Map<String, String> orchestrator,
    boolean supersede,
    Supplier<Optional<ErrorCode>> interruption) {

  public RunContext {
    orchestrator = Map.copyOf(orchestrator);
  }
}
