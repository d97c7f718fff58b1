package dev.bailiwick.sharding.placement;

import java.util.List;

/** Whether shards can be placed at all: tries every site for every shard, and knows no shortcut. */
final class Oracle {
  private final Problems p;
  private final List<Integer> shards;
  private final long[] room;

  private Oracle(Problems p, List<Integer> shards) {
    this.p = p;
    this.shards = shards;
    room = p.sites.stream().mapToLong(PlacementProblem.SiteSpec::capacityBytes).toArray();
  }

  static boolean fit(Problems p, List<Integer> shards) {
    return new Oracle(p, shards).fits(0);
  }

  private boolean fits(int next) {
    if (next == shards.size()) {
      return true;
    }
    int shard = shards.get(next);
    for (int s = 0; s < room.length; s++) {
      if (p.allows(shard, s) && room[s] >= p.bytes[shard]) {
        room[s] -= p.bytes[shard];
        boolean fits = fits(next + 1);
        room[s] += p.bytes[shard];
        if (fits) {
          return true;
        }
      }
    }
    return false;
  }
}
