package dev.bailiwick.cli.bench;

import dev.bailiwick.preprocess.BatchTransform;
import dev.bailiwick.preprocess.ColumnarTransform;
import dev.bailiwick.train.Batches;
import dev.bailiwick.train.EpochOrder;
import dev.bailiwick.train.FeatureRows;
import dev.bailiwick.train.WindowSource;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.reflect.ClassTag$;

/** Our way from column batches to DL4J's: what training does, in a task. */
final class ColumnReading {
  private ColumnReading() {}

  /** Reads all, fills every batch of the first epoch, and gives what {@code ending} makes of it. */
  static long read(
      RDD<ColumnarBatch> columns,
      ColumnarTransform transform,
      int classes,
      int batchSize,
      boolean digest) {
    return JavaRDD.fromRDD(columns, ClassTag$.MODULE$.<ColumnarBatch>apply(ColumnarBatch.class))
        .mapPartitions(
            some -> List.of(read(some, transform, classes, batchSize, digest)).iterator())
        .collect()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static long read(
      Iterator<ColumnarBatch> columns,
      ColumnarTransform transform,
      int classes,
      int batchSize,
      boolean digest) {
    FeatureRows rows = new FeatureRows(transform.width(), classes);
    BatchTransform work = transform.begin();
    while (columns.hasNext()) {
      work.apply(columns.next(), rows::add);
    }
    EpochOrder order =
        new EpochOrder(List.of(new EpochOrder.Part("here", rows.rows())), rows.rows(), 7, "here");
    Batches batches = new Batches(order, rows.width(), rows.classes(), batchSize);
    batches.readFrom(new InMemory(rows));
    long result = 0;
    for (long at = 0; at + batchSize <= rows.rows(); at += batchSize) {
      batches.fill(at);
      result += digest ? Digest.of(batches.features(), batches.labels()) : batchSize;
    }
    return result;
  }

  /** The rows of the one shard, which are all there. */
  private record InMemory(FeatureRows rows) implements WindowSource {
    @Override
    public void requireRoom(List<String> shards) {}

    @Override
    public List<FeatureRows> open(Stretch now, List<Stretch> next) {
      return List.of(rows);
    }

    @Override
    public long loadedRows() {
      return rows.rows();
    }
  }
}
