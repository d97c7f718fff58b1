package dev.bailiwick.sharding.placement;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be placed where: sites, classes of shards that may be at the same sites, and shards.
 * All are numbered from 0 in the order in which they were given; the answer speaks in these
 * numbers, but does not depend on that order, only on the keys.
 *
 * <p>The arrays of shards are not copied: a million shards should be held once. The caller leaves
 * them alone until it has its answer.
 */
public final class PlacementProblem {
  /** The capacity of a site without a limit. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** The current site of a shard that lies nowhere yet. */
  public static final int NOWHERE = -1;

  /** By how much the highest load may lie above the least possible one. */
  public static final double DEFAULT_SLACK = 0.005;

  /**
   * A site.
   *
   * @param key a stable 64-bit hash of its name
   * @param weight its share of the work, above 0
   * @param capacityBytes what it can hold, or {@link #UNLIMITED}
   * @param draining nothing new goes there, and what is there moves away; also a site that is gone
   */
  public record SiteSpec(long key, double weight, long capacityBytes, boolean draining) {
    public SiteSpec {
      require(weight > 0 && weight < Double.POSITIVE_INFINITY, "a site's weight is " + weight);
      require(capacityBytes >= 0, "a site's capacity is " + capacityBytes);
    }
  }

  final long[] keys;
  final long[] loads;
  final long[] bytes;
  private final List<SiteSpec> sites;
  private final List<BitSet> classes;
  private final int[] classOf;
  private final int[] current;
  private final double @Nullable [][] linkCost;
  private final int replicas;
  private final double minimumGain;
  private final double slack;
  private final boolean stable;

  private PlacementProblem(Builder b) {
    sites = List.copyOf(b.sites);
    classes = List.copyOf(b.classes);
    keys = b.keys;
    loads = b.loads;
    bytes = b.bytes;
    classOf = b.classOf;
    current = b.current;
    linkCost = b.linkCost;
    replicas = b.replicas;
    minimumGain = b.minimumGain;
    slack = b.slack;
    stable = b.stable;
  }

  /** A problem between these sites. */
  public static Builder between(List<SiteSpec> sites) {
    return new Builder(sites);
  }

  public int shards() {
    return keys.length;
  }

  public int sites() {
    return sites.size();
  }

  public int classes() {
    return classes.size();
  }

  public SiteSpec site(int site) {
    return sites.get(site);
  }

  /** The sites that a class may be at. */
  public BitSet permitted(int shardClass) {
    return (BitSet) classes.get(shardClass).clone();
  }

  public int classOf(int shard) {
    return classOf[shard];
  }

  public int current(int shard) {
    return current[shard];
  }

  public long load(int shard) {
    return loads[shard];
  }

  public long bytes(int shard) {
    return bytes[shard];
  }

  double linkCost(int from, int to) {
    return linkCost == null ? 1 : linkCost[from][to];
  }

  boolean hasLinks() {
    return linkCost != null;
  }

  int replicas() {
    return replicas;
  }

  double minimumGain() {
    return minimumGain;
  }

  double slack() {
    return slack;
  }

  boolean stable() {
    return stable;
  }

  private static void require(boolean holds, String found) {
    if (!holds) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "This cannot be placed: " + found + ". Give what the field takes");
    }
  }

  /** Collects a problem. Sites and classes come before shards. */
  public static final class Builder {
    private final List<SiteSpec> sites;
    private final List<BitSet> classes = new ArrayList<>();
    private long[] keys = {};
    private long[] loads = {};
    private long[] bytes = {};
    private int[] classOf = {};
    private int[] current = {};
    private double @Nullable [][] linkCost;
    private int replicas;
    private double minimumGain;
    private double slack = DEFAULT_SLACK;
    private boolean stable;

    private Builder(List<SiteSpec> sites) {
      this.sites = List.copyOf(sites);
      require(!sites.isEmpty(), "there is no site");
    }

    /**
     * A class of shards.
     *
     * @param permitted the sites where they may be
     * @return its number
     */
    public int addClass(BitSet permitted) {
      require(permitted.length() <= sites.size(), "a class names site " + permitted.length());
      classes.add((BitSet) permitted.clone());
      return classes.size() - 1;
    }

    /**
     * The shards.
     *
     * @param keys stable 64-bit hashes of their ids
     * @param loads what each costs to work on, for example its rows
     * @param bytes what each takes up
     * @param classOf the class of each
     * @param current the site where each lies, or {@link #NOWHERE}
     */
    public Builder shards(long[] keys, long[] loads, long[] bytes, int[] classOf, int[] current) {
      int n = keys.length;
      require(
          loads.length == n && bytes.length == n && classOf.length == n && current.length == n,
          "the shards' arrays differ in length");
      require(total(loads) < Long.MAX_VALUE / 4, "the shards' loads overflow or one is negative");
      require(total(bytes) < Long.MAX_VALUE / 4, "the shards' bytes overflow or one is negative");
      for (int i = 0; i < n; i++) {
        require(classOf[i] >= 0 && classOf[i] < classes.size(), "a shard has class " + classOf[i]);
        require(
            current[i] >= NOWHERE && current[i] < sites.size(), "a shard lies at " + current[i]);
      }
      this.keys = keys;
      this.loads = loads;
      this.bytes = bytes;
      this.classOf = classOf;
      this.current = current;
      return this;
    }

    /** What a byte costs from site to site, above 0; without this all links are equal. */
    public Builder links(double[][] cost) {
      require(cost.length == sites.size(), "the links are of " + cost.length + " sites");
      for (double[] row : cost) {
        require(row.length == sites.size(), "the links lead to " + row.length + " sites");
        require(Arrays.stream(row).allMatch(c -> c > 0), "a link costs nothing or less");
      }
      linkCost = cost;
      return this;
    }

    /** How many further sites should hold a copy of each shard. */
    public Builder replicas(int wanted) {
      require(wanted >= 0, "replicas are " + wanted);
      replicas = wanted;
      return this;
    }

    /**
     * By which part the highest load must fall before any shard moves that could stay; 1 or more
     * moves none.
     */
    public Builder minimumGain(double part) {
      require(part >= 0, "minimumGain is " + part);
      minimumGain = part;
      return this;
    }

    /** By which part the highest load may lie above the least possible one, to move less. */
    public Builder slack(double part) {
      require(part >= 0 && part < 1, "slack is " + part);
      slack = part;
      return this;
    }

    /**
     * Where shards lie now is a placement that was chosen before: a shard that has to leave finds
     * its site by its own key, so that the next change finds most of them where they are.
     */
    public Builder stable(boolean stable) {
      this.stable = stable;
      return this;
    }

    public PlacementProblem build() {
      return new PlacementProblem(this);
    }

    private static long total(long[] values) {
      long sum = 0;
      for (long v : values) {
        sum += v;
        if (v < 0 || sum < 0) {
          return Long.MAX_VALUE;
        }
      }
      return sum;
    }
  }
}
