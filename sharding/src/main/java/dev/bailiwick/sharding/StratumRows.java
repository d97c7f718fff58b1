package dev.bailiwick.sharding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A stratum, and its rows in one line: sources in order of name, rows in order within a source. */
final class StratumRows {
  private final Stratum stratum;
  private final long rows;
  private final long bytes;
  private final List<String> sources;
  private final List<Set<String>> lawsOf;
  private final long[] ends;

  /**
   * @param counts its rows by source, law, category and split
   * @param lawOf the law of each value
   */
  StratumRows(Stratum stratum, List<SourceCount> counts, Map<String, String> lawOf) {
    this.stratum = stratum;
    SortedMap<String, Long> bySource = new TreeMap<>();
    SortedMap<String, Set<String>> laws = new TreeMap<>();
    for (SourceCount c : counts) {
      bySource.merge(c.source(), c.rows(), Math::addExact);
      laws.computeIfAbsent(c.source(), s -> new TreeSet<>())
          .add(lawOf.getOrDefault(c.jurisdiction(), c.jurisdiction()));
    }
    sources = List.copyOf(bySource.keySet());
    lawsOf = List.copyOf(laws.values());
    ends = new long[sources.size()];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end = Math.addExact(end, bySource.get(sources.get(i)));
      ends[i] = end;
    }
    rows = end;
    bytes = SourceCount.bytesOf(counts);
  }

  Stratum stratum() {
    return stratum;
  }

  long rows() {
    return rows;
  }

  /** About how many bytes; 0 if not known. */
  long bytes() {
    return bytes;
  }

  /** In order of name. */
  List<String> sources() {
    return sources;
  }

  /** About how many bytes the rows from one place in the line to another take. */
  long bytes(long first, long count) {
    return bytesBefore(first + count) - bytesBefore(first);
  }

  private long bytesBefore(long row) {
    if (row == rows) {
      return bytes;
    }
    return bytes / rows * row + (long) ((double) (bytes % rows) / rows * row);
  }

  /** The number of the source that holds a row of the line. */
  int sourceOf(long row) {
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > row) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Which rows of which sources some rows of the line are. */
  List<Contribution> contributions(long first, long count) {
    int source = sourceOf(first);
    if (first + count <= ends[source]) {
      return List.of(new Contribution(sources.get(source), first - start(source), count));
    }
    List<Contribution> parts = new ArrayList<>();
    for (long next = first; next < first + count; next = ends[source++]) {
      long until = Math.min(ends[source], first + count);
      parts.add(new Contribution(sources.get(source), next - start(source), until - next));
    }
    return parts;
  }

  private long start(int source) {
    return source == 0 ? 0 : ends[source - 1];
  }

  /** The laws that govern rows of these sources, from one number to another, both included. */
  List<String> laws(int from, int to) {
    Set<String> laws = new TreeSet<>();
    lawsOf.subList(from, to + 1).forEach(laws::addAll);
    return List.copyOf(laws);
  }
}
