package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of wanted ranks without moving or sorting one: pass after pass over the sources
 * finds some more bits of their keys, by counts of rows. What reaches the driver is counts, the
 * least and greatest key of each group, and the keys of the cuts.
 */
final class RankSearch {
  /** 16,384 counts of a group from each partition: 128 KiB. */
  private static final int STEP = 14;

  /** With very many open prefixes a pass still finds this many bits of each. */
  private static final int LEAST_STEP = 6;

  private final SourceScan scan;

  private RankSearch(SourceScan scan) {
    this.scan = scan;
  }

  /**
   * The cuts at these ranks.
   *
   * @param ranks for each group, ascending, each more than 0 and less than the group's rows
   */
  static List<List<Cut>> find(SourceScan scan, Extents extents, List<long[]> ranks) {
    return new RankSearch(scan).find(extents, ranks);
  }

  private List<List<Cut>> find(Extents extents, List<long[]> ranks) {
    List<Line> lines = new ArrayList<>();
    for (int g = 0; g < ranks.size(); g++) {
      lines.add(new Line(extents, g, ranks.get(g)));
    }
    while (lines.stream().anyMatch(Line::isOpen)) {
      Buckets.@Nullable Ask[] asks = lines.stream().map(Line::ask).toArray(Buckets.Ask[]::new);
      Buckets.Counts counts = scan.sum(new Buckets(asks), Buckets.Counts::plus);
      for (int g = 0; g < asks.length; g++) {
        Buckets.Ask asked = asks[g];
        if (asked != null) {
          lines.get(g).answered(asked, counts.of(g));
        }
      }
    }
    return lines.stream().map(Line::cuts).toList();
  }

  /** Wanted ranks in one bucket, and how many rows are below the bucket. */
  private static final class Open {
    private final long prefix;
    private final long before;
    private final long[] ranks;

    Open(long prefix, long before, long[] ranks) {
      this.prefix = prefix;
      this.before = before;
      this.ranks = ranks;
    }

    long prefix() {
      return prefix;
    }
  }

  /** The search in one group. */
  private static final class Line {
    private final long min;
    private final List<Cut> cuts = new ArrayList<>();
    private int bits;
    private List<Open> open;

    Line(Extents extents, int group, long[] ranks) {
      this.min = extents.min(group);
      long span = extents.max(group) - min;
      this.bits = Long.SIZE - Long.numberOfLeadingZeros(span);
      this.open = ranks.length == 0 ? List.of() : List.of(new Open(0, 0, ranks));
      if (bits == 0 && ranks.length > 0) {
        exact(open.get(0), extents.rows(group));
        open = List.of();
      }
    }

    boolean isOpen() {
      return !open.isEmpty();
    }

    Buckets.@Nullable Ask ask() {
      if (open.isEmpty()) {
        return null;
      }
      int spread = Integer.SIZE - Integer.numberOfLeadingZeros(open.size() - 1);
      int step = Math.min(bits, Math.max(LEAST_STEP, STEP - spread));
      return new Buckets.Ask(min, bits, step, open.stream().mapToLong(Open::prefix).toArray());
    }

    void answered(Buckets.Ask ask, long[] counts) {
      int step = ask.step();
      bits -= step;
      List<Open> next = new ArrayList<>();
      for (int p = 0; p < open.size(); p++) {
        Open old = open.get(p);
        long below = old.before;
        int wanted = 0;
        for (int b = 0; b < 1 << step && wanted < old.ranks.length; b++) {
          int at = (p << step) | b;
          long rows = at < counts.length ? counts[at] : 0;
          int from = wanted;
          while (wanted < old.ranks.length && old.ranks[wanted] < below + rows) {
            wanted++;
          }
          if (from < wanted) {
            long[] ranks = Arrays.copyOfRange(old.ranks, from, wanted);
            descend(new Open((old.prefix << step) | b, below, ranks), rows, next);
          }
          below += rows;
        }
        if (wanted < old.ranks.length) {
          throw new BailiwickException(
              ErrorCode.BAD_DATA,
              "A source has fewer rows than when it was counted: it changed meanwhile; plan again");
        }
      }
      open = next;
    }

    private void descend(Open found, long rows, List<Open> next) {
      if (bits == 0) {
        exact(found, rows);
        return;
      }
      if (found.ranks[0] == found.before) {
        // The bucket begins here, and nobody needs to know with which row.
        cuts.add(new Cut(found.before, keyAt(found.prefix), 0, 0));
        if (found.ranks.length == 1) {
          return;
        }
        long[] rest = Arrays.copyOfRange(found.ranks, 1, found.ranks.length);
        next.add(new Open(found.prefix, found.before, rest));
        return;
      }
      next.add(found);
    }

    private void exact(Open found, long equal) {
      for (long rank : found.ranks) {
        cuts.add(new Cut(rank, keyAt(found.prefix), rank - found.before, equal));
      }
    }

    private long keyAt(long prefix) {
      return min + (prefix << bits);
    }

    List<Cut> cuts() {
      cuts.sort(java.util.Comparator.comparingLong(Cut::rank));
      return List.copyOf(cuts);
    }
  }
}
