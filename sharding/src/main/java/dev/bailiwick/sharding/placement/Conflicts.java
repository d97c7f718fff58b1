package dev.bailiwick.sharding.placement;

import dev.bailiwick.sharding.placement.PlacementConflict.Change;
import dev.bailiwick.sharding.placement.PlacementConflict.Reason;
import dev.bailiwick.sharding.placement.PlacementConflict.Remedy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Finds contradictions that are proofs: each is checked again without the heuristics. */
final class Conflicts {
  private final Instance in;
  private final ByteFlow bytes;

  Conflicts(Instance in, ByteFlow bytes) {
    this.in = in;
    this.bytes = bytes;
  }

  /** What no placement can get round, even if shards could be split; empty if nothing is found. */
  List<PlacementConflict> certain() {
    List<PlacementConflict> alone = new ArrayList<>();
    for (int g = 0; g < in.groups; g++) {
      if (in.allowed[g].length == 0) {
        alone.addAll(noSite(g));
      } else if (in.capped) {
        tooLarge(g, alone);
      }
    }
    if (alone.isEmpty() && in.capped) {
      Flow flow = bytes.run(in.allowed, bytes.capacity);
      if (flow.unsent() > 0) {
        alone.add(capacity(flow));
      }
    }
    return alone;
  }

  /** One conflict for each class: each must be lifted by itself. */
  private List<PlacementConflict> noSite(int g) {
    BitSet seen = new BitSet();
    List<PlacementConflict> conflicts = new ArrayList<>();
    for (int i = in.start[g]; i < in.start[g + 1]; i++) {
      int c = in.problem.classOf(in.given[i]);
      if (!seen.get(c)) {
        seen.set(c);
        conflicts.add(
            new PlacementConflict(
                Reason.NO_SITE,
                List.of(c),
                List.of(in.given[i]),
                List.of(),
                in.bytes[i],
                0,
                remediesWithoutSite(c)));
      }
    }
    return conflicts;
  }

  private List<Remedy> remediesWithoutSite(int c) {
    List<Remedy> remedies = new ArrayList<>();
    BitSet permitted = in.problem.permitted(c);
    for (int s = 0; s < in.sites; s++) {
      boolean drains = in.problem.site(s).draining();
      if (permitted.get(s) && drains) {
        remedies.add(new Remedy(Change.STOP_DRAINING, List.of(), s, 0));
      } else if (!permitted.get(s) && !drains) {
        remedies.add(new Remedy(Change.PERMIT_SITE, List.of(c), s, 0));
      }
    }
    return remedies;
  }

  private void tooLarge(int g, List<PlacementConflict> conflicts) {
    long most = Arrays.stream(in.allowed[g]).mapToLong(s -> in.capacity[s]).max().orElse(0);
    int largest = -1;
    for (int i = in.start[g]; i < in.start[g + 1]; i++) {
      if (in.bytes[i] > most && (largest < 0 || in.bytes[i] > in.bytes[largest])) {
        largest = i;
      }
    }
    if (largest < 0) {
      return;
    }
    int c = in.problem.classOf(in.given[largest]);
    long size = in.bytes[largest];
    List<Remedy> remedies = new ArrayList<>();
    for (int s : in.allowed[g]) {
      remedies.add(
          new Remedy(Change.ADD_CAPACITY, List.of(), in.siteGiven[s], size - in.capacity[s]));
    }
    for (int s = 0; s < in.sites; s++) {
      boolean open = !in.problem.site(in.siteGiven[s]).draining();
      if (open && !in.allowedSet[g].get(s) && in.capacity[s] >= size) {
        remedies.add(new Remedy(Change.PERMIT_SITE, List.of(c), in.siteGiven[s], 0));
      }
    }
    conflicts.add(
        new PlacementConflict(
            Reason.SHARD_TOO_LARGE,
            List.of(c),
            List.of(in.given[largest]),
            given(in.allowedSet[g]),
            size,
            most,
            remedies));
  }

  private PlacementConflict capacity(Flow flow) {
    boolean[] cut = flow.bottleneck();
    int[] suspects = IntStream.range(0, in.groups).filter(g -> cut[g]).toArray();
    int[] groups = new SmallestSet(in, bytes).of(suspects);
    BitSet sites = SmallestSet.union(in, groups);
    long there = SmallestSet.sum(bytes.capacity, sites);
    long needed = Arrays.stream(groups).mapToLong(g -> bytes.needed[g]).sum();
    List<Integer> shards = new ArrayList<>();
    long sum = 0;
    for (int i : largestFirst(groups)) {
      if (sum > there) {
        break;
      }
      sum += in.bytes[i];
      shards.add(i);
    }
    List<Remedy> remedies = new Remedies(in, bytes).byFlow(groups, sites, needed - there);
    return conflict(Reason.CAPACITY, shards, groups, sites, needed, there, remedies);
  }

  /** A proof by trying everything; none if the shards fit, or are too many to try. */
  List<PlacementConflict> exhaustive() {
    int[] all = IntStream.range(0, in.shards).toArray();
    if (all.length > ExactPacking.MOST_SHARDS || !impossible(all)) {
      return List.of();
    }
    int[] left = all;
    for (int i : largestFirst(IntStream.range(0, in.groups).toArray())) {
      int[] without = Arrays.stream(left).filter(o -> o != i).toArray();
      left = impossible(without) ? without : left;
    }
    int[] groups = Arrays.stream(left).map(i -> in.groupOf[i]).distinct().sorted().toArray();
    BitSet sites = SmallestSet.union(in, groups);
    long needed = Arrays.stream(left).mapToLong(i -> in.bytes[i]).sum();
    long there = SmallestSet.sum(bytes.capacity, sites);
    List<Remedy> remedies = new Remedies(in, bytes).byTrying(groups, sites);
    List<Integer> shards = Arrays.stream(left).boxed().toList();
    return List.of(conflict(Reason.WHOLE_SHARDS, shards, groups, sites, needed, there, remedies));
  }

  private boolean impossible(int[] shards) {
    return new ExactPacking(in, shards, in.allowed, in.capacity).run()
        == ExactPacking.Verdict.IMPOSSIBLE;
  }

  private int[] largestFirst(int[] groups) {
    BitSet of = new BitSet();
    Arrays.stream(groups).forEach(of::set);
    int[] order = new RadixOrder(in.shards).byDescending(in.bytes).by(new int[in.shards], 1);
    return Arrays.stream(order).filter(i -> of.get(in.groupOf[i])).toArray();
  }

  private PlacementConflict conflict(
      Reason reason,
      List<Integer> shards,
      int[] groups,
      BitSet sites,
      long needed,
      long there,
      List<Remedy> remedies) {
    return new PlacementConflict(
        reason,
        Remedies.classes(in, groups),
        shards.stream().map(i -> in.given[i]).sorted().toList(),
        given(sites),
        needed,
        there,
        remedies);
  }

  private List<Integer> given(BitSet sites) {
    return sites.stream().map(s -> in.siteGiven[s]).sorted().boxed().toList();
  }
}
