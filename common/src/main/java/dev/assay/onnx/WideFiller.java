package dev.assay.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import dev.assay.model.ElementType;
import dev.assay.model.FeatureBatch;
import dev.assay.model.FeatureVector;
import dev.assay.model.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;

/** Fills tensors of the rarer fixed-width types, element by element. */
final class WideFiller extends InputFiller {
  private final OnnxJavaType type;
  private final ByteBuffer buffer;
  private final OnnxTensor tensor;
  private final byte[] fillerRow;

  WideFiller(TensorSpec spec, int firstFeature, int rows, List<FeatureVector> filler) {
    super(spec, firstFeature, rows);
    this.type = javaType(spec.type());
    this.buffer = OnnxInputs.directBuffer((long) rows * width * type.size);
    this.tensor = OnnxInputs.tensor(buffer.duplicate().order(buffer.order()), type, shape());
    this.fillerRow = new byte[width * type.size];
    if (!filler.isEmpty()) {
      ByteBuffer row = ByteBuffer.wrap(fillerRow).order(buffer.order());
      int offset = 0;
      for (FeatureVector vector : filler) {
        putRow(vector, 0, row, offset * type.size);
        offset += vector.width();
      }
    }
  }

  private static OnnxJavaType javaType(ElementType type) {
    return switch (type) {
      case FLOAT -> OnnxJavaType.FLOAT;
      case DOUBLE -> OnnxJavaType.DOUBLE;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      case BOOL -> OnnxJavaType.BOOL;
      case STRING -> OnnxJavaType.STRING;
    };
  }

  @Override
  void copy(FeatureBatch batch, int from, int to) {
    int offset = 0;
    for (int f = 0; f < features(); f++) {
      FeatureVector vector = vector(batch, f);
      for (int i = from; i < to; i++) {
        putRow(vector, i, buffer, ((i - from) * width + offset) * type.size);
      }
      offset += vector.width();
    }
  }

  private static void putRow(FeatureVector vector, int row, ByteBuffer target, int position) {
    int width = vector.width();
    int start = row * width;
    for (int k = 0; k < width; k++) {
      if (vector instanceof FeatureVector.Doubles v) {
        target.putDouble(position + k * Double.BYTES, v.values()[start + k]);
      } else if (vector instanceof FeatureVector.Longs v) {
        target.putLong(position + k * Long.BYTES, v.values()[start + k]);
      } else if (vector instanceof FeatureVector.Ints v) {
        target.putInt(position + k * Integer.BYTES, v.values()[start + k]);
      } else if (vector instanceof FeatureVector.Bools v) {
        target.put(position + k, v.values()[start + k]);
      } else {
        throw new IllegalStateException("not a fixed-width vector: " + vector.getClass());
      }
    }
  }

  @Override
  void putFiller(int row) {
    buffer.put(row * fillerRow.length, fillerRow);
  }

  @Override
  OnnxTensor tensor() {
    return tensor;
  }

  @Override
  public void close() {
    tensor.close();
  }
}
