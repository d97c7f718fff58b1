package dev.bailiwick.spark.internal;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.mapreduce.lib.input.CombineFileSplit;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.Partition;
import org.apache.spark.SerializableWritable;
import org.apache.spark.rdd.EmptyRDD;
import org.apache.spark.rdd.NewHadoopPartition;
import org.apache.spark.rdd.ParallelCollectionPartition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.v2.DataSourceRDDPartition;
import scala.collection.immutable.NumericRange;
import scala.collection.immutable.Range;
import scala.jdk.javaapi.CollectionConverters;

/** Reads the roots of a lineage: which files a partition without parents will open. */
final class Roots {

  /**
   * What a root partition is.
   *
   * @param paths the files that it opens, or that its driver data names
   * @param driverData its content comes from the driver
   * @param unreadable a description of the root if it cannot be read through, else empty
   */
  record Root(List<String> paths, boolean driverData, String unreadable) {
    static Root files(List<String> paths) {
      return new Root(paths, false, "");
    }

    static Root opaque(String what) {
      return new Root(List.of(), false, what);
    }
  }

  /** Sources of Spark's own that read no file of a site: databases, queues, clocks. */
  private static final Set<String> OUTSIDE =
      Set.of(
          "org.apache.spark.rdd.JdbcRDD",
          "org.apache.spark.sql.execution.datasources.jdbc.JDBCRDD",
          "org.apache.spark.sql.execution.datasources.v2.state.StateStoreInputPartition",
          "org.apache.spark.sql.kafka010.KafkaSourceRDD");

  private static final List<String> OUTSIDE_PARTITIONS =
      List.of(
          "org.apache.spark.sql.execution.streaming.",
          "org.apache.spark.sql.kafka010.",
          "org.apache.spark.sql.execution.datasources.jdbc.");

  private Roots() {}

  static Root read(RDD<?> rdd, Partition partition) {
    if (partition instanceof FilePartition files) {
      return Root.files(paths(files));
    }
    if (partition instanceof DataSourceRDDPartition source) {
      return source(source);
    }
    if (partition instanceof NewHadoopPartition hadoop) {
      return split(hadoop.serializableHadoopSplit().value());
    }
    if (partition.getClass().getName().equals("org.apache.spark.rdd.HadoopPartition")) {
      return split(((SerializableWritable<?>) get(partition, "inputSplit")).value());
    }
    if (partition instanceof ParallelCollectionPartition<?> collection) {
      return new Root(named(collection), true, "");
    }
    if (rdd instanceof EmptyRDD || OUTSIDE.contains(rdd.getClass().getName())) {
      return Root.files(List.of());
    }
    return Root.opaque(rdd.getClass().getName());
  }

  private static Root source(DataSourceRDDPartition source) {
    List<String> paths = new ArrayList<>();
    for (Object input : CollectionConverters.asJava(source.inputPartitions())) {
      String name = input.getClass().getName();
      if (input instanceof FilePartition files) {
        paths.addAll(paths(files));
      } else if (OUTSIDE_PARTITIONS.stream().noneMatch(name::startsWith)) {
        return Root.opaque("a partition of " + name);
      }
    }
    return Root.files(paths);
  }

  private static List<String> paths(FilePartition partition) {
    List<String> paths = new ArrayList<>();
    for (PartitionedFile file : partition.files()) {
      paths.add(file.filePath().toString());
    }
    return paths;
  }

  /** Of either API of Hadoop's. Others that extend these may read something else besides. */
  private static Root split(Object split) {
    Class<?> kind = split.getClass();
    if (kind == FileSplit.class) {
      return Root.files(List.of(((FileSplit) split).getPath().toString()));
    }
    if (kind == org.apache.hadoop.mapred.FileSplit.class) {
      return Root.files(List.of(((org.apache.hadoop.mapred.FileSplit) split).getPath().toString()));
    }
    if (split instanceof CombineFileSplit combined
        && (kind == CombineFileSplit.class
            || kind == org.apache.hadoop.mapred.lib.CombineFileSplit.class)) {
      List<String> paths = new ArrayList<>();
      for (var path : combined.getPaths()) {
        paths.add(path.toString());
      }
      return Root.files(paths);
    }
    return Root.opaque("a Hadoop split of " + kind.getName());
  }

  /** Spark infers schemas and lists folders by jobs over paths: their tasks open those files. */
  private static List<String> named(ParallelCollectionPartition<?> partition) {
    var all = (scala.collection.Seq<?>) get(partition, "values");
    if (all instanceof Range || all instanceof NumericRange<?>) {
      // As many numbers as somebody likes, which nobody has made yet.
      return List.of();
    }
    List<String> paths = new ArrayList<>();
    var values = all.iterator();
    while (values.hasNext()) {
      Object value = values.next();
      Object first =
          value instanceof scala.Product p && p.productArity() > 0 ? p.productElement(0) : value;
      if (first instanceof String s && s.indexOf('/') >= 0 && s.length() < 4096) {
        paths.add(s);
      }
    }
    return paths;
  }

  /**
   * Where a stateful stream keeps rows between its batches: executors write them there in clear.
   *
   * @return empty if this RDD keeps none
   */
  static Optional<String> stateFolder(RDD<?> rdd) {
    String name = rdd.getClass().getName();
    if (!name.startsWith("org.apache.spark.sql.execution.streaming.") || !name.contains("State")) {
      return Optional.empty();
    }
    if (name.endsWith("StateStoreRDD")) {
      return Optional.of((String) get(rdd, "checkpointLocation"));
    }
    return Optional.of((String) get(get(rdd, "stateInfo"), "checkpointLocation"));
  }

  /** A member that Scala keeps to itself, by accessor or by field. */
  static Object get(Object owner, String member) {
    try {
      Method accessor = owner.getClass().getMethod(member);
      accessor.setAccessible(true);
      return accessor.invoke(owner);
    } catch (NoSuchMethodException e) {
      return field(owner, member);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Could not read " + owner.getClass() + "." + member, e);
    }
  }

  private static Object field(Object owner, String member) {
    for (Class<?> c = owner.getClass(); c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (field.getName().equals(member) || field.getName().endsWith("$$" + member)) {
          try {
            field.setAccessible(true);
            return field.get(owner);
          } catch (IllegalAccessException e) {
            throw new IllegalStateException("Could not read " + c + "." + member, e);
          }
        }
      }
    }
    throw new IllegalStateException("This Spark has no " + owner.getClass() + "." + member);
  }
}
