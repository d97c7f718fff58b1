package dev.bailiwick.preprocess;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/**
 * The number of splits that are not above a value: the index of its bucket, from 0. A value equal
 * to a split is in the bucket above it; below the first split is bucket 0; infinities are in the
 * outermost buckets. Null and NaN are in no bucket: null.
 */
class RowBucketiseUdf implements UDF1<@Nullable Double, @Nullable Integer> {
  private static final long serialVersionUID = 1L;
  private static final String RAPIDS = "com.nvidia.spark.RapidsUDF";

  private final double[] splits;

  RowBucketiseUdf(List<Double> splits) {
    this.splits = splits.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * With GPU code where the RAPIDS Accelerator is on the class path. Without it a class that
   * implements its interface cannot even be loaded, so the twin without is used.
   */
  static RowBucketiseUdf of(List<Double> splits) {
    return rapidsIsThere() ? withGpuCode(splits) : new RowBucketiseUdf(splits);
  }

  private static boolean rapidsIsThere() {
    try {
      Class.forName(RAPIDS, false, RowBucketiseUdf.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** By name: naming the class in code would have the verifier load it here. */
  private static RowBucketiseUdf withGpuCode(List<Double> splits) {
    try {
      return Class.forName("dev.bailiwick.preprocess.BucketiseUdf")
          .asSubclass(RowBucketiseUdf.class)
          .getConstructor(List.class)
          .newInstance(splits);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("BucketiseUdf is not in its own jar", e);
    }
  }

  double[] splits() {
    return splits;
  }

  @Override
  public @Nullable Integer call(@Nullable Double value) {
    return value == null || value.isNaN() ? null : bucket(value);
  }

  /** The same for a value that is a number. */
  final int bucket(double value) {
    // Adding 0.0 turns -0.0 into 0.0, which the search would otherwise put below it.
    int at = Arrays.binarySearch(splits, value + 0.0);
    return at >= 0 ? at + 1 : -(at + 1);
  }
}
