package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/**
 * Amounts that flow from groups to the sites allowed to them: as much as fits, at the least cost.
 *
 * <p>Per arc, the first {@code keep} units are free and each further one costs {@code price}; at a
 * site, what is beyond its room but within its spare room costs {@code sparePrice}. Cheapest paths
 * are found for one cost after the other, and for each cost as much as possible is sent along the
 * shortest of them (Dinic), so the work grows with the number of different costs, which are few.
 */
final class Flow {
  private static final int FAR = Integer.MAX_VALUE / 2;

  private final int groups;
  private final int nodes;
  private final int[][] allowed;
  private final int[] arcStart;
  private final int[] arcGroup;
  private final int[][] arcsInto;
  final long[] keep;
  final int[] price;
  final long[] flow;

  /** What groups have left to send, and what sites have left to take. */
  final long[] left;

  final long[] room;
  final long[] spare;
  private int sparePrice;

  private final int[] distance;
  private final int[] level;
  private final int[] next;
  private final int[] queue;
  private final boolean[] queued;

  Flow(int[][] allowed, int sites) {
    this.allowed = allowed;
    groups = allowed.length;
    nodes = groups + sites;
    arcStart = new int[groups + 1];
    int[] degree = new int[sites];
    for (int g = 0; g < groups; g++) {
      arcStart[g + 1] = arcStart[g] + allowed[g].length;
      for (int s : allowed[g]) {
        degree[s]++;
      }
    }
    int arcs = arcStart[groups];
    arcGroup = new int[arcs];
    arcsInto = new int[sites][];
    for (int s = 0; s < sites; s++) {
      arcsInto[s] = new int[degree[s]];
    }
    for (int g = 0; g < groups; g++) {
      for (int a = arcStart[g]; a < arcStart[g + 1]; a++) {
        int s = site(g, a);
        arcGroup[a] = g;
        arcsInto[s][--degree[s]] = a;
      }
    }
    keep = new long[arcs];
    price = new int[arcs];
    flow = new long[arcs];
    left = new long[groups];
    room = new long[sites];
    spare = new long[sites];
    distance = new int[nodes];
    level = new int[nodes];
    next = new int[nodes];
    queue = new int[nodes];
    queued = new boolean[nodes];
  }

  /** The first arc of a group; those of one group follow each other as its sites do. */
  int arcs(int group) {
    return arcStart[group];
  }

  private int site(int group, int arc) {
    return allowed[group][arc - arcStart[group]];
  }

  void sparePrice(int price) {
    sparePrice = price;
  }

  /** Sends as much as fits. May be called again after room was added. */
  void run() {
    startFree();
    for (int cost = cheapest(); cost < FAR; cost = cheapest()) {
      while (levels(cost)) {
        Arrays.fill(next, 0);
        for (int g = 0; g < groups; g++) {
          while (left[g] > 0 && distance[g] == 0) {
            long sent = send(g, left[g], cost);
            left[g] -= sent;
            if (sent == 0) {
              break;
            }
          }
        }
      }
    }
  }

  long unsent() {
    return Arrays.stream(left).sum();
  }

  private void startFree() {
    for (int g = 0; g < groups; g++) {
      for (int a = arcStart[g]; a < arcStart[g + 1] && left[g] > 0; a++) {
        int s = site(g, a);
        long free = price[a] == 0 ? left[g] : keep[a] - flow[a];
        long now = Math.max(0, Math.min(Math.min(free, left[g]), room[s]));
        flow[a] += now;
        left[g] -= now;
        room[s] -= now;
      }
    }
  }

  private int forth(int arc) {
    return flow[arc] < keep[arc] ? 0 : price[arc];
  }

  private int back(int arc) {
    return flow[arc] > keep[arc] ? -price[arc] : 0;
  }

  private int toEnd(int site) {
    return room[site] > 0 ? 0 : spare[site] > 0 ? sparePrice : FAR;
  }

  /** The cost of the cheapest path from a group with something left to a site with room. */
  private int cheapest() {
    Arrays.fill(distance, FAR);
    int head = 0;
    int waiting = 0;
    for (int g = 0; g < groups; g++) {
      if (left[g] > 0) {
        distance[g] = 0;
        queued[g] = true;
        queue[waiting++] = g;
      }
    }
    while (waiting > 0) {
      int node = queue[head];
      head = head + 1 == nodes ? 0 : head + 1;
      waiting--;
      queued[node] = false;
      int[] sites = node < groups ? allowed[node] : arcsInto[node - groups];
      for (int i = 0; i < sites.length; i++) {
        int to;
        int cost;
        if (node < groups) {
          to = groups + sites[i];
          cost = forth(arcStart[node] + i);
        } else if (flow[sites[i]] > 0) {
          to = arcGroup[sites[i]];
          cost = back(sites[i]);
        } else {
          continue;
        }
        if (distance[node] + cost < distance[to]) {
          distance[to] = distance[node] + cost;
          if (!queued[to]) {
            queued[to] = true;
            int tail = head + waiting;
            queue[tail >= nodes ? tail - nodes : tail] = to;
            waiting++;
          }
        }
      }
    }
    int best = FAR;
    for (int s = 0; s < nodes - groups; s++) {
      if (distance[groups + s] < FAR) {
        best = Math.min(best, distance[groups + s] + toEnd(s));
      }
    }
    return best;
  }

  /** How many steps each node is from a start along cheapest paths; false if none ends. */
  private boolean levels(int cost) {
    Arrays.fill(level, FAR);
    int tail = 0;
    for (int g = 0; g < groups; g++) {
      if (left[g] > 0 && distance[g] == 0) {
        level[g] = 0;
        queue[tail++] = g;
      }
    }
    boolean ends = false;
    for (int head = 0; head < tail; head++) {
      int node = queue[head];
      if (node >= groups && distance[node] + toEnd(node - groups) == cost) {
        ends = true;
      }
      int[] out = node < groups ? allowed[node] : arcsInto[node - groups];
      for (int i = 0; i < out.length; i++) {
        int to = tight(node, out, i);
        if (to >= 0 && level[to] == FAR) {
          level[to] = level[node] + 1;
          queue[tail++] = to;
        }
      }
    }
    return ends;
  }

  /** Where the i-th arc out of a node leads if it is on a cheapest path; else -1. */
  private int tight(int node, int[] out, int i) {
    if (node < groups) {
      int to = groups + out[i];
      return distance[node] + forth(arcStart[node] + i) == distance[to] ? to : -1;
    }
    if (flow[out[i]] == 0) {
      return -1;
    }
    int to = arcGroup[out[i]];
    return distance[node] + back(out[i]) == distance[to] ? to : -1;
  }

  private long send(int node, long amount, int cost) {
    if (node >= groups) {
      int s = node - groups;
      if (distance[node] + toEnd(s) == cost) {
        long[] place = room[s] > 0 ? room : spare;
        long taken = Math.min(amount, place[s]);
        place[s] -= taken;
        return taken;
      }
    }
    int[] out = node < groups ? allowed[node] : arcsInto[node - groups];
    for (; next[node] < out.length; next[node]++) {
      int i = next[node];
      int to = tight(node, out, i);
      if (to < 0 || level[to] != level[node] + 1) {
        continue;
      }
      int arc = node < groups ? arcStart[node] + i : out[i];
      long fits = node < groups ? forthAtThisPrice(arc) : backAtThisPrice(arc);
      long sent = send(to, Math.min(amount, fits), cost);
      if (sent > 0) {
        flow[arc] += node < groups ? sent : -sent;
        return sent;
      }
    }
    return 0;
  }

  private long forthAtThisPrice(int arc) {
    return flow[arc] < keep[arc] && price[arc] > 0 ? keep[arc] - flow[arc] : Long.MAX_VALUE;
  }

  private long backAtThisPrice(int arc) {
    return flow[arc] > keep[arc] ? flow[arc] - keep[arc] : flow[arc];
  }

  /**
   * The groups from which something could still flow into what is left over, and after {@link
   * #groups} the sites that are all they have. Together they are the bottleneck.
   */
  boolean[] bottleneck() {
    boolean[] seen = new boolean[nodes];
    int tail = 0;
    for (int g = 0; g < groups; g++) {
      if (left[g] > 0) {
        seen[g] = true;
        queue[tail++] = g;
      }
    }
    for (int head = 0; head < tail; head++) {
      int node = queue[head];
      int[] out = node < groups ? allowed[node] : arcsInto[node - groups];
      for (int o : out) {
        if (node >= groups && flow[o] == 0) {
          continue;
        }
        int to = node < groups ? groups + o : arcGroup[o];
        if (!seen[to]) {
          seen[to] = true;
          queue[tail++] = to;
        }
      }
    }
    return seen;
  }
}
