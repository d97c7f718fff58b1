package dev.bailiwick.sharding.spark;

import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap;
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource$;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.FileStatusCache;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.InMemoryFileIndex;
import org.apache.spark.sql.execution.datasources.v2.FileDataSourceV2;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files of a source as somebody else has listed them. Spark's own index of files takes them
 * from here, where it would look for them on the driver's disks.
 */
final class ListedFiles extends FileStatusCache {
  private final Path root;
  private final FileStatus[] files;

  ListedFiles(Path root, List<FileStatus> files) {
    this.root = root;
    this.files = files.toArray(FileStatus[]::new);
  }

  /** What Spark's reader makes of a source that it has listed itself, of these files. */
  HadoopFsRelation relation(SparkSession spark, SourceSpec source, StructType schema)
      throws ReflectiveOperationException {
    CaseInsensitiveMap<String> options = options(source);
    InMemoryFileIndex index =
        new InMemoryFileIndex(
            spark,
            CollectionConverters.asScala(List.of(root)).toList(),
            options,
            Option.apply(schema),
            this,
            Option.empty(),
            Option.empty());
    StructType partitions = index.partitionSchema();
    return new HadoopFsRelation(
        index,
        partitions,
        without(schema, partitions).asNullable(),
        Option.empty(),
        format(spark, source),
        options,
        spark);
  }

  private static CaseInsensitiveMap<String> options(SourceSpec source) {
    Map<String, String> options = Map$.MODULE$.from(CollectionConverters.asScala(source.options()));
    return CaseInsensitiveMap$.MODULE$.apply(options);
  }

  private static StructType without(StructType schema, StructType partitions) {
    StructType left = new StructType();
    for (StructField field : schema.fields()) {
      if (!List.of(partitions.fieldNames()).contains(field.name())) {
        left = left.add(field);
      }
    }
    return left;
  }

  private static FileFormat format(SparkSession spark, SourceSpec source)
      throws ReflectiveOperationException {
    Class<?> found =
        DataSource$.MODULE$.lookupDataSource(source.format(), spark.sessionState().conf());
    Object made = found.getDeclaredConstructor().newInstance();
    if (made instanceof FileDataSourceV2 second) {
      made = second.fallbackFileFormat().getDeclaredConstructor().newInstance();
    }
    if (made instanceof FileFormat format) {
      return format;
    }
    throw new ClassNotFoundException(source.format() + " is no format of files");
  }

  @Override
  public Option<FileStatus[]> getLeafFiles(Path path) {
    return path.equals(root) ? Option.apply(files) : Option.empty();
  }

  @Override
  public void putLeafFiles(Path path, FileStatus[] leafFiles) {
    // Nothing is looked for on the driver, so nothing is found there.
  }

  @Override
  public void invalidateAll() {
    // The list was made for one job.
  }
}
