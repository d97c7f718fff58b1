package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was counted, sorted out by what may be planned.
 *
 * @param lawful rows that lie where they may, by source, jurisdiction, category, split
 * @param unknown rows whose law is not known
 * @param astray rows that lie where they may not be
 * @param laws what the policies say of each value of the jurisdiction column that means a law
 */
record Counts(
    List<SourceCount> lawful,
    List<SourceCount> unknown,
    List<SourceCount> astray,
    Map<String, LawView> laws) {
  private static final Comparator<SourceCount> ORDER =
      Comparator.comparing(SourceCount::source)
          .thenComparing(SourceCount::jurisdiction)
          .thenComparing(SourceCount::category)
          .thenComparing(SourceCount::split);

  static Counts of(Collection<SourceCount> given, PolicySet policies, Topology topology) {
    requireSites(given, topology);
    Map<Location, LawView> views = new HashMap<>();
    Map<String, LawView> laws = new HashMap<>();
    List<SourceCount> lawful = new ArrayList<>();
    List<SourceCount> unknown = new ArrayList<>();
    List<SourceCount> astray = new ArrayList<>();
    for (SourceCount c : merged(given)) {
      Optional<Location> law =
          policies.jurisdictionOf(c.jurisdiction().isEmpty() ? null : c.jurisdiction());
      if (law.isEmpty()) {
        unknown.add(c);
        continue;
      }
      LawView view = views.computeIfAbsent(law.get(), l -> LawView.of(l, policies, topology));
      laws.put(c.jurisdiction(), view);
      (view.livesAt(c.site()) ? lawful : astray).add(c);
    }
    return new Counts(lawful, unknown, astray, laws);
  }

  /** What the policies say of a count's rows. */
  LawView viewOf(SourceCount count) {
    LawView view = laws.get(count.jurisdiction());
    if (view == null) {
      throw new IllegalArgumentException("no law is known of " + count);
    }
    return view;
  }

  private static void requireSites(Collection<SourceCount> counts, Topology topology) {
    List<String> sites = topology.sites().stream().map(Site::name).toList();
    Map<String, String> siteOf = new HashMap<>();
    for (SourceCount c : counts) {
      if (!sites.contains(c.site())) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "Source '"
                + c.source()
                + "' lies at site '"
                + c.site()
                + "', but the topology has "
                + sites);
      }
      String other = siteOf.putIfAbsent(c.source(), c.site());
      if (c.rows() < 0 || c.bytes() < 0 || (other != null && !other.equals(c.site()))) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            "Source '" + c.source() + "' must have one site and no negative count");
      }
    }
  }

  /** Equal keys added up, in an order that does not depend on how they came. */
  private static List<SourceCount> merged(Collection<SourceCount> counts) {
    SortedMap<SourceCount, List<SourceCount>> same = new TreeMap<>(ORDER);
    for (SourceCount c : counts) {
      if (c.rows() > 0) {
        same.computeIfAbsent(c, k -> new ArrayList<>()).add(c);
      }
    }
    List<SourceCount> merged = new ArrayList<>();
    same.forEach(
        (c, all) ->
            merged.add(
                new SourceCount(
                    c.source(),
                    c.site(),
                    c.jurisdiction(),
                    c.category(),
                    c.split(),
                    all.stream().mapToLong(SourceCount::rows).reduce(0, Math::addExact),
                    SourceCount.bytesOf(all))));
    return merged;
  }
}
