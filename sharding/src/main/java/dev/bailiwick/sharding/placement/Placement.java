package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/** A site for each shard. All numbers are those of the {@link PlacementProblem}. */
public final class Placement {
  private final int[] site;
  private final int[][] replicas;
  private final long[] load;
  private final long[] bytes;
  private final double highestLoad;
  private final double lowerBound;
  private final long movedShards;
  private final long movedBytes;
  private final long missingReplicas;

  Placement(Draft draft, Replicas copies, double lowerBound) {
    Instance in = draft.in;
    this.lowerBound = lowerBound;
    site = new int[in.shards];
    replicas = new int[in.shards][];
    long count = 0;
    long sum = 0;
    for (int i = 0; i < in.shards; i++) {
      int given = in.given[i];
      site[given] = in.siteGiven[draft.at[i]];
      replicas[given] = Arrays.stream(copies.of(i)).map(s -> in.siteGiven[s]).toArray();
      if (in.from[i] >= 0 && in.from[i] != draft.at[i]) {
        count++;
        sum += in.bytes[i];
      }
    }
    movedShards = count;
    movedBytes = sum;
    missingReplicas = copies.missing();
    load = new long[in.sites];
    bytes = new long[in.sites];
    for (int s = 0; s < in.sites; s++) {
      load[in.siteGiven[s]] = draft.load[s];
      bytes[in.siteGiven[s]] = copies.bytesAt(s);
    }
    highestLoad = draft.highest();
  }

  /** Where a shard goes. */
  public int siteOf(int shard) {
    return site[shard];
  }

  /** Where its copies go: distinct, permitted, not its site; perhaps fewer than wanted. */
  public int[] replicasOf(int shard) {
    return replicas[shard].clone();
  }

  /** The load of the shards at a site, copies not counted. */
  public long loadOf(int site) {
    return load[site];
  }

  /** The bytes at a site, copies counted. */
  public long bytesAt(int site) {
    return bytes[site];
  }

  /** The highest load by weight. */
  public double highestLoad() {
    return highestLoad;
  }

  /** No placement whatever, without regard to capacity and moves, has a lower highest load. */
  public double lowerBound() {
    return lowerBound;
  }

  /** Shards that leave the site where they lay. */
  public long movedShards() {
    return movedShards;
  }

  /** Their bytes. */
  public long movedBytes() {
    return movedBytes;
  }

  /** Copies that were wanted and have no site: too few are permitted, or have room. */
  public long missingReplicas() {
    return missingReplicas;
  }
}
