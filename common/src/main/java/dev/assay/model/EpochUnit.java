package dev.assay.model;

/** How a date or timestamp column becomes a number: units since 1970-01-01T00:00:00Z. */
public enum EpochUnit {
  DAYS,
  SECONDS,
  MILLIS,
  MICROS
}
