package dev.bailiwick.sharding.placement;

/** Sorts numbers of shards by a value of each, in linear time; equal ones stay as they were. */
final class RadixOrder {
  private static final int DIGIT = 256;

  private int[] order;
  private int[] other;

  RadixOrder(int n) {
    order = new int[n];
    other = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
  }

  /** Ascending, as unsigned numbers. */
  RadixOrder by(long[] value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      digit(value, shift, 0);
    }
    return this;
  }

  /** Descending, as unsigned numbers. */
  RadixOrder byDescending(long[] value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      digit(value, shift, DIGIT - 1);
    }
    return this;
  }

  /** By a number below {@code bound}. */
  int[] by(int[] value, int bound) {
    int[] start = new int[bound + 1];
    for (int v : value) {
      start[v + 1]++;
    }
    for (int v = 0; v < bound; v++) {
      start[v + 1] += start[v];
    }
    for (int i : order) {
      other[start[value[i]]++] = i;
    }
    return other;
  }

  private void digit(long[] value, int shift, int flip) {
    int[] start = new int[DIGIT + 1];
    for (long v : value) {
      start[bucket(v, shift, flip) + 1]++;
    }
    for (int d = 0; d < DIGIT; d++) {
      if (start[d + 1] == value.length) {
        return;
      }
      start[d + 1] += start[d];
    }
    for (int i : order) {
      other[start[bucket(value[i], shift, flip)]++] = i;
    }
    int[] swap = order;
    order = other;
    other = swap;
  }

  private static int bucket(long value, int shift, int flip) {
    return ((int) (value >>> shift) & (DIGIT - 1)) ^ flip;
  }
}
