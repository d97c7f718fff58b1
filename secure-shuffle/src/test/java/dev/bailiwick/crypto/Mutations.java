package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import java.util.Arrays;
import java.util.Random;

/** Messages with something changed in them, the same from the same seed. */
final class Mutations {
  private final long seed;
  private final Random random;
  private int refused;

  Mutations(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  void assertRefused(int step, Runnable attack) {
    try {
      attack.run();
    } catch (BailiwickException e) {
      refused++;
      return;
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ", step " + step + ": " + e, e);
    }
    throw new AssertionError("seed " + seed + ", step " + step + " was accepted");
  }

  /** For the log: how many were refused so far. */
  void tell(String what) {
    System.out.println(
        "mutations: " + what + ": " + refused + " sent, none accepted; seed " + seed);
  }

  byte[] of(byte[] message) {
    byte[] made;
    do {
      made = mutatedOnce(message);
    } while (Arrays.equals(made, message));
    return made;
  }

  private byte[] mutatedOnce(byte[] message) {
    byte[] copy = message.clone();
    int at = random.nextInt(copy.length);
    switch (random.nextInt(6)) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy[at] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(copy, at);
      }
      case 3 -> {
        return Arrays.copyOf(copy, copy.length + 1 + random.nextInt(100));
      }
      case 4 -> {
        int n = Math.min(copy.length - at, 1 + random.nextInt(40));
        Arrays.fill(copy, at, at + n, (byte) (random.nextBoolean() ? 0xff : 0));
      }
      default -> {
        int from = random.nextInt(copy.length);
        int n = Math.min(1 + random.nextInt(60), copy.length - Math.max(at, from));
        System.arraycopy(message, from, copy, at, n);
      }
    }
    return copy;
  }
}
