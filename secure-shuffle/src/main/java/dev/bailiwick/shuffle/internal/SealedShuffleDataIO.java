package dev.bailiwick.shuffle.internal;

import org.apache.spark.SparkConf;
import org.apache.spark.shuffle.api.ShuffleDataIO;
import org.apache.spark.shuffle.api.ShuffleDriverComponents;
import org.apache.spark.shuffle.api.ShuffleExecutorComponents;
import org.apache.spark.shuffle.sort.io.LocalDiskShuffleDataIO;

/**
 * Spark's local-disk map output, with each partition sealed. Spark makes it by reflection, from the
 * setting that {@link ShuffleSettings} sets.
 */
public final class SealedShuffleDataIO implements ShuffleDataIO {
  private final SparkConf conf;
  private final ShuffleDataIO disk;

  /** Called by Spark. */
  public SealedShuffleDataIO(SparkConf conf) {
    this.conf = conf;
    this.disk = new LocalDiskShuffleDataIO(conf);
  }

  @Override
  public ShuffleExecutorComponents executor() {
    return new SealedExecutorComponents(disk.executor(), BlockChecksums.algorithm(conf));
  }

  @Override
  public ShuffleDriverComponents driver() {
    return disk.driver();
  }
}
