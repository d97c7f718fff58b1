package dev.bailiwick.sharding.placement;

import java.util.List;

/** What came of a problem. */
public sealed interface PlacementOutcome {
  /** Every shard has a site, in its permitted set and within capacity. */
  record Placed(Placement placement) implements PlacementOutcome {}

  /**
   * It is proved that no placement exists.
   *
   * @param conflicts at least one; each alone makes it impossible
   */
  record Infeasible(List<PlacementConflict> conflicts) implements PlacementOutcome {
    public Infeasible {
      conflicts = List.copyOf(conflicts);
    }
  }

  /**
   * None was found and none was ruled out: the sites hold the bytes, but whole shards did not fit
   * as tried. Smaller shards or more capacity would help.
   *
   * @param shards those left over in the best attempt, ascending
   */
  record NotFound(List<Integer> shards) implements PlacementOutcome {
    public NotFound {
      shards = List.copyOf(shards);
    }
  }
}
