package dev.bailiwick.shuffle.internal;

import java.io.OutputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Checksum;
import org.apache.spark.SparkConf;
import org.apache.spark.network.shuffle.checksum.ShuffleChecksumHelper;

/**
 * The checksums of sealed blocks. Spark takes its own before the seal, and would then blame the
 * disk for every block that it is asked about; these are of the bytes that lie there.
 */
final class BlockChecksums {
  private final String algorithm;
  private final Checksum[] checksums;

  /**
   * @param algorithm as in {@code spark.shuffle.checksum.algorithm}; empty for none
   */
  BlockChecksums(String algorithm, int partitions) {
    this.algorithm = algorithm;
    this.checksums = new Checksum[algorithm.isEmpty() ? 0 : partitions];
  }

  static String algorithm(SparkConf conf) {
    return conf.getBoolean("spark.shuffle.checksum.enabled", true)
        ? conf.get("spark.shuffle.checksum.algorithm", "ADLER32")
        : "";
  }

  OutputStream over(OutputStream sink, int partition) {
    if (checksums.length == 0) {
      return sink;
    }
    Checksum checksum = ShuffleChecksumHelper.getChecksumByAlgorithm(algorithm);
    checksums[partition] = checksum;
    return new CheckedOutputStream(sink, checksum);
  }

  /** What Spark stores in place of {@code sparksOwn}, which is empty if it stores none. */
  long[] instead(long[] sparksOwn) {
    long[] values = new long[Math.min(sparksOwn.length, checksums.length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = checksums[i] == null ? 0 : checksums[i].getValue();
    }
    return values;
  }
}
