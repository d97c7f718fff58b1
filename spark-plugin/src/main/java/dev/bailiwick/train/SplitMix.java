package dev.bailiwick.train;

/**
 * SplitMix64 (Steele, Lea, Flood 2014), written out so that an order of rows is the same on every
 * JDK: the algorithm of {@link java.util.SplittableRandom} is not part of its contract.
 */
final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long seed) {
    this.state = seed;
  }

  /** A seed for the part of a run that these words and numbers name. */
  static long derive(long seed, String name, long number) {
    long h = mix(seed + GOLDEN);
    for (int i = 0; i < name.length(); i++) {
      h = mix(h ^ name.charAt(i) + GOLDEN);
    }
    return mix(mix(h ^ name.length()) + GOLDEN * (number + 1));
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, bound) up to a bias below 2^-32, the same for every run. */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
