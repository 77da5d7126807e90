package dev.assay.plan;

import java.util.List;

/**
 * Where a model's features come from.
 *
 * @param model {@code name@version}
 * @param features one for each feature, in the order of the tensors and of the features in each
 */
public record ModelBinding(String model, List<FeatureBinding> features) {
  public ModelBinding {
    features = List.copyOf(features);
  }
}
