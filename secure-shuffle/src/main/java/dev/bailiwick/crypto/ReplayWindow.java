package dev.bailiwick.crypto;

/**
 * Accepts each number once. Numbers may come out of order by less than the window; older ones are
 * refused, seen or not. Not thread-safe.
 */
final class ReplayWindow {
  static final int SIZE = 1024;

  private final boolean[] seen = new boolean[SIZE];
  private long highest = -1;

  /** Whether the number is new. It is not new a second time. */
  boolean accept(long number) {
    if (number < 0 || number <= highest - SIZE) {
      return false;
    }
    if (number > highest) {
      // Slots of the numbers between, which are not seen yet. Differences only: no overflow.
      long newSlots = highest < 0 ? SIZE : Math.min(number - highest, SIZE);
      for (long back = 0; back < newSlots && back <= number; back++) {
        seen[(int) ((number - back) % SIZE)] = false;
      }
      highest = number;
    }
    int slot = (int) (number % SIZE);
    boolean isNew = !seen[slot];
    seen[slot] = true;
    return isNew;
  }
}
