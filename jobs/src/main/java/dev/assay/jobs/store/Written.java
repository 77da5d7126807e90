package dev.assay.jobs.store;

import dev.assay.record.TableOutput;
import java.util.List;

/**
 * What a run has committed to a table, read back from the table.
 *
 * @param output the table, and the version that holds all of the run's rows
 * @param parts rows by model; a model without rows is not among them
 * @param files data files
 * @param bytes their size
 */
public record Written(TableOutput output, List<PartRows> parts, int files, long bytes) {

  public Written {
    parts = List.copyOf(parts);
  }

  /**
   * Rows of one part of the run, which is the whole run in a table without models.
   *
   * @param values model and version, where the table has them
   * @param rows how many
   */
  public record PartRows(List<String> values, long rows) {
    public PartRows {
      values = List.copyOf(values);
    }
  }

  /** Rows of one model, in a table that has models; 0 for one that has none. */
  public long rows(String model, String version) {
    List<String> wanted = List.of(model, version);
    return parts.stream().filter(p -> p.values().equals(wanted)).mapToLong(PartRows::rows).sum();
  }
}
