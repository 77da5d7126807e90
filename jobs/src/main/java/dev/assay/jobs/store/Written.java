package dev.assay.jobs.store;

import dev.assay.record.TableOutput;
import java.util.List;

/**
 * What a run has committed to a table, read back from the table.
 *
 * @param output the table, and the version that holds all of the run's rows
 * @param models rows by model; a model without rows is not among them
 * @param files data files
 * @param bytes their size
 */
public record Written(TableOutput output, List<ModelRows> models, int files, long bytes) {

  public Written {
    models = List.copyOf(models);
  }

  /** Rows of one model. */
  public record ModelRows(String model, String version, long rows) {}

  /** Rows of one model; 0 for one that has none. */
  public long rows(String model, String version) {
    return models.stream()
        .filter(m -> m.model().equals(model) && m.version().equals(version))
        .mapToLong(ModelRows::rows)
        .sum();
  }
}
