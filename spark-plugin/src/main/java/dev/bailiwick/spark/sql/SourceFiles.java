package dev.bailiwick.spark.sql;

import dev.bailiwick.sharding.spark.ShardRangeRDD;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.avro.AvroFileFormat;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.execution.datasources.CatalogFileIndex;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.InMemoryFileIndex;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.execution.datasources.orc.OrcFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.text.TextFileFormat;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import org.apache.spark.sql.execution.datasources.v2.FileScan;
import org.apache.spark.sql.execution.datasources.v2.FileTable;
import org.apache.spark.sql.execution.datasources.v2.csv.CSVScan;
import org.apache.spark.sql.execution.datasources.v2.csv.CSVTable;
import org.apache.spark.sql.execution.datasources.v2.json.JsonScan;
import org.apache.spark.sql.execution.datasources.v2.json.JsonTable;
import org.apache.spark.sql.execution.datasources.v2.orc.OrcScan;
import org.apache.spark.sql.execution.datasources.v2.orc.OrcTable;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetTable;
import org.apache.spark.sql.execution.datasources.v2.text.TextScan;
import org.apache.spark.sql.execution.datasources.v2.text.TextTable;
import org.apache.spark.sql.execution.streaming.runtime.MetadataLogFileIndex;
import org.apache.spark.sql.types.StructField;

/**
 * The sources of which each stored record is known to be one row. Anybody can write a format, an
 * index or a table that gives a record ten times: only these very classes are known.
 */
final class SourceFiles {
  private static final Set<Class<?>> FORMATS =
      Set.of(
          CSVFileFormat.class,
          JsonFileFormat.class,
          ParquetFileFormat.class,
          OrcFileFormat.class,
          TextFileFormat.class,
          AvroFileFormat.class);

  private static final Set<Class<?>> INDEXES =
      Set.of(InMemoryFileIndex.class, CatalogFileIndex.class, MetadataLogFileIndex.class);

  private static final Set<Class<?>> TABLES =
      Set.of(CSVTable.class, JsonTable.class, ParquetTable.class, OrcTable.class, TextTable.class);

  private static final Set<Class<?>> SCANS =
      Set.of(CSVScan.class, JsonScan.class, ParquetScan.class, OrcScan.class, TextScan.class);

  private SourceFiles() {}

  static boolean areSingle(LogicalPlan leaf) {
    if (leaf instanceof LogicalRelation relation) {
      return relation.relation() instanceof HadoopFsRelation files
          && FORMATS.contains(files.fileFormat().getClass())
          && noneChooses(Plans.keys(files.options()))
          && differ(files.location());
    }
    if (leaf instanceof DataSourceV2ScanRelation read) {
      return areSingle(read.scan());
    }
    return leaf instanceof DataSourceV2Relation relation
        && noneChooses(relation.options().keySet())
        && areSingle(relation.table());
  }

  private static boolean areSingle(Table table) {
    return isOurs(table, "ShardTable")
        || (TABLES.contains(table.getClass())
            && table instanceof FileTable files
            && differ(files.fileIndex()));
  }

  private static boolean areSingle(Scan scan) {
    // A manifest names each shard once.
    return isOurs(scan, "ShardScan")
        || (SCANS.contains(scan.getClass())
            && scan instanceof FileScan files
            && noneChooses(options(scan))
            && !aggregates(scan)
            && differ(files.fileIndex()));
  }

  private static boolean isOurs(Object part, String name) {
    return part.getClass().getClassLoader() == ShardRangeRDD.class.getClassLoader()
        && part.getClass().getName().equals(ShardRangeRDD.class.getPackageName() + "." + name);
  }

  private static Set<String> options(Scan scan) {
    if (scan instanceof CSVScan csv) {
      return csv.options().keySet();
    }
    if (scan instanceof JsonScan json) {
      return json.options().keySet();
    }
    return scan instanceof TextScan text ? text.options().keySet() : Set.of();
  }

  /** Parquet and ORC can give numbers of their footers instead of rows. */
  private static boolean aggregates(Scan scan) {
    return (scan instanceof ParquetScan p && p.pushedAggregate().isDefined())
        || (scan instanceof OrcScan o && o.pushedAggregate().isDefined());
  }

  /** Where a record ends is not for the reader to say. */
  private static boolean noneChooses(Set<String> options) {
    return options.stream().noneMatch(o -> o.toLowerCase(Locale.ROOT).equals("linesep"));
  }

  private static boolean differ(FileIndex index) {
    if (!INDEXES.contains(index.getClass())) {
      return false;
    }
    Set<Path> seen = new HashSet<>();
    for (PartitionDirectory folder : Plans.list(index.listFiles(Plans.none(), Plans.none()))) {
      for (FileStatusWithMetadata file : Plans.list(folder.files())) {
        if (!seen.add(file.getPath())) {
          return false;
        }
      }
    }
    return true;
  }

  /** What a column of a source is. Spark's own files give columns that can be null, all of them. */
  static StoredColumn column(Attribute attribute, LogicalPlan leaf) {
    for (Attribute output : Plans.list(leaf.output())) {
      if (output.exprId().equals(attribute.exprId())) {
        return output.nullable()
            ? StoredColumn.NULLABLE
            : isRequired(output.name(), leaf) ? StoredColumn.NEVER_NULL : StoredColumn.NO;
      }
    }
    return StoredColumn.NO;
  }

  /** A shard's column is what its manifest says: it is written and read under that schema. */
  @SuppressWarnings("deprecation") // a table of ours says its schema here
  private static boolean isRequired(String column, LogicalPlan leaf) {
    if (leaf instanceof DataSourceV2ScanRelation read && isOurs(read.scan(), "ShardScan")) {
      return isRequired(column, List.of(read.scan().readSchema().fields()));
    }
    return leaf instanceof DataSourceV2Relation relation
        && isOurs(relation.table(), "ShardTable")
        && isRequired(column, List.of(relation.table().schema().fields()));
  }

  private static boolean isRequired(String column, List<StructField> fields) {
    return fields.stream().anyMatch(f -> f.name().equals(column) && !f.nullable());
  }
}
