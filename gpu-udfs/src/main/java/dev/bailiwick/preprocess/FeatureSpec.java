package dev.bailiwick.preprocess;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;

/**
 * How one column becomes numbers.
 *
 * @param column name of the column in the data
 * @param kind what is done with it
 * @param splits for {@link Kind#BUCKETISE} the inner edges of the buckets, strictly ascending and
 *     finite; otherwise empty
 * @param minCount for {@link Kind#ONE_HOT} in how many rows of one site a value must stand before
 *     that site names it to others, at least 1; otherwise 0
 */
public record FeatureSpec(String column, Kind kind, List<Double> splits, int minCount) {

  /** What {@code minCount} is when a job does not say. */
  public static final int DEFAULT_MIN_COUNT = 10;

  /** The most buckets of one column. */
  static final int MAX_SPLITS = 1_000;

  /** What is done with a column. */
  public enum Kind {
    /** One number: {@code (x - mean) / deviation}, both pooled over all sites. */
    STANDARDISE("standardise"),
    /** One number for each known value of the column, and one for all the others. */
    ONE_HOT("one-hot"),
    /** One number for each interval between the splits. */
    BUCKETISE("bucketise");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** The name in job files and in documents. */
    public String id() {
      return id;
    }

    /**
     * The kind of that name.
     *
     * @throws BailiwickException BAD_ARGUMENT for a name that is none
     */
    public static Kind of(String id) {
      for (Kind kind : values()) {
        if (kind.id.equals(id)) {
          return kind;
        }
      }
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "transform \"" + id + "\" is unknown: use standardise, one-hot or bucketise");
    }
  }

  /**
   * @throws BailiwickException BAD_ARGUMENT if the parts do not fit together
   */
  public FeatureSpec {
    splits = List.copyOf(splits);
    if (column.isEmpty()) {
      throw bad("a feature needs the name of a column; this one is empty");
    }
    if (kind == Kind.BUCKETISE) {
      requireEdges(column, splits);
    } else if (!splits.isEmpty()) {
      throw bad("feature " + column + ": splits belong to bucketise, not to " + kind.id());
    }
    if (kind == Kind.ONE_HOT ? minCount < 1 : minCount != 0) {
      throw bad(
          "feature "
              + column
              + ": minCount is "
              + minCount
              + "; it is at least 1 for one-hot, and 0 for the other transforms");
    }
  }

  /** The column as one number of mean 0 and deviation 1 over all sites. */
  public static FeatureSpec standardise(String column) {
    return new FeatureSpec(column, Kind.STANDARDISE, List.of(), 0);
  }

  /** The column's values as slots; a site names a value that stands in 10 of its rows or more. */
  public static FeatureSpec oneHot(String column) {
    return oneHot(column, DEFAULT_MIN_COUNT);
  }

  /** The column's values as slots; a site names a value of {@code minCount} rows or more. */
  public static FeatureSpec oneHot(String column, int minCount) {
    return new FeatureSpec(column, Kind.ONE_HOT, List.of(), minCount);
  }

  /** The column's intervals as slots; a value equal to a split is in the interval above it. */
  public static FeatureSpec bucketise(String column, List<Double> splits) {
    return new FeatureSpec(column, Kind.BUCKETISE, splits, 0);
  }

  private static void requireEdges(String column, List<Double> splits) {
    if (splits.isEmpty() || splits.size() > MAX_SPLITS) {
      throw bad(
          "feature "
              + column
              + ": "
              + splits.size()
              + " splits; bucketise needs 1 to "
              + MAX_SPLITS);
    }
    double last = Double.NEGATIVE_INFINITY;
    for (double split : splits) {
      if (!Double.isFinite(split) || !(split > last)) {
        throw bad(
            "feature "
                + column
                + ": split "
                + split
                + " after "
                + last
                + "; splits are finite and strictly ascending");
      }
      last = split;
    }
  }

  private static BailiwickException bad(String message) {
    return new BailiwickException(ErrorCode.BAD_ARGUMENT, message);
  }
}
