package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which rows of a source are for training and which for testing.
 *
 * <p>A held-out part is drawn row by row by a fixed hash of (seed, name of the source, number of
 * the row in the source), so the same source gives the same split however it is partitioned. It is
 * a hash, not a shuffle: the part is as large as asked for only about, by the square root of the
 * rows.
 */
public final class Splitting implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The split that is learned from. */
  public static final String TRAIN = "train";

  /** The split that is only tested on. */
  public static final String TEST = "test";

  private final double testPart;
  private final long seed;

  private Splitting(double testPart, long seed) {
    this.testPart = testPart;
    this.seed = seed;
  }

  /** Every row has this split. */
  public static Splitting all(String split) {
    if (!split.equals(TRAIN) && !split.equals(TEST)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "A source's split is '" + split + "': it must be train or test");
    }
    return new Splitting(split.equals(TEST) ? 1 : 0, 0);
  }

  /** About this part of the rows, more than 0 and less than 1, is for testing. */
  public static Splitting holdOut(double testPart, long seed) {
    if (!(testPart > 0 && testPart < 1)) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "holdout is " + testPart + ": it must lie between 0 and 1");
    }
    return new Splitting(testPart, seed);
  }

  /** True if a row's split depends on its number. */
  boolean dependsOnRow() {
    return testPart > 0 && testPart < 1;
  }

  /** The part of a source's draw that is the same for all rows. */
  long base(String source) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
      return mix(ByteBuffer.wrap(hash).getLong() ^ mix(seed));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  boolean isTest(long base, long row) {
    if (!dependsOnRow()) {
      return testPart == 1;
    }
    // 53 bits make a double in [0, 1) exactly.
    return (mix(base + row * 0x9E3779B97F4A7C15L) >>> 11) * 0x1.0p-53 < testPart;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
