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
 * a batch. It standardises as ours does, and takes the rows as they come.
 */
final class RowReading implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] mean;
  private final double[] scale;
  private final int batchSize;

  RowReading(double[] mean, double[] scale, int batchSize) {
    this.mean = mean;
    this.scale = scale;
    this.batchSize = batchSize;
  }

  /** One array a batch, filled from a {@code float[]}: the fastest that DL4J's interface offers. */
  long batched(Dataset<Row> rows, boolean digest) {
    return sum(rows, some -> batched(some, digest));
  }

  /** A data set a row, merged into batches: the shortest to write; of the first rows only. */
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
    int width = mean.length;
    long result = 0;
    float[] features = new float[batchSize * width];
    float[] labels = new float[batchSize * ParquetFiles.CLASSES];
    int count = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      for (int i = 0; i < width; i++) {
        features[count * width + i] = (float) ((row.getFloat(i) - mean[i]) / scale[i]);
      }
      labels[count * ParquetFiles.CLASSES + row.getInt(width)] = 1;
      if (++count == batchSize) {
        result +=
            used(
                new DataSet(
                    Nd4j.create(features, new long[] {batchSize, width}, 'c'),
                    Nd4j.create(labels, new long[] {batchSize, ParquetFiles.CLASSES}, 'c')),
                digest);
        features = new float[batchSize * width];
        labels = new float[batchSize * ParquetFiles.CLASSES];
        count = 0;
      }
    }
    return result;
  }

  private long merged(Iterator<Row> rows, long most, boolean digest) {
    int width = mean.length;
    long result = 0;
    List<DataSet> some = new ArrayList<>();
    for (long done = 0; done < most && rows.hasNext(); done++) {
      Row row = rows.next();
      float[] features = new float[width];
      for (int i = 0; i < width; i++) {
        features[i] = (float) ((row.getFloat(i) - mean[i]) / scale[i]);
      }
      float[] label = new float[ParquetFiles.CLASSES];
      label[row.getInt(width)] = 1;
      some.add(
          new DataSet(
              Nd4j.create(features, new long[] {1, width}, 'c'),
              Nd4j.create(label, new long[] {1, ParquetFiles.CLASSES}, 'c')));
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
