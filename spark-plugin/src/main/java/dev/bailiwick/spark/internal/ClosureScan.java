package dev.bailiwick.spark.internal;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.internal.io.HadoopWriteConfigUtil;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.execution.datasources.WriteJobDescription;
import org.apache.spark.util.AccumulatorV2;
import org.apache.spark.util.SerializableConfiguration;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.ModuleSerializationProxy;

/** What else travels with a stage, found by serialising it into nowhere. */
final class ClosureScan extends ObjectOutputStream {
  /** Accumulators that can hold numbers only. */
  static final Set<String> NUMBERS =
      Set.of(
          "org.apache.spark.sql.execution.metric.SQLMetric",
          "org.apache.spark.util.LongAccumulator",
          "org.apache.spark.util.DoubleAccumulator");

  private final Set<String> accumulators = new TreeSet<>();
  private final List<String> targets = new ArrayList<>();
  private final Set<String> partitionColumns = new TreeSet<>();
  private final Set<String> writers = new TreeSet<>();
  private final Set<String> lambdas = new TreeSet<>();
  private boolean broadcasts;

  private ClosureScan() throws IOException {
    super(OutputStream.nullOutputStream());
    enableReplaceObject(true);
  }

  static ClosureScan of(Object... travelling) {
    try (ClosureScan scan = new ClosureScan()) {
      for (Object o : travelling) {
        scan.writeObject(o);
      }
      return scan;
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look into what travels with the stage", e);
    }
  }

  @Override
  protected Object replaceObject(Object o) {
    if (o instanceof Broadcast<?> broadcast) {
      broadcasts |= !(broadcast.value() instanceof SerializableConfiguration);
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
