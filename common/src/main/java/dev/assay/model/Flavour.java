package dev.assay.model;

/** The kind of file a model package holds. */
public enum Flavour {
  /** An ONNX graph, scored by ONNX Runtime. */
  ONNX
}
