package dev.assay.jobs.store;

import dev.assay.plan.Column;
import java.util.List;
import java.util.Objects;

/**
 * What a run needs of a store.
 *
 * @param root the store's directory; any Hadoop URI
 * @param useCase the decision problem; one use case has one store
 * @param key columns that name a row; the same for every run of a store
 * @param passThrough columns copied to the predictions; a store gathers those of all its runs
 */
public record StoreSpec(String root, String useCase, List<Column> key, List<Column> passThrough) {

  public StoreSpec {
    Objects.requireNonNull(root);
    Objects.requireNonNull(useCase);
    key = List.copyOf(key);
    passThrough = List.copyOf(passThrough);
  }
}
