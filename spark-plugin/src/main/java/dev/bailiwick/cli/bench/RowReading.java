package dev.bailiwick.cli.bench;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a user of DL4J writes without us: an iterator of rows in the executor, and a {@link DataSet}
 * a batch. It gives the numbers that ours gives, and takes the rows as they come.
 */
final class RowReading implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowEncoder encoder;
  private final int batchSize;

  RowReading(RowEncoder encoder, int batchSize) {
    this.encoder = encoder;
    this.batchSize = batchSize;
  }

  /**
   * One array a batch, filled from a {@code float[]}: by hand, the fastest that DL4J's interface
   * offers.
   */
  long batched(Dataset<Row> rows, boolean digest) {
    return sum(rows, some -> batched(some, digest));
  }

  /**
   * A data set a row, merged into batches, as dl4j-spark does it (DataVecDataSetFunction, then
   * DataSet.merge by batch size); of the first rows only, because it is so slow.
   */
  long merged(Dataset<Row> rows, long most, boolean digest) {
    return sum(rows, some -> merged(some, most, digest));
  }

  private interface Reading extends Serializable {
    long read(Iterator<Row> rows);
  }

  private static long sum(Dataset<Row> rows, Reading reading) {
    return rows
        .javaRDD()
        .mapPartitions(some -> List.of(reading.read(some)).iterator())
        .collect()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private long batched(Iterator<Row> rows, boolean digest) {
    int width = encoder.width();
    int classes = encoder.classes();
    long result = 0;
    float[] features = new float[batchSize * width];
    float[] labels = new float[batchSize * classes];
    int count = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      encoder.write(row, features, count * width);
      labels[count * classes + encoder.label(row)] = 1;
      if (++count == batchSize) {
        result +=
            used(
                new DataSet(
                    Nd4j.create(features, new long[] {batchSize, width}, 'c'),
                    Nd4j.create(labels, new long[] {batchSize, classes}, 'c')),
                digest);
        features = new float[batchSize * width];
        labels = new float[batchSize * classes];
        count = 0;
      }
    }
    return result;
  }

  private long merged(Iterator<Row> rows, long most, boolean digest) {
    int width = encoder.width();
    int classes = encoder.classes();
    long result = 0;
    List<DataSet> some = new ArrayList<>();
    for (long done = 0; done < most && rows.hasNext(); done++) {
      Row row = rows.next();
      float[] features = new float[width];
      encoder.write(row, features, 0);
      float[] label = new float[classes];
      label[encoder.label(row)] = 1;
      some.add(
          new DataSet(
              Nd4j.create(features, new long[] {1, width}, 'c'),
              Nd4j.create(label, new long[] {1, classes}, 'c')));
      if (some.size() == batchSize) {
        result += used(DataSet.merge(some), digest);
        some.clear();
      }
    }
    return result;
  }

  private long used(DataSet batch, boolean digest) {
    INDArray features = batch.getFeatures();
    return digest ? Digest.of(features, batch.getLabels()) : features.rows();
  }
}
