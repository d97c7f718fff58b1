package dev.bailiwick.sharding.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** A problem whose parts can be changed: made at random, or from what a test says. */
final class Problems {
  static final boolean LONG = Boolean.getBoolean("bailiwick.long");

  final List<PlacementProblem.SiteSpec> sites = new ArrayList<>();
  final List<BitSet> permitted = new ArrayList<>();
  long[] keys = {};
  long[] loads = {};
  long[] bytes = {};
  int[] classOf = {};
  int[] current = {};
  double[][] links = {};
  int replicas;
  double gain = 0.1;
  boolean stable;

  static BitSet set(int... sites) {
    BitSet set = new BitSet();
    Arrays.stream(sites).forEach(set::set);
    return set;
  }

  Problems site(double weight, long capacity, boolean draining) {
    sites.add(new PlacementProblem.SiteSpec(1_000 + sites.size(), weight, capacity, draining));
    return this;
  }

  Problems site() {
    return site(1, PlacementProblem.UNLIMITED, false);
  }

  Problems kind(int... sites) {
    permitted.add(set(sites));
    return this;
  }

  Problems shard(int kind, long size, int at) {
    int n = keys.length;
    keys = Arrays.copyOf(keys, n + 1);
    loads = Arrays.copyOf(loads, n + 1);
    bytes = Arrays.copyOf(bytes, n + 1);
    classOf = Arrays.copyOf(classOf, n + 1);
    current = Arrays.copyOf(current, n + 1);
    keys[n] = n;
    loads[n] = size;
    bytes[n] = size;
    classOf[n] = kind;
    current[n] = at;
    return this;
  }

  PlacementProblem build() {
    PlacementProblem.Builder b = PlacementProblem.between(sites);
    for (int c = 0; c < permitted.size(); c++) {
      b.addClass(permitted.get(c));
    }
    if (links.length > 0) {
      b.links(links);
    }
    return b.shards(keys, loads, bytes, classOf, current)
        .replicas(replicas)
        .minimumGain(gain)
        .stable(stable)
        .build();
  }

  PlacementOutcome place() {
    return Placer.place(build());
  }

  Placement placed() {
    return ((PlacementOutcome.Placed) place()).placement();
  }

  boolean allows(int shard, int site) {
    int c = classOf[shard];
    return permitted.get(c).get(site) && !sites.get(site).draining();
  }

  /** Small sites and shards, so that about as many problems have an answer as have none. */
  static Problems random(long seed, int mostSites, int mostShards) {
    SplittableRandom r = new SplittableRandom(seed);
    Problems p = new Problems();
    int m = 1 + r.nextInt(mostSites);
    int n = r.nextInt(mostShards + 1);
    boolean capped = r.nextInt(3) > 0;
    long ample = 1 + 10L * n / m;
    for (int s = 0; s < m; s++) {
      boolean limited = capped && r.nextInt(4) > 0;
      long capacity = limited ? r.nextLong(2 * ample) : PlacementProblem.UNLIMITED;
      p.site(r.nextBoolean() ? 1 : 0.2 + 3 * r.nextDouble(), capacity, r.nextInt(8) == 0);
    }
    int k = 1 + r.nextInt(5);
    for (int c = 0; c < k; c++) {
      BitSet set = new BitSet();
      int breadth = r.nextInt(16) == 0 ? 0 : 1 + r.nextInt(m);
      for (int i = 0; i < breadth; i++) {
        set.set(r.nextInt(m));
      }
      p.permitted.add(set);
    }
    boolean lie = r.nextBoolean();
    boolean apart = r.nextInt(4) == 0;
    for (int i = 0; i < n; i++) {
      int c = r.nextInt(k);
      int[] homes = p.permitted.get(c).stream().toArray();
      boolean right = homes.length > 0 && r.nextInt(10) > 0;
      int at = right ? homes[r.nextInt(homes.length)] : r.nextInt(m);
      p.shard(c, 1 + r.nextInt(r.nextInt(5) == 0 ? 40 : 12), lie ? at : PlacementProblem.NOWHERE);
      p.loads[i] = apart ? r.nextInt(50) : p.bytes[i];
      p.keys[i] = r.nextLong();
    }
    if (r.nextInt(3) == 0) {
      p.links = new double[m][m];
      for (double[] row : p.links) {
        Arrays.setAll(row, i -> 0.01 + r.nextDouble());
      }
    }
    p.replicas = r.nextInt(3) == 0 ? 1 + r.nextInt(3) : 0;
    p.stable = r.nextBoolean();
    p.gain = new double[] {0, 0.1, Double.POSITIVE_INFINITY}[r.nextInt(3)];
    return p;
  }

  /** A world of many shards without limits, each of whose classes may be at several sites. */
  static Problems large(long seed, int m, int k, int n, boolean skewed) {
    SplittableRandom r = new SplittableRandom(seed);
    Random normal = new Random(seed);
    Problems p = new Problems();
    for (int s = 0; s < m; s++) {
      double weight = skewed ? Math.exp(0.7 * normal.nextGaussian()) : 1;
      p.sites.add(
          new PlacementProblem.SiteSpec(r.nextLong(), weight, PlacementProblem.UNLIMITED, false));
    }
    for (int c = 0; c < k; c++) {
      BitSet set = new BitSet();
      int breadth = c == 0 ? m : m / 8 + r.nextInt(m / 2);
      while (set.cardinality() < breadth) {
        set.set(r.nextInt(m));
      }
      p.permitted.add(set);
    }
    p.keys = new long[n];
    p.loads = new long[n];
    p.bytes = new long[n];
    p.classOf = new int[n];
    p.current = new int[n];
    for (int i = 0; i < n; i++) {
      p.keys[i] = r.nextLong();
      p.loads[i] = (long) Math.exp(9 + 0.5 * normal.nextGaussian());
      p.bytes[i] = 64 * p.loads[i];
      p.classOf[i] = r.nextInt(k);
      p.current[i] = PlacementProblem.NOWHERE;
    }
    return p;
  }
}
