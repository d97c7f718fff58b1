package dev.bailiwick.sharding;

import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says what policies and topology, as they are now, make of shards that were written before. */
final class ShardJudge {
  private static final List<TransferClass> ROWS =
      List.of(TransferClass.RAW, TransferClass.INTERMEDIATE);

  private final PolicySet policies;
  private final Topology topology;
  private final Map<String, LawView> views = new HashMap<>();

  ShardJudge(PolicySet policies, Topology topology) {
    this.policies = policies;
    this.topology = topology;
  }

  /** A shard and its contexts; empty, with what is wrong added, if they cannot be kept. */
  Optional<ReshardUnit> judge(
      List<ManifestShard> together, List<ReshardPlan.Violation> violations) {
    List<ManifestShard> judged = new ArrayList<>();
    Map<String, List<ShardCopy>> forbidden = new TreeMap<>();
    List<String> homes = new ArrayList<>(topology.sites().stream().map(Site::name).toList());
    for (ManifestShard s : together) {
      Map<String, List<String>> permitted = permitted(s);
      List<String> mine = homes(permitted);
      homes.retainAll(mine);
      List<ShardCopy> usable =
          s.copies().stream()
              .filter(c -> mine.contains(c.site()))
              .sorted(java.util.Comparator.comparing(c -> draining(c.site())))
              .toList();
      if (usable.isEmpty()) {
        together.forEach(t -> violations.add(unreadable(t, s)));
        return Optional.empty();
      }
      forbidden.put(s.id(), s.copies().stream().filter(c -> !usable.contains(c)).toList());
      judged.add(rejudged(s, permitted, usable));
    }
    return settledHomes(together, judged, forbidden, homes, violations);
  }

  private Optional<ReshardUnit> settledHomes(
      List<ManifestShard> together,
      List<ManifestShard> judged,
      Map<String, List<ShardCopy>> forbidden,
      List<String> homes,
      List<ReshardPlan.Violation> violations) {
    ReshardUnit unit =
        new ReshardUnit(
            judged,
            forbidden,
            homes,
            together.get(0).replicas().size(),
            causes(together.get(0), judged.get(0)));
    List<String> lasting = homes.stream().filter(h -> !draining(h)).toList();
    if (lasting.isEmpty()) {
      together.forEach(t -> violations.add(noHome(t, homes)));
      return Optional.empty();
    }
    return Optional.of(unit);
  }

  private boolean draining(String site) {
    return topology.site(site).map(Site::draining).orElse(true);
  }

  private LawView view(String law) {
    return views.computeIfAbsent(law, l -> LawView.of(Location.of(l), policies, topology));
  }

  private Map<String, List<String>> permitted(ManifestShard s) {
    Map<String, List<String>> permitted = new TreeMap<>();
    for (TransferClass c : TransferClass.values()) {
      List<String> sites = new ArrayList<>(topology.sites().stream().map(Site::name).toList());
      s.jurisdictions()
          .forEach(law -> sites.retainAll(view(law).permitted().getOrDefault(c.id(), List.of())));
      permitted.put(c.id(), List.copyOf(sites));
    }
    return permitted;
  }

  private static List<String> homes(Map<String, List<String>> permitted) {
    List<String> homes = new ArrayList<>(permitted.get(TransferClass.RAW.id()));
    homes.retainAll(permitted.get(TransferClass.INTERMEDIATE.id()));
    return homes;
  }

  private ManifestShard rejudged(
      ManifestShard s, Map<String, List<String>> permitted, List<ShardCopy> usable) {
    return new ManifestShard(
        s.id(),
        s.split(),
        s.category(),
        s.contextOf(),
        s.jurisdictions(),
        permitted,
        s.rows(),
        s.ranges(),
        usable.get(0),
        usable.subList(1, usable.size()),
        LawView.merged(s.jurisdictions().stream().map(law -> view(law).decidedBy()).toList()));
  }

  private List<String> causes(ManifestShard before, ManifestShard now) {
    List<String> causes = new ArrayList<>();
    for (ShardCopy c : before.copies()) {
      if (topology.site(c.site()).isEmpty()) {
        causes.add("site '" + c.site() + "' is gone");
      } else if (now.copies().stream().noneMatch(n -> n.site().equals(c.site()))) {
        causes.add("site '" + c.site() + "' is not permitted any more");
      } else if (draining(c.site())) {
        causes.add("site '" + c.site() + "' is draining");
      }
    }
    return causes;
  }

  private ReshardPlan.Violation unreadable(ManifestShard said, ManifestShard s) {
    List<String> sites = s.copies().stream().map(ShardCopy::site).toList();
    String where = "%,d rows of %s lie at %s".formatted(s.rows(), s.id(), sites);
    List<String> gone = sites.stream().filter(x -> topology.site(x).isEmpty()).toList();
    if (gone.size() == sites.size()) {
      return new ReshardPlan.Violation(
          said,
          "",
          "",
          "",
          "",
          where
              + ", which topology "
              + topology.id()
              + " does not name: put the site back into it with `draining: true` until its shards"
              + " have moved, or leave the shard out");
    }
    for (String site : sites) {
      for (String law : s.jurisdictions()) {
        for (TransferClass c : ROWS) {
          Optional<Decision> denied =
              topology
                  .site(site)
                  .map(at -> policies.decide(Location.of(law), c, at))
                  .filter(d -> !d.allowed());
          if (denied.isPresent()) {
            return violation(said, c, denied.get(), where, site);
          }
        }
      }
    }
    throw new IllegalStateException("A shard that may be read is not unreadable: " + s.id());
  }

  private static ReshardPlan.Violation violation(
      ManifestShard said, TransferClass c, Decision d, String where, String site) {
    return new ReshardPlan.Violation(
        said,
        c.id(),
        d.policy(),
        d.rule(),
        d.place(),
        "%s, and %s is not permitted at '%s' any more: %s [policy '%s'%s, %s]. Bailiwick does not read them there, so it cannot move them: ask the steward for a rule that allows raw and intermediate there until they have moved, or leave the shard out and destroy its files at the site"
            .formatted(
                where,
                c.id(),
                site,
                d.text(),
                d.policy(),
                d.rule().isEmpty() ? "" : ", rule '" + d.rule() + "'",
                d.place()));
  }

  private ReshardPlan.Violation noHome(ManifestShard s, List<String> homes) {
    return new ReshardPlan.Violation(
        s,
        TransferClass.RAW.id(),
        "",
        "",
        "",
        "%,d rows of %s may be at %s, and %s: end the draining of one of these, or ask the steward for a rule that allows raw and intermediate at another of the topology's sites"
            .formatted(
                s.rows(),
                s.id(),
                homes.isEmpty() ? "no site together with their context" : homes,
                homes.isEmpty() ? "so nowhere" : "all of these are draining"));
  }
}
