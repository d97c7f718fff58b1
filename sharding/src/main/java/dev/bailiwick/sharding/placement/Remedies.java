package dev.bailiwick.sharding.placement;

import dev.bailiwick.sharding.placement.PlacementConflict.Change;
import dev.bailiwick.sharding.placement.PlacementConflict.Remedy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Single changes that lift a conflict; each was tried. */
final class Remedies {
  private static final int MOST_TRIED = 32;

  private final Instance in;
  private final ByteFlow bytes;

  Remedies(Instance in, ByteFlow bytes) {
    this.in = in;
    this.bytes = bytes;
  }

  /**
   * Changes after which these groups conflict no more.
   *
   * @param lacking how many bytes their sites lack
   */
  List<Remedy> byFlow(int[] groups, BitSet sites, long lacking) {
    List<Remedy> remedies = new ArrayList<>();
    sites.stream()
        .limit(MOST_TRIED)
        .forEach(
            s ->
                remedies.add(new Remedy(Change.ADD_CAPACITY, List.of(), in.siteGiven[s], lacking)));
    // What other groups leave free decides which further site helps all of them.
    Flow now = bytes.run(in.allowed, bytes.capacity);
    roomiest(now.room, sites).stream()
        .limit(MOST_TRIED)
        .filter(s -> now.room[s] >= lacking)
        .forEach(
            s ->
                remedies.add(
                    new Remedy(Change.PERMIT_SITE, classes(in, groups), in.siteGiven[s], 0)));
    return remedies;
  }

  /** Changes after which everything fits, found by trying every way again. */
  List<Remedy> byTrying(int[] groups, BitSet sites) {
    List<Remedy> remedies = new ArrayList<>();
    sites.stream().limit(MOST_TRIED).forEach(s -> tryCapacity(s, remedies));
    List<Integer> classes = classes(in, groups);
    roomiest(bytes.capacity, sites).stream()
        .limit(MOST_TRIED)
        .filter(s -> fits(permitting(groups, s), in.capacity))
        .forEach(s -> remedies.add(new Remedy(Change.PERMIT_SITE, classes, in.siteGiven[s], 0)));
    return remedies;
  }

  private void tryCapacity(int site, List<Remedy> remedies) {
    long[] capacity = in.capacity.clone();
    long low = 0;
    long high = bytes.total();
    capacity[site] = in.capacity[site] + high;
    if (!fits(in.allowed, capacity)) {
      return;
    }
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      capacity[site] = in.capacity[site] + middle;
      if (fits(in.allowed, capacity)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    remedies.add(new Remedy(Change.ADD_CAPACITY, List.of(), in.siteGiven[site], high));
  }

  private boolean fits(int[][] allowed, long[] capacity) {
    int[] all = IntStream.range(0, in.shards).toArray();
    return new ExactPacking(in, all, allowed, capacity).run() == ExactPacking.Verdict.FITS;
  }

  private int[][] permitting(int[] groups, int site) {
    int[][] allowed = in.allowed.clone();
    for (int g : groups) {
      BitSet more = (BitSet) in.allowedSet[g].clone();
      more.set(site);
      allowed[g] = more.stream().toArray();
    }
    return allowed;
  }

  /** Sites outside of a set that take shards, the most room first. */
  private List<Integer> roomiest(long[] room, BitSet except) {
    return IntStream.range(0, in.sites)
        .filter(s -> !except.get(s) && !in.problem.site(in.siteGiven[s]).draining())
        .boxed()
        .sorted(Comparator.comparingLong((Integer s) -> -room[s]))
        .toList();
  }

  static List<Integer> classes(Instance in, int[] groups) {
    BitSet classes = new BitSet();
    for (int g : groups) {
      for (int i = in.start[g]; i < in.start[g + 1]; i++) {
        classes.set(in.problem.classOf(in.given[i]));
      }
    }
    return classes.stream().boxed().toList();
  }
}
