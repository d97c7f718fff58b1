package dev.bailiwick.train;

import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of a site's rows, in their {@link EpochOrder}. A batch that reaches the end of an epoch
 * takes its rest from the next, so every batch is full, no row is dropped, and no row comes a
 * second time before every other row came once. A place in this endless order is one number, the
 * examples before it; nothing else has to be stored to go on later.
 *
 * <p>The two arrays are reused: {@link #fill} overwrites what it gave before. Not thread-safe.
 */
public final class Batches {
  private static volatile Watcher watcher = (first, features) -> {};

  private final EpochOrder order;
  private final int width;
  private final int classes;
  private final int batchSize;
  private final INDArray features;
  private final INDArray labels;
  private final FloatBuffer featureView;
  private final FloatBuffer labelView;
  private @Nullable WindowSource source;
  private EpochOrder.@Nullable Window open;
  private List<FeatureRows> rows = List.of();

  /** Sees each batch of this process after it was filled. For tests. */
  interface Watcher {
    void filled(long first, INDArray features);
  }

  /**
   * Batches without rows yet: see {@link #readFrom}.
   *
   * @param width numbers in a row
   * @param classes of the label
   * @param batchSize rows in a batch
   */
  public Batches(EpochOrder order, int width, int classes, int batchSize) {
    this.order = order;
    this.width = width;
    this.classes = classes;
    this.batchSize = batchSize;
    features = Nd4j.create(DataType.FLOAT, new long[] {batchSize, width}, 'c');
    labels = Nd4j.create(DataType.FLOAT, new long[] {batchSize, classes}, 'c');
    featureView = NativeFloats.view(features).asFloatBuffer();
    labelView = NativeFloats.view(labels).asFloatBuffer();
  }

  /** Takes rows from here on from this source; what another gave is not used any more. */
  public void readFrom(WindowSource from) {
    source = from;
    open = null;
    rows = List.of();
  }

  EpochOrder order() {
    return order;
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

  static void watch(Watcher by) {
    watcher = by;
  }

  /** Puts the batch that begins at this place of the endless order into the two arrays. */
  public void fill(long first) {
    for (int i = 0; i < labelView.capacity(); i++) {
      labelView.put(i, 0);
    }
    for (int i = 0; i < batchSize; i++) {
      if (open == null || !open.has(first + i)) {
        enter(order.windowAt(first + i));
      }
      EpochOrder.Row row = order.rowAt(first + i);
      FeatureRows shard = rows.get(row.shard());
      shard.copy(row.row(), featureView, i * width);
      labelView.put(i * classes + shard.label(row.row()), 1);
    }
    watcher.filled(first, features);
  }

  private void enter(EpochOrder.Window window) {
    if (source == null) {
      throw new IllegalStateException("these batches have no rows to read from");
    }
    rows = source.open(stretch(window), List.of(stretch(order.windowAt(window.end()))));
    open = window;
  }

  private WindowSource.Stretch stretch(EpochOrder.Window window) {
    return new WindowSource.Stretch(
        window.shards(), window.first(), shard -> order.firstUse(shard, window.epoch() + 1));
  }
}
