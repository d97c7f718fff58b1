package dev.bailiwick.sharding;

import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds shards that get fewer replicas than were asked for, and says why. */
final class ReplicaGaps {
  private static final int SHOWN = 5;

  private final Topology topology;
  private final PlanOptions options;

  ReplicaGaps(Topology topology, PlanOptions options) {
    this.topology = topology;
    this.options = options;
  }

  /** One for each stratum and number of replicas. */
  List<ReplicaGap> of(List<PlannedShard> shards) {
    Map<Long, List<PlannedShard>> tooFew = new TreeMap<>();
    for (PlannedShard s : shards) {
      int got = s.replicas().size();
      if (got < options.replicas() && !s.isContext()) {
        long key = (long) s.stratum().index() * (options.replicas() + 1) + got;
        tooFew.computeIfAbsent(key, k -> new ArrayList<>()).add(s);
      }
    }
    return tooFew.values().stream().map(this::gap).toList();
  }

  private ReplicaGap gap(List<PlannedShard> shards) {
    PlannedShard first = shards.get(0);
    return new ReplicaGap(
        first.stratum().index(),
        first.id(),
        shards.size(),
        options.replicas(),
        first.replicas().size(),
        why(first.stratum()));
  }

  private String why(Stratum stratum) {
    List<String> homes = stratum.homes();
    List<Site> others = topology.sites().stream().filter(s -> !homes.contains(s.name())).toList();
    if (others.isEmpty() && homes.size() <= options.replicas()) {
      return "the topology has no sites but {" + String.join(", ", homes) + "}";
    }
    if (homes.size() <= options.replicas()) {
      return "only {"
          + String.join(", ", homes)
          + "} may hold them; denied "
          + cited(stratum, others.stream().map(Site::name).toList());
    }
    List<String> draining =
        topology.sites().stream()
            .filter(s -> s.draining() && homes.contains(s.name()))
            .map(Site::name)
            .toList();
    return "of {"
        + String.join(", ", homes)
        + "}, which may hold them, "
        + (draining.isEmpty() ? "" : String.join(", ", draining) + " is draining, and ")
        + "the others hold one already or are full";
  }

  private static String cited(Stratum stratum, List<String> at) {
    List<String> cited =
        stratum.decidedBy().stream()
            .filter(d -> !d.allowed() && d.ofRows() && d.sites().stream().anyMatch(at::contains))
            .map(d -> d.transferClass() + " by " + d.cited())
            .distinct()
            .toList();
    return cited.isEmpty()
        ? "at no other site, for there is none"
        : cited.stream().limit(SHOWN).collect(Collectors.joining("; "))
            + (cited.size() > SHOWN ? "; and " + (cited.size() - SHOWN) + " more" : "");
  }
}
