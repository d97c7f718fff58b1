package dev.bailiwick.sharding.placement;

import dev.bailiwick.sharding.placement.PlacementOutcome.Infeasible;
import dev.bailiwick.sharding.placement.PlacementOutcome.NotFound;
import dev.bailiwick.sharding.placement.PlacementOutcome.Placed;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses a site for each shard.
 *
 * <p>Guaranteed of what is placed:
 *
 * <ul>
 *   <li>every shard has one site, in its permitted set and not draining; copies are at others of
 *       them; no site holds more bytes than its capacity;
 *   <li>a shard leaves the site where it lies only if it may not stay, if room must be made, or if
 *       the highest load (load by weight) falls by the wanted part;
 *   <li>the answer depends on the numbers and keys alone, not on the order in which they are given.
 * </ul>
 *
 * <p>Guaranteed of a refusal: {@link Infeasible} is a proof, by a cut of a flow or by trying every
 * way. With up to 32 shards the answer is one of the two, unless the search is cut off.
 *
 * <p>Not guaranteed: that the load is the least possible one, or that what moves is the least; both
 * are so up to the sizes of single shards where capacities do not bind. Where they bind, room comes
 * before balance.
 */
public final class Placer {
  private Placer() {}

  public static PlacementOutcome place(PlacementProblem problem) {
    Instance in = new Instance(problem);
    ByteFlow bytes = new ByteFlow(in);
    Conflicts conflicts = new Conflicts(in, bytes);
    List<PlacementConflict> certain = conflicts.certain();
    if (!certain.isEmpty()) {
      return new Infeasible(certain);
    }
    Draft before = Draft.of(in, in.stays);
    if (!in.capped) {
      return placed(Balance.of(before));
    }
    Packing packing = new Packing(in, bytes);
    packing.makeRoom(before);
    Draft balanced = Balance.of(before);
    packing.repair(balanced);
    if (balanced.unplaced() == 0) {
      return placed(balanced);
    }
    Draft afresh = packing.afresh();
    packing.repair(afresh);
    if (afresh.unplaced() > 0 && in.shards <= ExactPacking.MOST_SHARDS) {
      Draft exact = ExactPacking.solve(in, in.capacity);
      afresh = exact == null ? afresh : exact;
    }
    if (afresh.unplaced() == 0) {
      Draft stays = Draft.of(in, in.stays);
      Improver.improve(afresh, stays, 0, true);
      TakeBack.from(afresh, stays, 0);
      return placed(afresh);
    }
    List<PlacementConflict> proved = conflicts.exhaustive();
    return proved.isEmpty() ? notFound(balanced, afresh) : new Infeasible(proved);
  }

  private static PlacementOutcome notFound(Draft one, Draft other) {
    Draft best = one.unplaced() <= other.unplaced() ? one : other;
    return new NotFound(
        IntStream.range(0, best.at.length)
            .filter(i -> best.at[i] < 0)
            .map(i -> best.in.given[i])
            .sorted()
            .boxed()
            .toList());
  }

  private static PlacementOutcome placed(Draft draft) {
    return new Placed(new Placement(draft, new Replicas(draft), Balance.lowerBound(draft.in)));
  }
}
