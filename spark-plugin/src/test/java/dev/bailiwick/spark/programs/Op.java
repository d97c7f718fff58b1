package dev.bailiwick.spark.programs;

/**
 * What a step of a program does. {@link NaiveRun} says what comes out, {@link SparkRun} does it.
 */
enum Op {
  FILTER(1),
  SELECT(1),
  EXPLODE(1),
  SAMPLE(1),
  COALESCE(1),
  SORT_WITHIN_PARTITIONS(1),
  CACHE(1),
  SLOW_TASK(1),
  REPARTITION(1),
  REPARTITION_BY_KEY(1),
  DISTINCT(1),
  SORT(1),
  AGGREGATE(1),
  CUBE(1),
  WINDOW(1),
  CHECKPOINT(1),
  LOCAL_CHECKPOINT(1),
  ROUND_TRIP(1),
  UNION(2),
  JOIN(2),
  LEFT_JOIN(2),
  BROADCAST_JOIN(2),
  LEFT_SEMI_JOIN(2),
  LEFT_ANTI_JOIN(2),
  CROSS_JOIN(2),
  SCALAR_SUBQUERY(2),
  IN_SUBQUERY(2),
  RDD_MAP(1),
  RDD_REPARTITION(1),
  RDD_SORT_BY(1),
  RDD_REDUCE_BY_KEY(1),
  RDD_PERSIST(1),
  RDD_CHECKPOINT(1),
  RDD_LOCAL_CHECKPOINT(1),
  RDD_UNION(2),
  RDD_ZIP_PARTITIONS(2),
  RDD_COGROUP(2),
  RDD_CARTESIAN(2),
  RDD_SUBTRACT_BY_KEY(2);

  private final int inputs;

  Op(int inputs) {
    this.inputs = inputs;
  }

  boolean isBinary() {
    return inputs == 2;
  }

  /** Every row of the one meets every row of the other. */
  boolean isProduct() {
    return this == CROSS_JOIN || this == RDD_CARTESIAN;
  }

  boolean isJoin() {
    return this == JOIN || this == LEFT_JOIN || this == BROADCAST_JOIN;
  }

  /** Blocks that cannot be made again when their executor is gone. */
  boolean isLostWithItsExecutor() {
    return this == LOCAL_CHECKPOINT || this == RDD_LOCAL_CHECKPOINT;
  }

  /** Spark draws by the number of the partition and the order in it. */
  boolean keepsOrder() {
    return this == FILTER || this == SELECT || this == EXPLODE;
  }
}
