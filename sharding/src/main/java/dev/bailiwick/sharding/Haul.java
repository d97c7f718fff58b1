package dev.bailiwick.sharding;

import dev.bailiwick.policy.Link;
import dev.bailiwick.policy.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a plan brings from one site to another: shards, contexts and replicas.
 *
 * @param from where the rows lie
 * @param to where they go
 * @param files how many shards, contexts and replicas
 * @param bytes about how many; 0 if not known of one
 * @param seconds about how long, one after the other over the topology's link
 * @param cost about what it costs
 */
record Haul(String from, String to, long files, long bytes, double seconds, double cost) {

  private static final class Sums {
    private long files;
    private long bytes;
    private boolean unknown;
  }

  /** By sites from and to. */
  static List<Haul> of(ShardPlan plan, Topology topology) {
    Map<List<String>, Sums> sums = new HashMap<>();
    for (PlannedShard s : plan.shards()) {
      add(sums, s, s.home());
      s.replicas().forEach(to -> add(sums, s, to));
    }
    List<Haul> hauls = new ArrayList<>();
    sums.forEach(
        (ends, sum) -> {
          Link link = topology.link(ends.get(0), ends.get(1));
          long bytes = sum.unknown ? 0 : sum.bytes;
          hauls.add(
              new Haul(
                  ends.get(0),
                  ends.get(1),
                  sum.files,
                  bytes,
                  link.seconds(bytes),
                  link.cost(bytes)));
        });
    hauls.sort(Comparator.comparing(Haul::from).thenComparing(Haul::to));
    return hauls;
  }

  private static void add(Map<List<String>, Sums> sums, PlannedShard s, String to) {
    if (!s.origin().equals(to)) {
      Sums sum = sums.computeIfAbsent(List.of(s.origin(), to), k -> new Sums());
      sum.files++;
      sum.bytes += s.bytes();
      sum.unknown |= s.bytes() == 0;
    }
  }
}
