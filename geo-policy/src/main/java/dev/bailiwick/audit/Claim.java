package dev.bailiwick.audit;

import java.util.List;

/**
 * So much of a counter, if the bounds allow it.
 *
 * @param counter what is counted
 * @param amount how much, 0 to 10^15
 * @param bounds what must hold when it is added; none: it is counted without a limit
 */
public record Claim(Counter counter, long amount, List<Bound> bounds) {
  static final long MAX_AMOUNT = 1_000_000_000_000_000L;

  public Claim {
    bounds = List.copyOf(bounds);
    if (amount < 0 || amount > MAX_AMOUNT) {
      throw LedgerErrors.argument(
          "A claim of " + amount + " is out of range; expected 0 to " + MAX_AMOUNT + ".");
    }
  }
}
