package dev.bailiwick.cli.bench;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A number for a set of rows, the same in whatever order they come. */
final class Digest {
  private Digest() {}

  static long of(INDArray features, INDArray labels) {
    float[][] rows = features.toFloatMatrix();
    float[][] classes = labels.toFloatMatrix();
    long sum = 0;
    for (int i = 0; i < rows.length; i++) {
      long hash = 1;
      for (float value : rows[i]) {
        hash = hash * 0x9E3779B97F4A7C15L + Float.floatToRawIntBits(value);
      }
      for (float value : classes[i]) {
        hash = hash * 0x9E3779B97F4A7C15L + Float.floatToRawIntBits(value);
      }
      sum += hash ^ (hash >>> 29);
    }
    return sum;
  }
}
