package dev.bailiwick.sharding;

import java.util.List;

/**
 * A shard as planned: which rows, and where they will live.
 *
 * @param id unique in the plan: {@code shard-0007}
 * @param stratum what its rows have in common
 * @param laws the laws that may govern its rows: those of its stratum that its sources hold, sorted
 * @param origin the one site where its rows lie now
 * @param home the site where it will live
 * @param rows how many rows, at least 1
 * @param contributions which rows of which sources, all of them at {@code origin}
 */
public record PlannedShard(
    String id,
    Stratum stratum,
    List<String> laws,
    String origin,
    String home,
    long rows,
    List<Contribution> contributions) {
  public PlannedShard {
    laws = List.copyOf(laws);
    contributions = List.copyOf(contributions);
  }

  /** True if its rows leave the site where they lie. */
  public boolean moves() {
    return !origin.equals(home);
  }
}
