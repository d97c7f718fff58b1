package dev.bailiwick.spark;

import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.DecisionRef;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.SourceCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A plan in words: what would go where, and by which rule. */
final class PlanText {
  private PlanText() {}

  static List<String> lines(ShardPlan plan, TransferPlan transfers) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%,d rows in %d shards; %,d rows would move to another site"
            .formatted(plan.rows(), plan.shards().size(), plan.movedRows()));
    lines.add("");
    lines.add("shards");
    for (PlannedShard shard : plan.shards()) {
      lines.add(shard(shard));
    }
    if (plan.unknownLawRows() > 0) {
      lines.add("");
      lines.add(
          "%,d rows stay where they lie, in no shard, because their law is unknown: %s"
              .formatted(plan.unknownLawRows(), unknown(plan)));
    }
    lines.add("");
    lines.add("where the rows may be, and by which rule");
    lines.addAll(rules(plan));
    lines.add("");
    lines.add("what training would send");
    lines.addAll(transfers(transfers));
    return lines;
  }

  private static String shard(PlannedShard s) {
    String from = s.moves() ? " from " + s.origin() : "";
    return "  %s  %-5s %,8d rows  law %s  at %s%s; may be at %s"
        .formatted(
            s.id(),
            s.stratum().split(),
            s.rows(),
            String.join(", ", s.laws()),
            s.home(),
            from,
            s.stratum().permitted().get(TransferClass.RAW.id()));
  }

  private static String unknown(ShardPlan plan) {
    return plan.unknownLaw().stream()
        .map(SourceCount::jurisdiction)
        .distinct()
        .map(v -> v.isEmpty() ? "(empty)" : "'" + v + "'")
        .limit(10)
        .collect(Collectors.joining(", "));
  }

  private static List<String> rules(ShardPlan plan) {
    Map<String, String> lines = new TreeMap<>();
    plan.strata()
        .forEach(
            stratum -> {
              for (DecisionRef ref : stratum.decidedBy()) {
                String line =
                    "  law %s: %-12s %-5s at %s by %s (%s)"
                        .formatted(
                            String.join(", ", stratum.laws()),
                            ref.transferClass(),
                            ref.allowed() ? "allow" : "deny",
                            String.join(", ", ref.sites()),
                            ref.rule().isEmpty() ? "default deny" : "rule " + ref.rule(),
                            ref.place());
                if (isRows(ref)) {
                  lines.put(line, line);
                }
              }
            });
    return List.copyOf(lines.values());
  }

  private static boolean isRows(DecisionRef ref) {
    return ref.transferClass().equals(TransferClass.RAW.id())
        || ref.transferClass().equals(TransferClass.INTERMEDIATE.id());
  }

  /** One line for all laws that one rule decides alike. */
  private static List<String> transfers(TransferPlan plan) {
    Map<String, List<String>> laws = new LinkedHashMap<>();
    for (PlannedTransfer t : plan.transfers()) {
      String line =
          "  %-10s %s -> %s  %s"
              .formatted(t.transferClass().id(), t.from(), t.to(), outcome(t.decision()));
      laws.computeIfAbsent(line, l -> new ArrayList<>()).add(t.jurisdiction());
    }
    List<String> lines = new ArrayList<>();
    laws.forEach((line, of) -> lines.add(line + "; law " + String.join(", ", of)));
    return lines;
  }

  private static String outcome(Decision decision) {
    return decision.allowed()
        ? "allowed by rule " + decision.rule() + " (" + decision.place() + ")"
        : "DENIED: " + decision.text();
  }
}
