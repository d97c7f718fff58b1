package dev.bailiwick.spark.internal;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.rdd.RDD;
import scala.Function3;

/**
 * What the last function of a job returns to the driver, read from the name of the lambda that
 * Spark itself wrote. Whatever is not known here returns rows.
 */
enum FinalFunction {
  /** How many rows, and nothing of them. */
  COUNT,
  /** Nothing: user code ran over each row or partition, in place. */
  EACH,
  /** File names and sizes: rows were written to a target that must be looked at. */
  WRITE,
  /**
   * Nothing, but rows were written in clear to the folder for checkpoints, which must be looked at.
   */
  CHECKPOINT,
  /** Column names and types from file footers, or names of files in folders. */
  SCHEMA,
  /** Rows, or what cannot be told from rows. */
  ROWS;

  /** Where Spark reads the footers of files for their schemas. */
  private static final Set<String> FOOTERS =
      Set.of(
          "org/apache/spark/sql/execution/datasources/parquet/ParquetFileFormat$",
          "org/apache/spark/sql/execution/datasources/orc/OrcUtils$",
          "org/apache/spark/sql/hive/orc/OrcFileFormat",
          "org/apache/spark/sql/hive/orc/OrcFileOperator$");

  /** What this function does over this RDD. */
  static FinalFunction of(RDD<?> rdd, Object function) {
    Optional<SerializedLambda> innermost = innermost(function);
    if (innermost.isEmpty()) {
      return ROWS;
    }
    String owner = innermost.get().getImplClass().replace('/', '.');
    String method = innermost.get().getImplMethodName();
    return switch (owner) {
      case "org.apache.spark.rdd.RDD" -> ofRdd(rdd, method);
      case "org.apache.spark.sql.execution.datasources.FileFormatWriter$",
          "org.apache.spark.internal.io.SparkHadoopWriter$" ->
          WRITE;
      case "org.apache.spark.rdd.ReliableCheckpointRDD$" -> CHECKPOINT;
      case "org.apache.spark.rdd.LocalRDDCheckpointData",
          "org.apache.spark.rdd.ZippedWithIndexRDD",
          // Fills a cache before a query is planned on, and gives nothing back.
          "org.apache.spark.sql.execution.adaptive.TableCacheQueryStageExec" ->
          COUNT;
      default -> owner.startsWith("org.apache.spark.sql.execution.datasources.v2.") ? WRITE : ROWS;
    };
  }

  private static FinalFunction ofRdd(RDD<?> rdd, String method) {
    if (method.startsWith("$anonfun$count$")) {
      return COUNT;
    }
    if (method.startsWith("$anonfun$foreach$") || method.startsWith("$anonfun$foreachPartition$")) {
      return EACH;
    }
    return method.startsWith("$anonfun$collect$") && listsFiles(rdd) ? SCHEMA : ROWS;
  }

  /** Spark's own jobs over paths, before a query: schema merging and folder listing. */
  private static boolean listsFiles(RDD<?> rdd) {
    if (!rdd.getClass().getName().equals("org.apache.spark.rdd.MapPartitionsRDD")) {
      return false;
    }
    Optional<SerializedLambda> lists = innermost(Roots.get(rdd, "f"));
    return lists
            .filter(l -> l.getImplClass().equals("org/apache/spark/util/HadoopFSUtils$"))
            .isPresent()
        || lists
            .filter(
                l ->
                    l.getImplClass()
                        .equals("org/apache/spark/sql/execution/datasources/SchemaMergeUtils$"))
            .filter(FinalFunction::readsFooters)
            .isPresent();
  }

  /** Column names come from what reads them, which must be Spark's own reader of footers. */
  private static boolean readsFooters(SerializedLambda merge) {
    for (int i = 0; i < merge.getCapturedArgCount(); i++) {
      if (merge.getCapturedArg(i) instanceof Function3<?, ?, ?, ?> reader) {
        return lambda(reader).filter(l -> FOOTERS.contains(l.getImplClass())).isPresent();
      }
    }
    return false;
  }

  /** The folder to which Spark's function for checkpoints writes; empty if it is no such. */
  static Optional<String> checkpointFolder(Object function) {
    return innermost(function)
        .filter(l -> l.getCapturedArgCount() > 0)
        .map(l -> l.getCapturedArg(0))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  /**
   * The lambda that does the work: Spark wraps it in one or two of its own, which are skipped. Only
   * classes that the JVM itself spun for a lambda are believed; any other could answer as it likes.
   */
  private static Optional<SerializedLambda> innermost(Object function) {
    Object current = function;
    for (int depth = 0; depth < 6; depth++) {
      Optional<SerializedLambda> lambda = lambda(current);
      if (lambda.isEmpty() || !isWrapper(lambda.get())) {
        return lambda;
      }
      Object inner = null;
      for (int i = 0; i < lambda.get().getCapturedArgCount(); i++) {
        Object captured = lambda.get().getCapturedArg(i);
        if (captured != null && captured.getClass().isHidden()) {
          inner = captured;
        }
      }
      if (inner == null) {
        return Optional.empty();
      }
      current = inner;
    }
    return Optional.empty();
  }

  private static boolean isWrapper(SerializedLambda lambda) {
    String owner = lambda.getImplClass();
    String method = lambda.getImplMethodName();
    return owner.equals("org/apache/spark/SparkContext")
        || (owner.equals("org/apache/spark/rdd/RDD")
            && method.startsWith("$anonfun$mapPartitions"));
  }

  private static Optional<SerializedLambda> lambda(Object function) {
    Class<?> c = function.getClass();
    if (!c.isHidden() || !c.isSynthetic()) {
      return Optional.empty();
    }
    try {
      Method replace = c.getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      return replace.invoke(function) instanceof SerializedLambda l && isOf(l, c)
          ? Optional.of(l)
          : Optional.empty();
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether Spark's code wrote this lambda: a reference of the user's to a method of Spark's is not
   * its own, and the JVM names the class that it spins after the one that asks for it.
   */
  private static boolean isOf(SerializedLambda lambda, Class<?> spun) {
    String owner = lambda.getCapturingClass().replace('/', '.');
    return lambda.getCapturingClass().equals(lambda.getImplClass())
        && Origin.isKnown(owner)
        && spun.getName().startsWith(owner + "$$Lambda")
        && spun.getClassLoader() == RDD.class.getClassLoader();
  }
}
