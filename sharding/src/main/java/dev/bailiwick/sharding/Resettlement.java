package dev.bailiwick.sharding;

import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import java.util.ArrayList;
import java.util.List;

/** Gives every unit its home and its replicas. */
final class Resettlement {
  private Resettlement() {}

  static List<ResettledShard> settle(
      List<ReshardUnit> units,
      Topology topology,
      double minimumGain,
      List<ReshardPlan.Violation> violations) {
    List<ResettledShard> settled = new ArrayList<>();
    for (ReshardUnit u : units) {
      List<String> lasting =
          u.homes().stream()
              .filter(h -> !topology.site(h).map(Site::draining).orElse(true))
              .toList();
      String home =
          u.sites().stream().filter(lasting::contains).findFirst().orElseGet(() -> lasting.get(0));
      List<String> replicas = new ArrayList<>();
      u.sites().stream()
          .filter(lasting::contains)
          .filter(s -> !s.equals(home))
          .limit(u.wantedReplicas())
          .forEach(replicas::add);
      lasting.stream()
          .filter(s -> u.movable() && !s.equals(home) && !replicas.contains(s))
          .limit(u.wantedReplicas() - replicas.size())
          .forEach(replicas::add);
      settled.addAll(u.at(home, replicas, u.causes()));
    }
    return settled;
  }
}
