package dev.assay.model;

/** The element type of an input tensor. */
public enum ElementType {
  FLOAT,
  DOUBLE,
  INT32,
  INT64,
  BOOL,
  STRING
}
