package dev.bailiwick.spark;

import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.DecisionRef;
import dev.bailiwick.sharding.ResettledShard;
import dev.bailiwick.sharding.ReshardPlan;
import dev.bailiwick.sharding.ShardCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A resharding in words: what stays, what moves and why, and by which rule. */
final class ReshardText {
  private ReshardText() {}

  static List<String> lines(ReshardPlan plan, Topology topology) {
    List<String> lines = new ArrayList<>();
    long moving = plan.shards().stream().filter(s -> !s.missing().isEmpty()).count();
    lines.add(
        "%d shards stay as they are; %d move or get a copy: %d files, %,d bytes"
            .formatted(plan.stay(), moving, plan.moves().size(), plan.movedBytes()));
    for (ResettledShard s : plan.shards()) {
      if (!s.missing().isEmpty() || !s.leaving().isEmpty()) {
        lines.add(line(s));
      }
    }
    plan.seconds(topology)
        .forEach(
            (link, seconds) ->
                lines.add("  link %s: %.1f s, as the topology states it".formatted(link, seconds)));
    if (moving > 0) {
      lines.add("");
      lines.add("where the rows may be, and by which rule");
      lines.addAll(rules(plan));
    }
    plan.violations().forEach(v -> lines.add("VIOLATION: " + v.text()));
    return lines;
  }

  private static String line(ResettledShard s) {
    String why =
        s.causes().isEmpty()
            ? "to balance the sites, or their capacity"
            : String.join(", ", s.causes());
    String copies =
        s.missing().isEmpty()
            ? "no longer at " + s.leaving().stream().map(ShardCopy::site).toList()
            : "%s -> %s".formatted(s.shard().site(), String.join(", ", s.missing()));
    return "  %s  %s  %,d rows, %,d bytes: %s"
        .formatted(s.shard().id(), copies, s.shard().rows(), s.shard().bytes(), why);
  }

  private static Set<String> rules(ReshardPlan plan) {
    Set<String> lines = new TreeSet<>();
    for (ResettledShard s : plan.shards()) {
      for (DecisionRef ref :
          s.missing().isEmpty() ? List.<DecisionRef>of() : s.shard().decidedBy()) {
        if (ref.transferClass().equals(TransferClass.RAW.id())
            || ref.transferClass().equals(TransferClass.INTERMEDIATE.id())) {
          lines.add(
              "  law %s: %-12s %-5s at %s by %s (%s)"
                  .formatted(
                      String.join(", ", s.shard().jurisdictions()),
                      ref.transferClass(),
                      ref.allowed() ? "allow" : "deny",
                      String.join(", ", ref.sites()),
                      ref.rule().isEmpty() ? "default deny" : "rule " + ref.rule(),
                      ref.place()));
        }
      }
    }
    return lines;
  }

  /** The files that the new version does not name. */
  static List<String> left(ReshardPlan plan) {
    List<String> lines = new ArrayList<>();
    List<ShardCopy> left = plan.shards().stream().flatMap(s -> s.leaving().stream()).toList();
    if (!left.isEmpty()) {
      lines.add(
          "%d files are left, which older versions name: `bailiwick shard verify --sweep --superseded` deletes them"
              .formatted(left.size()));
      left.forEach(c -> lines.add("  " + c.uri()));
    }
    return lines;
  }
}
