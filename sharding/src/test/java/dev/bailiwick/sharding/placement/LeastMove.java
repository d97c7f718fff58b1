package dev.bailiwick.sharding.placement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The least load that any plan must move so that no site has more than a given load by weight.
 *
 * <p>Let shards be split at will: then a plan is an amount for each pair of class and permitted
 * site, at least 0, that adds up to what the class has, and to at most the given load by weight at
 * each site. What a plan moves of a class is at least what the class had at each site minus what it
 * has there now, where that is positive. Each plan of whole shards is such amounts too, and moves
 * as much, so the least of these sums, a linear program, is a lower bound for all of them. It is a
 * flow whose first units on an arc, as many as lie there, are free, and whose further units cost
 * one; it is solved here by one cheapest path after the other, as plainly as can be.
 */
final class LeastMove {
  private static final class Arc {
    private final int to;
    private final int back;
    private final int cost;
    private long room;

    Arc(int to, int back, long room, int cost) {
      this.to = to;
      this.back = back;
      this.cost = cost;
      this.room = room;
    }
  }

  private final List<List<Arc>> arcs = new ArrayList<>();

  private LeastMove(int nodes) {
    for (int i = 0; i < nodes; i++) {
      arcs.add(new ArrayList<>());
    }
  }

  /**
   * @param p where {@code current} is the placement before
   * @param most the load by weight that no site may exceed
   */
  static long of(Problems p, double most) {
    int k = p.permitted.size();
    int m = p.sites.size();
    int source = k + m;
    int sink = k + m + 1;
    LeastMove net = new LeastMove(k + m + 2);
    long[][] lies = new long[k][m];
    long[] all = new long[k];
    for (int i = 0; i < p.keys.length; i++) {
      int c = p.classOf[i];
      all[c] += p.loads[i];
      if (p.current[i] >= 0 && p.allows(i, p.current[i])) {
        lies[c][p.current[i]] += p.loads[i];
      }
    }
    for (int c = 0; c < k; c++) {
      net.arc(source, c, all[c], 0);
      for (int s = 0; s < m; s++) {
        if (p.permitted.get(c).get(s) && !p.sites.get(s).draining()) {
          net.arc(c, k + s, lies[c][s], 0);
          net.arc(c, k + s, all[c], 1);
        }
      }
    }
    for (int s = 0; s < m; s++) {
      // Up by one: the bound may only become lower.
      net.arc(k + s, sink, (long) Math.ceil(most * p.sites.get(s).weight()) + 1, 0);
    }
    long[] result = net.run(source, sink);
    if (result[0] != Arrays.stream(all).sum()) {
      throw new AssertionError("no plan has so low a load: " + most);
    }
    return result[1];
  }

  private void arc(int from, int to, long room, int cost) {
    arcs.get(from).add(new Arc(to, arcs.get(to).size(), room, cost));
    arcs.get(to).add(new Arc(from, arcs.get(from).size() - 1, 0, -cost));
  }

  private long[] run(int source, int sink) {
    long flow = 0;
    long cost = 0;
    while (true) {
      int[] distance = new int[arcs.size()];
      Arrays.fill(distance, Integer.MAX_VALUE);
      Arc[] into = new Arc[arcs.size()];
      ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(source));
      distance[source] = 0;
      while (!queue.isEmpty()) {
        int node = queue.poll();
        for (Arc arc : arcs.get(node)) {
          if (arc.room > 0 && distance[node] + arc.cost < distance[arc.to]) {
            distance[arc.to] = distance[node] + arc.cost;
            into[arc.to] = arc;
            queue.add(arc.to);
          }
        }
      }
      if (into[sink] == null) {
        return new long[] {flow, cost};
      }
      long sent = Long.MAX_VALUE;
      for (int node = sink; node != source; node = backOf(into[node]).to) {
        sent = Math.min(sent, into[node].room);
      }
      for (int node = sink; node != source; node = backOf(into[node]).to) {
        into[node].room -= sent;
        backOf(into[node]).room += sent;
      }
      flow += sent;
      cost += sent * distance[sink];
    }
  }

  private Arc backOf(Arc arc) {
    return arcs.get(arc.to).get(arc.back);
  }
}
