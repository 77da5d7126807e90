package dev.assay.model;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * One input tensor of a model, filled row-major from its features in their order.
 *
 * @param name the graph's name of the tensor
 * @param type element type
 * @param features what fills it; their widths sum to {@link #width()}
 * @param dims the shape after the batch dimension: {@code [F]}, {@code []} for a rank-1 tensor, or
 *     more dimensions for array columns; its product is {@link #width()}
 */
public record TensorSpec(String name, ElementType type, List<Feature> features, List<Long> dims)
    implements Serializable {

  public TensorSpec {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
    features = List.copyOf(features);
    dims = List.copyOf(dims);
  }

  /** Elements per row. */
  public int width() {
    return features.stream().mapToInt(Feature::width).sum();
  }

  /** The shape of a batch of so many rows. */
  public long[] shape(int rows) {
    long[] shape = new long[dims.size() + 1];
    shape[0] = rows;
    for (int d = 0; d < dims.size(); d++) {
      shape[d + 1] = dims.get(d);
    }
    return shape;
  }
}
