package dev.assay.jobs.store;

import dev.assay.evaluation.Describe;
import dev.assay.jobs.store.TableSpec.ColumnSpec;
import dev.assay.jobs.store.TableSpec.Role;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A result table whose rows are records: a column for each component, named as it is in snake case,
 * with the type of the component and the text of its {@link Describe}.
 *
 * @param name the name of the table
 * @param type the record
 * @param skipping the columns that have statistics in the log, separated by commas
 */
record RecordTable<T extends Record>(String name, Class<T> type, String skipping) {
  private static final Map<Class<?>, String> TYPES =
      Map.of(
          String.class, "string",
          Double.class, "double",
          Long.class, "bigint",
          Integer.class, "int",
          Boolean.class, "boolean");

  /** The table as it is created. */
  TableSpec spec(String useCase) {
    List<ColumnSpec> columns = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String comment = component.getAnnotation(Describe.class).value();
      columns.add(new ColumnSpec(column(component), sqlType(component), comment, Role.FIXED));
    }
    String comment = type.getAnnotation(Describe.class).value();
    return StoreTables.runTable(name, comment, useCase, columns, skipping);
  }

  /** The columns of a record. */
  StructType columns() {
    StructType columns = new StructType();
    for (RecordComponent component : type.getRecordComponents()) {
      columns = columns.add(column(component), DataType.fromDDL(sqlType(component)));
    }
    return columns;
  }

  /** The same as they are read; null for those that a table lacks. */
  Column[] selection(StructType table) {
    List<String> there = List.of(table.fieldNames());
    return Arrays.stream(columns().fields())
        .map(
            field ->
                there.contains(field.name())
                    ? functions.col(field.name())
                    : functions.lit(null).cast(field.dataType()).as(field.name()))
        .toArray(Column[]::new);
  }

  /** A record as a row. */
  static Row row(Record value) {
    try {
      RecordComponent[] components = value.getClass().getRecordComponents();
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = components[i].getAccessor().invoke(value);
      }
      return RowFactory.create(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + value.getClass(), e);
    }
  }

  /** A row as a record. */
  T record(Row row) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(i);
      }
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }

  private static String column(RecordComponent component) {
    return component.getName().replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String sqlType(RecordComponent component) {
    String known = TYPES.get(component.getType());
    if (known == null) {
      throw new IllegalStateException("no column type for " + component);
    }
    return known;
  }
}
