package dev.bailiwick.sharding;

import java.util.List;

/**
 * A shard as planned: which rows, and where they will live.
 *
 * @param id unique in the plan: {@code shard-0007}
 * @param stratum what its rows have in common
 * @param laws the laws that may govern its rows: those of its stratum that its sources hold, sorted
 * @param home the site where it will live
 * @param replicas further sites that will have a copy, in the order in which they stand in for home
 * @param rows how many rows, at least 1
 * @param bytes about how many bytes they take where they lie; 0 if not known
 * @param first the place of its first row among the stratum's, in the strategy's order, from 0
 * @param contributions which rows of which sources, where the strategy takes rows as they lie;
 *     empty where it orders them
 * @param ranges what all its rows have between two bounds; empty where the strategy claims none
 * @param contextOf the shard before whose rows these lie in time, which has them too: copies, no
 *     rows of the dataset; "" otherwise
 */
public record PlannedShard(
    String id,
    Stratum stratum,
    List<String> laws,
    String home,
    List<String> replicas,
    long rows,
    long bytes,
    long first,
    List<Contribution> contributions,
    List<ShardRange> ranges,
    String contextOf) {
  public PlannedShard {
    laws = List.copyOf(laws);
    replicas = List.copyOf(replicas);
    contributions = List.copyOf(contributions);
    ranges = List.copyOf(ranges);
  }

  /** The one site where its rows lie now. */
  public String origin() {
    return stratum.origin();
  }

  /** True if its rows leave the site where they lie. */
  public boolean moves() {
    return !origin().equals(home);
  }

  /** True if its rows are copies beside another shard. */
  public boolean isContext() {
    return !contextOf.isEmpty();
  }

  /** The same shard with other rows of its stratum. */
  public PlannedShard withRows(long newFirst, long newRows) {
    long newBytes = rows == 0 ? 0 : Math.round((double) bytes / rows * newRows);
    return new PlannedShard(
        id,
        stratum,
        laws,
        home,
        replicas,
        newRows,
        newBytes,
        newFirst,
        contributions,
        ranges,
        contextOf);
  }

  /** The same shard, claiming this of its rows. */
  public PlannedShard withRanges(List<ShardRange> claimed) {
    return new PlannedShard(
        id, stratum, laws, home, replicas, rows, bytes, first, contributions, claimed, contextOf);
  }
}
