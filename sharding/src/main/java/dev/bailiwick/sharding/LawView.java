package dev.bailiwick.sharding;

import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the policies say of rows of one law: the sites for each class, and the rules that decided.
 *
 * @param law the law
 * @param permitted the sites for each class of transfer, by its word
 * @param decidedBy the rules
 * @param kind the same for laws that permit the same by the same rules
 */
record LawView(
    Location law,
    TreeMap<String, List<String>> permitted,
    List<DecisionRef> decidedBy,
    String kind) {

  static LawView of(Location law, PolicySet policies, Topology topology) {
    TreeMap<String, List<String>> permitted = new TreeMap<>();
    List<DecisionRef> refs = new ArrayList<>();
    for (TransferClass c : TransferClass.values()) {
      List<String> sites = new ArrayList<>();
      for (Site site : topology.sites()) {
        Decision d = policies.decide(law, c, site);
        if (d.allowed()) {
          sites.add(site.name());
        }
        refs.add(
            new DecisionRef(
                c.id(), d.allowed(), List.of(site.name()), d.policy(), d.rule(), d.place()));
      }
      permitted.put(c.id(), List.copyOf(sites));
    }
    List<DecisionRef> decidedBy = merged(List.of(refs));
    return new LawView(law, permitted, decidedBy, permitted + " " + allowedBy(decidedBy));
  }

  /** The rules that allow something, by class. */
  private static List<String> allowedBy(List<DecisionRef> decidedBy) {
    return decidedBy.stream()
        .filter(DecisionRef::allowed)
        .map(ref -> ref.transferClass() + " by " + ref.policy() + "/" + ref.rule())
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether rows may be at a site, as they are stored and as they are worked on. */
  boolean livesAt(String site) {
    return permitted.get(TransferClass.RAW.id()).contains(site)
        && permitted.get(TransferClass.INTERMEDIATE.id()).contains(site);
  }

  /** The same rules, each once, with all its sites. */
  static List<DecisionRef> merged(Collection<List<DecisionRef>> several) {
    Map<List<String>, SortedSet<String>> sites = new TreeMap<>(LawView::compare);
    for (List<DecisionRef> refs : several) {
      for (DecisionRef r : refs) {
        List<String> key =
            List.of(
                r.transferClass(), r.allowed() ? "allow" : "deny", r.policy(), r.rule(), r.place());
        sites.computeIfAbsent(key, k -> new TreeSet<>()).addAll(r.sites());
      }
    }
    List<DecisionRef> merged = new ArrayList<>();
    sites.forEach(
        (k, at) ->
            merged.add(
                new DecisionRef(
                    k.get(0),
                    k.get(1).equals("allow"),
                    List.copyOf(at),
                    k.get(2),
                    k.get(3),
                    k.get(4))));
    return merged;
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int c = a.get(i).compareTo(b.get(i));
      if (c != 0) {
        return c;
      }
    }
    return 0;
  }
}
