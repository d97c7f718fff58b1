package dev.bailiwick.sharding.placement;

/**
 * Weighted rendezvous hashing: each pair of shard and site has a score, and the highest wins. A
 * site gets shards in proportion to its weight, and a site that joins or leaves takes or gives only
 * its own.
 *
 * <p>The score is {@code -weight / ln(h)}, with {@code h} uniform in (0, 1): the winner of
 * exponential clocks whose rates are the weights.
 */
final class Rendezvous {
  private static final double UNIT = 0x1p-53;

  private Rendezvous() {}

  static double score(long shardKey, long siteKey, double weight) {
    long bits = mix(shardKey ^ mix(siteKey + 0x9e3779b97f4a7c15L)) >>> 11;
    return -weight / Math.log((bits + 0.5) * UNIT);
  }

  /** Changes about half of the bits of its result with each bit of its argument. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
