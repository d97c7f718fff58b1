package dev.bailiwick.preprocess;

import ai.rapids.cudf.BinaryOp;
import ai.rapids.cudf.ColumnVector;
import ai.rapids.cudf.OrderByArg;
import ai.rapids.cudf.Table;
import com.nvidia.spark.RapidsUDF;
import java.util.List;

/**
 * {@link RowBucketiseUdf} with GPU code: Spark runs {@link #call} row by row; the RAPIDS
 * Accelerator runs {@link #evaluateColumnar} on whole batches on the GPU. Both give the same
 * answer. A pure function: a batch may be tried again.
 *
 * <p>This is the only class that knows cudf. It has no cudf type in a field: loading one loads the
 * native libraries, which a machine without a GPU cannot.
 */
public final class BucketiseUdf extends RowBucketiseUdf implements RapidsUDF {
  private static final long serialVersionUID = 1L;

  /**
   * @param splits strictly ascending, finite
   */
  public BucketiseUdf(List<Double> splits) {
    super(splits);
  }

  /**
   * @param numRows rows of the batch
   * @param args one column of doubles, which stays the caller's
   * @return numRows integers, which become the caller's
   */
  @Override
  public ColumnVector evaluateColumnar(int numRows, ColumnVector... args) {
    if (args.length != 1) {
      throw new IllegalArgumentException("bucketise takes one column, not " + args.length);
    }
    try (ColumnVector values = args[0].nansToNulls();
        Table needles = new Table(values);
        ColumnVector edges = ColumnVector.fromDoubles(splits());
        Table haystack = new Table(edges);
        ColumnVector bucket = haystack.upperBound(needles, OrderByArg.asc(0, true))) {
      // A null was searched for like a number: take its answer away again.
      return bucket.mergeAndSetValidity(BinaryOp.BITWISE_AND, values);
    }
  }
}
