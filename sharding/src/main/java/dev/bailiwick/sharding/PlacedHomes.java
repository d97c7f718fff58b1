package dev.bailiwick.sharding;

import dev.bailiwick.sharding.placement.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where each shard of a cut goes, by the sites' names. */
final class PlacedHomes {
  private final Placement placement;
  private final List<String> sites;
  private final Map<List<String>, List<String>> same = new HashMap<>();

  PlacedHomes(Placement placement, List<String> sites) {
    this.placement = placement;
    this.sites = sites;
  }

  String home(int shard) {
    return sites.get(placement.siteOf(shard));
  }

  List<String> replicas(int shard) {
    int[] at = placement.replicasOf(shard);
    if (at.length == 0) {
      return List.of();
    }
    List<String> names = new ArrayList<>(at.length);
    for (int site : at) {
      names.add(sites.get(site));
    }
    // A million shards share few lists.
    return same.computeIfAbsent(names, List::copyOf);
  }
}
