package dev.bailiwick.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Sees every batch that this process trains on, as the network sees it. */
public final class FedRows {
  private FedRows() {}

  /** Told of each batch after it was filled, by the thread that trains. */
  public interface Watcher {
    /**
     * A batch.
     *
     * @param first the place of its first row in the site's order
     * @param column the first number of each of its rows
     */
    void fed(long first, float[] column);
  }

  /** From now on this watcher sees the batches. */
  public static void watch(Watcher watcher) {
    Batches.watch((first, features) -> watcher.fed(first, column(features)));
  }

  /** Nobody watches any more. */
  public static void stop() {
    Batches.watch((first, features) -> {});
  }

  private static float[] column(INDArray features) {
    float[] out = new float[(int) features.size(0)];
    for (int i = 0; i < out.length; i++) {
      out[i] = features.getFloat(i, 0);
    }
    return out;
  }
}
