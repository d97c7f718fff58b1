package dev.bailiwick.sharding.placement;

/**
 * Local improvement: while the most loaded site is above the goal, one shard leaves it or two
 * change places.
 *
 * <p>Between two sites there is one amount that would make them equal, and the nearer to it a move
 * or swap is, the better. So shards are looked for by size, near that amount, and only some of
 * them: flows leave little to do, and a large problem has shards of every size.
 */
final class Improver {
  private static final long WORK = 50_000_000;
  private static final int NEAR = 24;
  private static final int SWAPPED = 256;

  /** A shard that could stay moves only for this part of the highest load. */
  private static final double WORTH_A_MOVE = 0.01;

  private final Draft draft;
  private final Draft before;
  private final Instance in;
  private final double goal;
  private final boolean mayMoveKept;
  private final Members members;
  private long work;

  private double now;
  private double best;
  private int bestShard;
  private int bestOther;
  private int bestSite;

  private Improver(Draft draft, Draft before, double goal, boolean mayMoveKept) {
    this.draft = draft;
    this.before = before;
    this.in = draft.in;
    this.goal = goal;
    this.mayMoveKept = mayMoveKept;
    members = new Members(draft);
  }

  /**
   * Improves a draft, down to the goal.
   *
   * @param before where shards were that could stay
   * @param mayMoveKept whether those may move too
   */
  static void improve(Draft draft, Draft before, double goal, boolean mayMoveKept) {
    if (draft.highest() > goal) {
      Improver improver = new Improver(draft, before, goal, mayMoveKept);
      improver.run();
    }
  }

  private void run() {
    while (draft.highest() > goal && work < WORK && relieve(draft.highestSite())) {
      if (bestOther >= 0) {
        members.move(bestOther, draft.at[bestShard]);
      }
      members.move(bestShard, bestSite);
    }
  }

  private boolean relieve(int site) {
    now = draft.ratio(site);
    best = now;
    bestShard = -1;
    bestOther = -1;
    for (int to = 0; to < in.sites; to++) {
      if (draft.ratio(to) < now) {
        tryMoves(site, to);
      }
    }
    if (bestShard < 0) {
      int step = Math.max(1, members.count(site) / SWAPPED);
      for (int place = members.count(site) - 1; place >= 0; place -= step) {
        trySwaps(members.shard(site, place), site);
      }
    }
    return bestShard >= 0;
  }

  /** The load that would have to go from one site to the other to make them equal. */
  private long equalizer(int site, int to) {
    return (long) ((now - draft.ratio(to)) / (1 / in.weight[site] + 1 / in.weight[to]));
  }

  private void tryMoves(int site, int to) {
    int middle = members.placeOf(site, equalizer(site, to));
    int first = Math.max(0, middle - NEAR);
    int last = Math.min(members.count(site), middle + NEAR);
    for (int place = first; place < last; place++) {
      int shard = members.shard(site, place);
      if (draft.fits(shard, to)) {
        consider(shard, -1, site, to, worth(shard));
      }
    }
  }

  private void trySwaps(int shard, int site) {
    double worth = worth(shard);
    for (int to : in.allowed[in.groupOf[shard]]) {
      if (worth == 0 || draft.ratio(to) >= now) {
        continue;
      }
      int middle = members.placeOf(to, in.load[shard] - equalizer(site, to));
      int first = Math.max(0, middle - NEAR);
      int last = Math.min(members.count(to), middle + NEAR);
      for (int place = first; place < last; place++) {
        int other = members.shard(to, place);
        long bytes = in.bytes[shard] - in.bytes[other];
        boolean fits =
            draft.bytes[to] + bytes <= in.capacity[to]
                && draft.bytes[site] - bytes <= in.capacity[site];
        if (fits && in.allowedSet[in.groupOf[other]].get(site)) {
          consider(shard, other, site, to, Math.min(worth, worth(other)));
        }
      }
    }
  }

  /** Below what the two sites must come for this shard to move; 0 if it may not. */
  private double worth(int shard) {
    boolean stayed = before.at[shard] >= 0 && before.at[shard] == draft.at[shard];
    return !stayed ? now : mayMoveKept ? now * (1 - WORTH_A_MOVE) : 0;
  }

  private void consider(int shard, int other, int site, int to, double worth) {
    work++;
    long amount = in.load[shard] - (other < 0 ? 0 : in.load[other]);
    double there = (draft.load[to] + amount) / in.weight[to];
    double here = (draft.load[site] - amount) / in.weight[site];
    double higher = Math.max(there, here);
    if (higher < best && higher < worth && in.allowedSet[in.groupOf[shard]].get(to)) {
      best = higher;
      bestShard = shard;
      bestOther = other;
      bestSite = to;
    }
  }
}
