package dev.assay.quality;

import java.util.Locale;

/** What a column's values can be compared with. */
enum ColumnType {
  STRING,
  BOOLEAN,
  INTEGER,
  DECIMAL,
  FLOAT,
  DOUBLE,
  DATE,
  TIMESTAMP,
  OTHER;

  /** The kind of a type in Spark SQL's notation. */
  static ColumnType of(String sqlType) {
    String type = sqlType.toLowerCase(Locale.ROOT).strip();
    if (type.startsWith("decimal")) {
      return DECIMAL;
    }
    if (type.startsWith("varchar(") || type.startsWith("char(")) {
      return STRING;
    }
    return switch (type) {
      case "string" -> STRING;
      case "boolean" -> BOOLEAN;
      case "tinyint", "smallint", "int", "bigint" -> INTEGER;
      case "float" -> FLOAT;
      case "double" -> DOUBLE;
      case "date" -> DATE;
      case "timestamp", "timestamp_ntz" -> TIMESTAMP;
      default -> OTHER;
    };
  }

  boolean isNumber() {
    return this == INTEGER || this == DECIMAL || isFloating();
  }

  boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }

  boolean isTime() {
    return this == DATE || this == TIMESTAMP;
  }
}
