package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.List;

/**
 * How the rows of a stratum are dealt to shards. Whatever the strategy, shards of one stratum
 * differ by at most one row, unless {@link Hash#together} asks for more.
 *
 * <p>{@link #describe} is what manifests and reports say of it.
 */
public sealed interface Strategy {
  /** One line, such as {@code time-ranges(column=at, overlapRows=0)}. */
  String describe();

  /** Whether a shard's rows are those that lie in one place, so that no row need be ordered. */
  default boolean takesRowsAsTheyLie() {
    return this instanceof Size;
  }

  /** Whether rows of different categories are in different strata. */
  default boolean keepsCategoriesApart() {
    return this instanceof Stratified s && s.disjoint();
  }

  /** How many rows before its first are copied beside a shard. */
  default int contextRows() {
    return this instanceof TimeRanges t ? t.overlapRows() : 0;
  }

  /** In the order in which the rows lie. Needs no shuffle. */
  record Size() implements Strategy {
    @Override
    public String describe() {
      return "size";
    }
  }

  /**
   * By the value of a column.
   *
   * @param column the category
   * @param disjoint false: every shard has each value in the proportion of its stratum, each to one
   *     row; true: a shard has rows of one value only
   */
  record Stratified(String column, boolean disjoint) implements Strategy {
    @Override
    public String describe() {
      return "stratified(column=" + column + ", disjoint=" + disjoint + ")";
    }
  }

  /**
   * Contiguous ranges of time, each as many rows.
   *
   * @param column an instant, a date or a whole number
   * @param overlapRows how many rows before a shard's first are copied beside it, so that windows
   *     over time can begin at its first row
   */
  record TimeRanges(String column, int overlapRows) implements Strategy {
    public TimeRanges {
      if (overlapRows < 0) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT, "overlapRows is " + overlapRows + ": it must not be negative");
      }
    }

    @Override
    public String describe() {
      return "time-ranges(column=" + column + ", overlapRows=" + overlapRows + ")";
    }
  }

  /**
   * Cells of places that lie near each other along a Hilbert curve, each with as many rows.
   *
   * @param latitude a column of degrees, -90 to 90
   * @param longitude a column of degrees, -180 to 180
   */
  record Spatial(String latitude, String longitude) implements Strategy {
    @Override
    public String describe() {
      return "spatial(latitude=" + latitude + ", longitude=" + longitude + ")";
    }
  }

  /**
   * By a hash of columns.
   *
   * @param columns whose values are hashed together
   * @param together true: rows with equal values are in one shard, and sizes may differ by as many
   *     rows as have equal values
   */
  record Hash(List<String> columns, boolean together) implements Strategy {
    public Hash {
      columns = List.copyOf(columns);
    }

    @Override
    public String describe() {
      return "hash(columns=" + columns + ", together=" + together + ")";
    }
  }
}
