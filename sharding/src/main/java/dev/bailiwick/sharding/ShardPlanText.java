package dev.bailiwick.sharding;

import dev.bailiwick.policy.Link;
import dev.bailiwick.policy.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A plan in words: what would be where, and by which rules.
 *
 * <p>Shows at most 20 shards of a stratum, and says how many more there are. Seconds and costs are
 * estimates by the topology's links and the sizes that were counted.
 */
public final class ShardPlanText {
  private static final int SHOWN = 20;
  private static final double PERCENT = 100;

  private final ShardPlan plan;
  private final Topology topology;
  private final List<String> lines = new ArrayList<>();

  private ShardPlanText(ShardPlan plan, Topology topology) {
    this.plan = plan;
    this.topology = topology;
  }

  /** The lines, without line ends. */
  public static List<String> lines(ShardPlan plan, Topology topology) {
    return new ShardPlanText(plan, topology).all();
  }

  private List<String> all() {
    lines.add(
        "%,d rows in %,d shards by %s; %,d rows would move to another site"
            .formatted(
                plan.rows(),
                plan.shards().stream().filter(s -> !s.isContext()).count(),
                plan.strategy().describe(),
                plan.movedRows()));
    strata();
    sites();
    hauls();
    gaps();
    unknownLaw();
    violations();
    return List.copyOf(lines);
  }

  private void strata() {
    SortedMap<Integer, List<PlannedShard>> shards = new TreeMap<>();
    plan.shards()
        .forEach(s -> shards.computeIfAbsent(s.stratum().index(), i -> new ArrayList<>()).add(s));
    shards.values().forEach(of -> stratum(of.get(0).stratum(), of));
  }

  private void stratum(Stratum stratum, List<PlannedShard> shards) {
    lines.add("");
    lines.add(
        "stratum %d: law %s, %s%s, %,d rows at %s"
            .formatted(
                stratum.index(),
                String.join(", ", stratum.laws()),
                stratum.split(),
                stratum.category().isEmpty() ? "" : ", category '" + stratum.category() + "'",
                shards.stream().filter(s -> !s.isContext()).mapToLong(PlannedShard::rows).sum(),
                stratum.origin()));
    lines.add("  may be at " + String.join(", ", stratum.homes()));
    stratum.decidedBy().stream()
        .filter(DecisionRef::ofRows)
        .forEach(
            d ->
                lines.add(
                    "  %-12s %-5s at %s by %s (%s)"
                        .formatted(
                            d.transferClass(),
                            d.allowed() ? "allow" : "deny",
                            String.join(", ", d.sites()),
                            d.rule().isEmpty() ? "default deny" : "rule " + d.rule(),
                            d.place())));
    shards.stream().limit(SHOWN).forEach(s -> lines.add(shard(s)));
    if (shards.size() > SHOWN) {
      List<PlannedShard> rest = shards.subList(SHOWN, shards.size());
      lines.add(
          "  … and %,d more: sizes %,d to %,d"
              .formatted(
                  rest.size(),
                  rest.stream().mapToLong(PlannedShard::rows).min().orElse(0),
                  rest.stream().mapToLong(PlannedShard::rows).max().orElse(0)));
    }
  }

  private String shard(PlannedShard s) {
    StringBuilder line = new StringBuilder();
    line.append(
        "  %s  %,d %s, %s, at %s"
            .formatted(
                s.id(),
                s.rows(),
                s.isContext() ? "rows copied" : "rows",
                Amounts.bytes(s.bytes()),
                s.home()));
    if (s.moves()) {
      Link link = topology.link(s.origin(), s.home());
      line.append(" from ").append(s.origin());
      if (s.bytes() > 0) {
        line.append(
            " (about %s, cost %s)"
                .formatted(
                    Amounts.seconds(link.seconds(s.bytes())), Amounts.cost(link.cost(s.bytes()))));
      }
    }
    if (!s.replicas().isEmpty()) {
      line.append("; replicas ").append(String.join(", ", s.replicas()));
    }
    for (ShardRange r : s.ranges()) {
      line.append("; ").append(r.column()).append(' ').append(r.from());
      line.append(" to ").append(r.to());
    }
    return line.toString();
  }

  private void sites() {
    lines.add("");
    lines.add("sites");
    for (SiteShare s : SiteShare.of(plan, topology)) {
      lines.add(
          "  %s: %,d shards, %,d rows, %s of the rows with %s of the compute, %,d replicas, %s%s%s"
              .formatted(
                  s.site(),
                  s.shards(),
                  s.rows(),
                  percent(s.share()),
                  percent(s.weightShare()),
                  s.replicas(),
                  s.shards() + s.replicas() == 0 ? "0 B" : Amounts.bytes(s.bytes()),
                  s.capacityBytes().isPresent()
                      ? " of " + Amounts.bytes(s.capacityBytes().getAsLong())
                      : "",
                  s.draining() ? ", draining" : ""));
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", PERCENT * share);
  }

  private void hauls() {
    List<Haul> hauls = Haul.of(plan, topology);
    if (hauls.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("what would move or be copied");
    for (Haul h : hauls) {
      lines.add(
          "  %s -> %s: %,d files, %s"
              .formatted(
                  h.from(), h.to(), h.files(), Amounts.transfer(h.bytes(), h.seconds(), h.cost())));
    }
  }

  private void gaps() {
    for (ReplicaGap g : plan.replicaGaps()) {
      lines.add("");
      lines.add(
          "%,d shards of stratum %d, from %s on, get %d of %d replicas: %s"
              .formatted(g.shards(), g.stratum(), g.first(), g.got(), g.wanted(), g.why()));
    }
  }

  private void unknownLaw() {
    if (plan.unknownLawRows() > 0) {
      lines.add("");
      lines.add(
          "%,d rows stay where they lie, in no shard, because their law is unknown: %s"
              .formatted(
                  plan.unknownLawRows(),
                  plan.unknownLaw().stream()
                      .map(SourceCount::jurisdiction)
                      .distinct()
                      .map(v -> v.isEmpty() ? "(empty)" : "'" + v + "'")
                      .limit(SHOWN)
                      .collect(Collectors.joining(", "))));
    }
  }

  private void violations() {
    if (plan.violations().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(
        "VIOLATIONS: %,d rows lie where they may not be; nothing is written until they are home"
            .formatted(plan.violatingRows()));
    for (Violation v : plan.violations()) {
      lines.add("  " + v.found());
      lines.add("    " + v.remedy());
    }
  }
}
