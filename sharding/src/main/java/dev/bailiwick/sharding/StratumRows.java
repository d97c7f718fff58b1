package dev.bailiwick.sharding;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A stratum and where its rows lie.
 *
 * @param stratum the stratum
 * @param counts its rows by source, law and split
 * @param lawOf the law of each value
 */
record StratumRows(Stratum stratum, List<SourceCount> counts, Map<String, String> lawOf) {

  long rowsAt(String site) {
    return counts.stream().filter(c -> c.site().equals(site)).mapToLong(SourceCount::rows).sum();
  }

  /**
   * Rows of each source at a site, sources in order of name: the order in which shards take them.
   */
  SortedMap<String, Long> sourcesAt(String site) {
    SortedMap<String, Long> rows = new TreeMap<>();
    counts.stream()
        .filter(c -> c.site().equals(site))
        .forEach(c -> rows.merge(c.source(), c.rows(), Long::sum));
    return rows;
  }

  /** The laws that govern rows of these sources. */
  SortedSet<String> lawsOf(List<Contribution> from) {
    SortedSet<String> laws = new TreeSet<>();
    for (SourceCount c : counts) {
      if (from.stream().anyMatch(f -> f.source().equals(c.source()))) {
        laws.add(lawOf.getOrDefault(c.jurisdiction(), c.jurisdiction()));
      }
    }
    return laws;
  }
}
