package dev.assay.plan;

import dev.assay.config.JobConfig;
import dev.assay.config.Setting;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a scoring run has decided before it reads a row.
 *
 * @param config the configuration it came from
 * @param asOf the date the run is for
 * @param slot what at most one current run can fill: {@code score/<as-of>}, or that of a redrive
 * @param runKey SHA-256, in hexadecimal, of slot, input pin, model digests and every setting that
 *     shapes the result; the run's id
 * @param configDigest SHA-256 of the settings that shape the result
 * @param filter the row filter with its substitutions made; null for none
 * @param input the pinned input
 * @param models champion first
 * @param shape the columns that are read, and what each is for
 * @param settings every effective setting with its origin
 */
public record ScorePlan(
    JobConfig config,
    LocalDate asOf,
    String slot,
    String runKey,
    String configDigest,
    String filter,
    PinnedInput input,
    List<PlannedModel> models,
    InputShape shape,
    List<Setting> settings) {

  public ScorePlan {
    models = List.copyOf(models);
    settings = List.copyOf(settings);
  }

  /** The name of the job on the run record: what the slot begins with. */
  public String job() {
    return slot.substring(0, slot.indexOf('/'));
  }

  /** The same in another slot and with more to say about it on the run record. */
  public ScorePlan in(String otherSlot, List<Setting> more) {
    List<Setting> all = new ArrayList<>(settings);
    all.addAll(more);
    return new ScorePlan(
        config, asOf, otherSlot, runKey, configDigest, filter, input, models, shape, all);
  }
}
