package dev.assay.jobs;

import java.time.LocalDate;
import java.util.List;

/**
 * A table to profile.
 *
 * @param table path or catalog name
 * @param version Delta version; null for the newest
 * @param filter Spark SQL predicate; null for none
 * @param without columns that are left out, such as a partition's date
 * @param asOf the date that the table is of
 */
public record ProfileRequest(
    String table, Long version, String filter, List<String> without, LocalDate asOf) {

  public ProfileRequest {
    without = List.copyOf(without);
  }
}
