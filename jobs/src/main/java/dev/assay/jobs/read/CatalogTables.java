package dev.assay.jobs.read;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.plan.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.V1Table;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import scala.collection.JavaConverters;

/** Tables that are named in a catalog. */
final class CatalogTables {
  private final SparkSession spark;

  CatalogTables(SparkSession spark) {
    this.spark = spark;
  }

  /** A catalog table of a format that can be pinned. */
  sealed interface Found permits DeltaTable, ParquetTable {}

  /** A Delta table. */
  record DeltaTable(DeltaLog log) implements Found {}

  /**
   * A Parquet table.
   *
   * @param location its directory
   * @param listing the files of its registered partitions, wherever they lie
   */
  record ParquetTable(Path location, FileListing listing) implements Found {}

  /**
   * The table of this name; empty where the catalog has none.
   *
   * @throws AssayException for a view, or a table that is neither Delta nor Parquet
   */
  Optional<Found> find(String name) {
    Optional<org.apache.spark.sql.catalog.Table> entry = entry(name);
    if (entry.filter(CatalogTables::isView).isPresent()) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot pin '"
              + name
              + "': it is a view, and a view has no version to come back to. Name the table behind"
              + " it, with input.filter and input.features, or write the view to a table first.");
    }
    return entry.flatMap(e -> load(name, e)).map(table -> supported(name, table));
  }

  /** Whether the catalog knows a table or view of this name. */
  boolean exists(String name) {
    return entry(name).filter(e -> isView(e) || load(name, e).isPresent()).isPresent();
  }

  private static boolean isView(org.apache.spark.sql.catalog.Table entry) {
    return entry.isTemporary() || "VIEW".equals(entry.tableType());
  }

  private Optional<org.apache.spark.sql.catalog.Table> entry(String name) {
    try {
      spark.sessionState().sqlParser().parseMultipartIdentifier(name);
      return Optional.of(spark.catalog().getTable(name));
    } catch (ParseException e) {
      return Optional.empty();
    } catch (AnalysisException e) {
      return missing(name, e);
    }
  }

  /** Spark gives entries for some names that its catalogs then do not know, so it is looked up. */
  private Optional<Table> load(String name, org.apache.spark.sql.catalog.Table entry) {
    try {
      CatalogPlugin plugin = spark.sessionState().catalogManager().catalog(entry.catalog());
      Identifier identifier = Identifier.of(entry.namespace(), entry.name());
      return Optional.of(((TableCatalog) plugin).loadTable(identifier));
    } catch (AnalysisException e) {
      return missing(name, e);
    }
  }

  /** Nothing, where the exception says that there is no such table. */
  private static <T> Optional<T> missing(String name, AnalysisException e) {
    String error = String.valueOf(e.getErrorClass());
    if (error.contains("NOT_FOUND") || error.contains("SINGLE_PART_NAMESPACE")) {
      return Optional.empty();
    }
    throw new AssayException(
        ErrorCode.INPUT,
        "Cannot look up '" + name + "' in the catalog: " + ReadErrors.firstLine(e) + ".",
        e);
  }

  private Found supported(String name, Table table) {
    if (table instanceof DeltaTableV2 delta) {
      return new DeltaTable(delta.deltaLog());
    }
    if (table instanceof V1Table v1) {
      return parquet(name, v1);
    }
    throw unsupported(name, table.properties().getOrDefault("provider", "an unknown format"));
  }

  private ParquetTable parquet(String name, V1Table v1) {
    spark.catalog().refreshTable(name);
    HadoopFsRelation relation = relation(spark.table(name).queryExecution().analyzed());
    if (relation == null || !(relation.fileFormat() instanceof ParquetFileFormat)) {
      throw unsupported(name, v1.catalogTable().provider().getOrElse(() -> "an unknown format"));
    }
    Path location = new Path(v1.catalogTable().location());
    return new ParquetTable(location, listing(location, relation));
  }

  private static AssayException unsupported(String name, String format) {
    return new AssayException(
        ErrorCode.INPUT,
        "Cannot read '"
            + name
            + "': it is a table of "
            + format
            + ". Assay reads Parquet and Delta: write it to a table of such a format first.");
  }

  private static HadoopFsRelation relation(LogicalPlan plan) {
    for (LogicalPlan leaf : JavaConverters.seqAsJavaList(plan.collectLeaves())) {
      if (leaf instanceof LogicalRelation logical
          && logical.relation() instanceof HadoopFsRelation files) {
        return files;
      }
    }
    return null;
  }

  private static FileListing listing(Path location, HadoopFsRelation relation) {
    List<FileListing.Entry> entries = new ArrayList<>();
    scala.collection.Seq<Expression> all = JavaConverters.asScalaBuffer(List.<Expression>of());
    scala.collection.Seq<PartitionDirectory> directories = relation.location().listFiles(all, all);
    for (PartitionDirectory directory : JavaConverters.seqAsJavaList(directories)) {
      for (FileStatusWithMetadata file : JavaConverters.seqAsJavaList(directory.files())) {
        entries.add(FileListing.Entry.of(location, file.fileStatus()));
      }
    }
    return new FileListing(entries);
  }

  /** A sentence with tables of the same database whose names are near. */
  String hint(String name) {
    List<String> parts = List.of(name.replace("`", "").split("\\.", -1));
    String table = parts.get(parts.size() - 1);
    String database =
        parts.size() == 1
            ? spark.catalog().currentDatabase()
            : String.join(".", parts.subList(0, parts.size() - 1));
    try {
      if (!spark.catalog().databaseExists(database)) {
        return "There is no database '"
            + database
            + "'. "
            + Nearest.hint("databases", database, databases());
      }
      List<String> names =
          Arrays.stream(
                  (org.apache.spark.sql.catalog.Table[])
                      spark.catalog().listTables(database).collect())
              .map(org.apache.spark.sql.catalog.Table::name)
              .collect(Collectors.toList());
      return Nearest.hint("tables of '" + database + "'", table, names);
    } catch (AnalysisException e) {
      return "The tables of '" + database + "' cannot be listed: " + ReadErrors.firstLine(e) + ".";
    }
  }

  private List<String> databases() {
    return Arrays.stream(
            (org.apache.spark.sql.catalog.Database[]) spark.catalog().listDatabases().collect())
        .map(org.apache.spark.sql.catalog.Database::name)
        .collect(Collectors.toList());
  }
}
