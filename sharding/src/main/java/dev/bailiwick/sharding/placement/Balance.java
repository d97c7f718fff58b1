package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/**
 * The heart: which amounts stay, leave and arrive, by flows, and then which shards.
 *
 * <p>Two plans are weighed. In the first, only what must move moves, and is spread over the rest as
 * evenly as that allows. In the second, as little as possible moves so that the highest load comes
 * within the slack of the least possible one. The second is taken if its highest load is lower by
 * the wanted gain.
 */
final class Balance {
  /** A byte that moves costs this, and up to {@link #FAR_LINK} more by how dear its link is. */
  private static final int MOVE = 16;

  private static final int FAR_LINK = 7;

  /** What it costs to fill a site above its even share: less than a move. */
  private static final int UNEVEN = 8;

  /** Sums of flow stay exact as doubles. */
  private static final double FINEST = 0x1p50;

  private final Instance in;
  private final Draft before;
  private final double unit;
  private final long[] kept;
  private final long[] displaced;
  private final double[] base;
  private final double[] limit;
  private final int[] dearness;
  private final int[] arcs;

  private Balance(Draft before) {
    this.before = before;
    in = before.in;
    arcs = new int[in.groups + 1];
    for (int g = 0; g < in.groups; g++) {
      arcs[g + 1] = arcs[g] + in.allowed[g].length;
    }
    double total = Math.max(1, Arrays.stream(in.load).asDoubleStream().sum());
    unit = Math.scalb(1.0, Math.max(0, Math.getExponent(FINEST / total)));
    kept = new long[arcs[in.groups]];
    displaced = new long[in.groups];
    base = new double[in.sites];
    for (int i = 0; i < in.shards; i++) {
      int g = in.groupOf[i];
      long amount = (long) (in.load[i] * unit);
      int at = before.at[i];
      if (at >= 0) {
        kept[arc(g, at)] += amount;
        base[at] += amount;
      } else {
        displaced[g] += amount;
      }
    }
    limit = limits(total * unit);
    dearness = in.problem.hasLinks() ? Links.dearness(in, arcs, FAR_LINK) : new int[kept.length];
  }

  /** Places all that has no site, and moves what is worth it. What finds no room stays nowhere. */
  static Draft of(Draft before) {
    return new Balance(before).best();
  }

  /** The least highest load, in load by weight, that any placement without limits can have. */
  static double lowerBound(Instance in) {
    int[] nowhere = new int[in.shards];
    Arrays.fill(nowhere, Draft.NOWHERE);
    Balance free = new Balance(Draft.of(in, nowhere));
    double[] none = new double[in.sites];
    double[] endless = new double[in.sites];
    Arrays.fill(endless, Double.POSITIVE_INFINITY);
    Bound bound = new Bound(in.allowed, in.weight, none, endless).of(free.displaced);
    return Math.max(bound.highest / free.unit, free.largestShard());
  }

  private int arc(int g, int site) {
    return arcs[g] + Arrays.binarySearch(in.allowed[g], site);
  }

  /** Capacities as loads: a byte is taken to be as much work as bytes are on average. */
  private double[] limits(double total) {
    double[] limits = new double[in.sites];
    Arrays.fill(limits, Double.POSITIVE_INFINITY);
    if (in.capped) {
      double perByte = total / Math.max(1, Arrays.stream(in.bytes).asDoubleStream().sum());
      for (int s = 0; s < in.sites; s++) {
        limits[s] = Math.max(base[s], in.capacity[s] * perByte);
      }
    }
    return limits;
  }

  private Draft best() {
    double[] none = new double[in.sites];
    Bound forced = bound(base, displaced);
    double stay = forced.highest;
    for (int s = 0; s < in.sites; s++) {
      stay = Math.max(stay, base[s] / in.weight[s]);
    }
    boolean anyKept = Arrays.stream(kept).anyMatch(k -> k > 0);
    double gain = in.problem.minimumGain();
    if (anyKept && gain < 1) {
      long[] all = displaced.clone();
      for (int g = 0; g < in.groups; g++) {
        for (int a = arcs[g]; a < arcs[g + 1]; a++) {
          all[g] += kept[a];
        }
      }
      Bound free = bound(none, all);
      double goal = Math.max(free.highest, largestShard() * unit) * (1 + in.problem.slack());
      if (goal <= stay * (1 - gain)) {
        Draft moved = rebalanced(free, all, goal);
        double reached = moved.highest() * unit;
        if (reached > goal) {
          // Whole shards missed the goal: what they can reach may need less.
          Draft again = rebalanced(free, all, reached);
          boolean better = again.highest() <= moved.highest() && left(again) < left(moved);
          moved = better ? again : moved;
        }
        if (moved.highest() * unit <= stay * (1 - gain)) {
          return moved;
        }
        Draft still = onlyForced(forced, stay);
        return moved.highest() <= still.highest() * (1 - gain) ? moved : still;
      }
    }
    return onlyForced(forced, stay);
  }

  private Bound bound(double[] base, long[] amount) {
    Bound bound = new Bound(in.allowed, in.weight, base, limit).of(amount);
    if (bound.highest == Double.POSITIVE_INFINITY) {
      // Work and bytes do not go together here: bytes are counted shard by shard anyway.
      double[] endless = new double[in.sites];
      Arrays.fill(endless, Double.POSITIVE_INFINITY);
      return new Bound(in.allowed, in.weight, base, endless).of(amount);
    }
    return bound;
  }

  private double largestShard() {
    double largest = 0;
    for (int g = 0; g < in.groups; g++) {
      if (in.start[g] < in.start[g + 1]) {
        double weight = Arrays.stream(in.allowed[g]).mapToDouble(s -> in.weight[s]).max().orElse(1);
        largest = Math.max(largest, in.load[in.start[g]] / weight);
      }
    }
    return largest;
  }

  /** The load that is not where it could have stayed. */
  private long left(Draft draft) {
    long sum = 0;
    for (int i = 0; i < in.shards; i++) {
      sum += before.at[i] >= 0 && before.at[i] != draft.at[i] ? in.load[i] : 0;
    }
    return sum;
  }

  private Draft onlyForced(Bound bound, double highest) {
    Draft draft = before.copy();
    if (Arrays.stream(displaced).allMatch(d -> d == 0) && draft.unplaced() == 0) {
      return draft;
    }
    Flow flow = new Flow(in.allowed, in.sites);
    System.arraycopy(displaced, 0, flow.left, 0, in.groups);
    System.arraycopy(dearness, 0, flow.price, 0, dearness.length);
    flow.sparePrice(UNEVEN);
    double loose = 1 + in.problem.slack();
    for (int s = 0; s < in.sites; s++) {
      flow.room[s] = room(Math.min(limit[s], bound.fill[s] * loose * in.weight[s]) - base[s]);
      long most = room(Math.min(limit[s], highest * loose * in.weight[s]) - base[s]);
      flow.spare[s] = Math.max(0, most - flow.room[s]);
    }
    flow.run();
    new Assigner(draft, unit).follow(flow);
    Improver.improve(draft, before, highest / unit * loose, false);
    return draft;
  }

  private Draft rebalanced(Bound bound, long[] all, double goal) {
    Flow flow = new Flow(in.allowed, in.sites);
    System.arraycopy(all, 0, flow.left, 0, in.groups);
    System.arraycopy(kept, 0, flow.keep, 0, kept.length);
    for (int a = 0; a < kept.length; a++) {
      flow.price[a] = MOVE + dearness[a];
    }
    flow.sparePrice(UNEVEN);
    double loose = 1 + in.problem.slack();
    for (int s = 0; s < in.sites; s++) {
      double most = Math.min(limit[s], goal * in.weight[s]);
      double even = Math.min(most, bound.fill[s] * loose * in.weight[s]);
      flow.room[s] = room(Math.max(even, Math.min(most, base[s])));
      flow.spare[s] = Math.max(0, room(most) - flow.room[s]);
    }
    flow.run();
    Draft draft = before.copy();
    new Assigner(draft, unit).follow(flow);
    Improver.improve(draft, before, goal / unit, true);
    TakeBack.from(draft, before, goal / unit);
    return draft;
  }

  private static long room(double amount) {
    return (long) Math.ceil(Math.max(0, amount));
  }
}
