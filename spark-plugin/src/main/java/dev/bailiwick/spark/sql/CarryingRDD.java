package dev.bailiwick.spark.sql;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;

/** Its rows were made with values that the driver got from a sub-query. */
public final class CarryingRDD extends MarkRDD {
  private static final long serialVersionUID = 1L;

  CarryingRDD(RDD<InternalRow> parent) {
    super(parent);
  }
}
