package dev.bailiwick.sharding;

import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Link;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says of rows that lie where they may not be by which rule, and how they come home. */
final class Violations {
  private final PolicySet policies;
  private final Topology topology;

  Violations(PolicySet policies, Topology topology) {
    this.policies = policies;
    this.topology = topology;
  }

  /** One for each law and site, by site and then law. */
  List<Violation> of(Counts counts) {
    SortedMap<String, SortedMap<String, List<SourceCount>>> groups = new TreeMap<>();
    for (SourceCount c : counts.astray()) {
      groups
          .computeIfAbsent(c.site(), s -> new TreeMap<>())
          .computeIfAbsent(counts.viewOf(c).law().toString(), l -> new ArrayList<>())
          .add(c);
    }
    List<Violation> violations = new ArrayList<>();
    groups.forEach(
        (site, laws) ->
            laws.forEach(
                (law, of) ->
                    violations.add(
                        violation(
                            topology.site(site).orElseThrow(), counts.viewOf(of.get(0)), of))));
    return violations;
  }

  private Violation violation(Site site, LawView view, List<SourceCount> counts) {
    Location law = view.law();
    Decision raw = policies.decide(law, TransferClass.RAW, site);
    TransferClass c = raw.allowed() ? TransferClass.INTERMEDIATE : TransferClass.RAW;
    Decision denied = raw.allowed() ? policies.decide(law, c, site) : raw;
    long bytes = SourceCount.bytesOf(counts);
    List<WayHome> ways = new ArrayList<>();
    List<String> draining = new ArrayList<>();
    for (Site to : topology.sites()) {
      if (!view.livesAt(to.name())) {
        continue;
      }
      if (to.draining()) {
        draining.add(to.name());
      } else {
        Link link = topology.link(site.name(), to.name());
        ways.add(new WayHome(to.name(), link.seconds(bytes), link.cost(bytes)));
      }
    }
    ways.sort(
        Comparator.comparingDouble(WayHome::seconds)
            .thenComparingDouble(WayHome::cost)
            .thenComparing(WayHome::site));
    return new Violation(
        law.toString(),
        site.name(),
        site.location().toString(),
        counts,
        new DecisionRef(
            c.id(), false, List.of(site.name()), denied.policy(), denied.rule(), denied.place()),
        denied.text(),
        ways,
        draining);
  }
}
