package dev.bailiwick.spark.internal;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.spark.Partition;
import org.apache.spark.SerializableWritable;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.broadcast.TorrentBroadcast;
import org.apache.spark.internal.io.HadoopWriteConfigUtil;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.WriteJobDescription;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.util.AccumulatorV2;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.runtime.ModuleSerializationProxy;

/**
 * What else travels with a stage, found by serialising it into nowhere.
 *
 * <p>What comes with a function of the user's is serialised once more, by itself: an RDD that
 * Spark's own functions hold is not read by them, one that a user's function holds could be.
 */
final class ClosureScan extends ObjectOutputStream {
  /** Accumulators that can hold numbers only. */
  static final Set<String> NUMBERS =
      Set.of(
          "org.apache.spark.sql.execution.metric.SQLMetric",
          "org.apache.spark.util.LongAccumulator",
          "org.apache.spark.util.DoubleAccumulator");

  /** What an input is cut into. */
  private static final List<Class<?>> PIECES =
      List.of(
          Partition.class,
          InputPartition.class,
          PartitionedFile.class,
          InputSplit.class,
          org.apache.hadoop.mapred.InputSplit.class);

  private static final Object ALL = new Object();

  private final Set<String> accumulators = new TreeSet<>();
  private final List<String> targets = new ArrayList<>();
  private final Set<String> partitionColumns = new TreeSet<>();
  private final Set<String> writers = new TreeSet<>();
  private final Set<String> lambdas = new TreeSet<>();
  private final Map<Integer, RDD<?>> rdds = new TreeMap<>();
  private final Set<String> pieces = new TreeSet<>();
  private final Object root;
  private final Optional<ClosureScan> users;
  private boolean broadcasts;
  private boolean reflection;

  private ClosureScan(Object root, Optional<ClosureScan> users) throws IOException {
    super(OutputStream.nullOutputStream());
    enableReplaceObject(true);
    this.root = root;
    this.users = users;
  }

  /** All of these, with the parents of RDDs among them. */
  static ClosureScan of(Object... travelling) {
    return scan(ALL, travelling);
  }

  /** An RDD, a dependency or a function by itself: other RDDs are found and not looked into. */
  static ClosureScan alone(Object o) {
    return scan(o, o);
  }

  private static ClosureScan scan(Object root, Object... travelling) {
    try (ClosureScan users = new ClosureScan(root, Optional.empty());
        ClosureScan scan = new ClosureScan(root, Optional.of(users))) {
      for (Object o : travelling) {
        scan.writeObject(o);
      }
      scan.rdds.putAll(users.rdds);
      scan.pieces.addAll(users.pieces);
      return scan;
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look into what travels with the stage", e);
    }
  }

  @Override
  protected @Nullable Object replaceObject(Object o) throws IOException {
    return root == ALL ? seen(o) : alone(o, users.isEmpty());
  }

  /** Looks for what a task could read from besides what it is given. */
  private @Nullable Object alone(Object o, boolean ofUser) throws IOException {
    if (o instanceof RDD<?> rdd && o != root) {
      if (ofUser) {
        rdds.put(rdd.id(), rdd);
      }
      return null; // Spark's own functions hold RDDs and do not read them
    }
    if (ofUser) {
      Object held = o instanceof SerializableWritable<?> writable ? writable.value() : o;
      if (PIECES.stream().anyMatch(piece -> piece.isInstance(held))) {
        pieces.add(held.getClass().getName());
      }
    } else if (isUsers(o)) {
      users.orElseThrow().writeObject(o);
    }
    return seen(o);
  }

  private boolean isUsers(Object o) {
    return o instanceof SerializedLambda lambda
        ? !Origin.isKnown(lambda.getCapturingClass().replace('/', '.'))
        : !Origin.isPlain(o.getClass()) && o != root;
  }

  private @Nullable Object seen(Object o) {
    if (o instanceof TorrentBroadcast<?> broadcast) {
      broadcasts |= !isConfiguration(broadcast);
      return null; // Spark would refuse to write one that was destroyed
    } else if (o instanceof Broadcast) {
      broadcasts = true;
    } else if (o instanceof CallMethodViaReflection) {
      reflection = true;
    } else if (o instanceof AccumulatorV2<?, ?> accumulator) {
      if (!NUMBERS.contains(accumulator.getClass().getName())) {
        accumulators.add(accumulator.getClass().getName());
      }
    } else if (o instanceof WriteJobDescription description) {
      targets.add(description.path());
      CollectionConverters.asJava(description.customPartitionLocations().values().toList())
          .forEach(targets::add);
      CollectionConverters.asJava(description.partitionColumns())
          .forEach(column -> partitionColumns.add(column.name()));
    } else if (o instanceof HadoopWriteConfigUtil<?, ?> hadoop) {
      targets.add(HadoopTarget.of(hadoop));
    } else if (o instanceof DataWriterFactory factory) {
      writers.add(factory.getClass().getName());
    } else if (o instanceof ModuleSerializationProxy object) {
      // A Scala object goes as the name of its class.
      Class<?> module = (Class<?>) Roots.get(object, "moduleClass");
      if (DataWriterFactory.class.isAssignableFrom(module)) {
        writers.add(module.getName());
      }
    } else if (o instanceof SerializedLambda lambda) {
      lambdas.add(lambda.getImplClass().replace('/', '.'));
    }
    return o;
  }

  /**
   * Whether it holds a Hadoop configuration. Its value is not read back for that, which can take as
   * long as it is large: one that is not in the driver's memory could be anything.
   */
  private static boolean isConfiguration(TorrentBroadcast<?> broadcast) {
    if (!((ClassTag<?>) Roots.get(broadcast, "evidence$1"))
        .runtimeClass()
        .equals(SerializableConfiguration.class)) {
      return false;
    }
    // A class of the user's that extends it could hold more.
    try {
      Option<Iterator<Object>> values =
          SparkEnv.get()
              .blockManager()
              .memoryStore()
              .getValues(new BroadcastBlockId(broadcast.id(), ""));
      return values.isDefined()
          && values.get().hasNext()
          && values.get().next().getClass() == SerializableConfiguration.class;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** RDDs that a function or another object of the user's holds. */
  Collection<RDD<?>> rdds() {
    return rdds.values();
  }

  /** Classes of partitions and splits that a function of the user's holds. */
  Set<String> pieces() {
    return pieces;
  }

  /** A SQL expression calls methods by their names, and so can keep rows in static fields. */
  boolean hasReflection() {
    return reflection;
  }

  /** Columns of which the driver learns each value, because a folder is named by it. */
  Set<String> partitionColumns() {
    return partitionColumns;
  }

  /** Classes of writers to sources of Spark's second kind. */
  Set<String> writers() {
    return writers;
  }

  /** Classes in which the lambdas were written. */
  Set<String> lambdas() {
    return lambdas;
  }

  /** Class names of accumulators that could carry rows to the driver. */
  Set<String> rowAccumulators() {
    return accumulators;
  }

  /** Paths to which Spark's own file writers will write, or what is known of other targets. */
  List<String> targets() {
    return targets;
  }

  /** Something that the driver has sent, other than a Hadoop configuration. */
  boolean hasBroadcasts() {
    return broadcasts;
  }
}
