package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.FloatBuffer;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A worker's rows in the order in which it trains them.
 *
 * <p>Epoch {@code e} is a permutation of all rows, a pure function of (seed, worker, e) and of the
 * number of rows. Epochs follow each other without a gap: a batch that reaches the end of one takes
 * its rest from the next, so every batch is full, no row is dropped, and no row comes a second time
 * before every other row came once. The place in this endless order is one number, the examples
 * consumed: {@link #cursor}. Nothing else has to be stored to go on later.
 *
 * <p>The two arrays are reused: {@link #fill} overwrites what it gave before. Not thread-safe.
 */
public final class Batches {
  private final FeatureRows[] parts;
  private final int[] starts;
  private final int rows;
  private final int batchSize;
  private final long seed;
  private final String worker;
  private final int[] order;
  private final INDArray features;
  private final INDArray labels;
  private final FloatBuffer featureView;
  private final FloatBuffer labelView;
  private long orderOf = -1;

  /**
   * Batches over the shards of a worker.
   *
   * @param shards in the order of their ids; together at least one row
   * @param batchSize rows in a batch
   * @param seed of the run
   * @param worker who trains: workers have different orders
   */
  public Batches(List<FeatureRows> shards, int batchSize, long seed, String worker) {
    parts = shards.toArray(FeatureRows[]::new);
    starts = new int[parts.length];
    long total = 0;
    for (int i = 0; i < parts.length; i++) {
      starts[i] = (int) total;
      total += parts[i].rows();
    }
    if (total == 0 || total > Integer.MAX_VALUE) {
      throw new BailiwickException(
          ErrorCode.BAD_DATA,
          "worker %s has %d rows, expected 1 to %d: give it other shards"
              .formatted(worker, total, Integer.MAX_VALUE));
    }
    this.rows = (int) total;
    this.batchSize = batchSize;
    this.seed = seed;
    this.worker = worker;
    this.order = new int[rows];
    int width = parts[0].width();
    int classes = parts[0].classes();
    features = Nd4j.create(DataType.FLOAT, new long[] {batchSize, width}, 'c');
    labels = Nd4j.create(DataType.FLOAT, new long[] {batchSize, classes}, 'c');
    featureView = NativeFloats.view(features).asFloatBuffer();
    labelView = NativeFloats.view(labels).asFloatBuffer();
  }

  /** Examples consumed before a round: {@code round * steps * batchSize}. */
  public static long cursor(int round, int steps, int batchSize) {
    return Math.multiplyExact(Math.multiplyExact((long) round, steps), batchSize);
  }

  /** Distinct rows. */
  public int rows() {
    return rows;
  }

  /** Rows in a batch. */
  public int batchSize() {
    return batchSize;
  }

  /** The current batch's rows, {@code [batchSize, width]}; reused. */
  public INDArray features() {
    return features;
  }

  /** The current batch's labels, one-hot, {@code [batchSize, classes]}; reused. */
  public INDArray labels() {
    return labels;
  }

  /** Puts the batch that begins after {@code consumed} examples into the two arrays. */
  public void fill(long consumed) {
    int width = parts[0].width();
    int classes = parts[0].classes();
    for (int i = 0; i < labelView.capacity(); i++) {
      labelView.put(i, 0);
    }
    for (int i = 0; i < batchSize; i++) {
      int row = rowAt(consumed + i);
      int part = partOf(row);
      parts[part].copy(row - starts[part], featureView, i * width);
      labelView.put(i * classes + parts[part].label(row - starts[part]), 1);
    }
  }

  /** Which row is the example at this place of the endless order. */
  int rowAt(long place) {
    long epoch = place / rows;
    if (epoch != orderOf) {
      shuffle(epoch);
    }
    return order[(int) (place % rows)];
  }

  /** Fisher-Yates from the identity, so that an epoch's order needs no other epoch's. */
  private void shuffle(long epoch) {
    SplitMix random = new SplitMix(SplitMix.derive(seed, worker, epoch));
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    for (int i = rows - 1; i > 0; i--) {
      int j = random.below(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    orderOf = epoch;
  }

  private int partOf(int row) {
    int low = 0;
    int high = starts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
