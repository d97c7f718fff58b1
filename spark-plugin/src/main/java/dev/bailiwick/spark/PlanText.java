package dev.bailiwick.spark;

import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.sharding.ShardPlan;
import dev.bailiwick.sharding.ShardPlanText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan in words: what would go where, and by which rule. */
final class PlanText {
  private PlanText() {}

  static List<String> lines(ShardPlan plan, Topology topology, TransferPlan transfers) {
    List<String> lines = new ArrayList<>(ShardPlanText.lines(plan, topology));
    if (!transfers.transfers().isEmpty()) {
      lines.add("");
      lines.add("what training would send");
      lines.addAll(transfers(transfers));
    }
    return lines;
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
