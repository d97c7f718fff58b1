package dev.bailiwick.audit;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.file.Path;
import java.time.LocalDate;

/** What the ledger says when it refuses. */
final class LedgerErrors {
  private LedgerErrors() {}

  static BailiwickException argument(String message) {
    return new BailiwickException(ErrorCode.BAD_ARGUMENT, message);
  }

  /** For an entry that no ledger writes. */
  static BailiwickException unreadable(Path file, Entry entry, String what) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        file + ":" + (entry.seq() + 1) + ": this " + entry.type() + " " + what);
  }

  static BailiwickException passed(Counter counter, Bound bound, long used, long asked) {
    return new BailiwickException(
        ErrorCode.POLICY_DENIED,
        "The limit of "
            + bound.max()
            + " "
            + (bound.allOperators()
                ? counted(counter.policy(), counter.category(), counter.unit())
                    + " to all operators together"
                : counter)
            + ", from "
            + bound.from()
            + " to "
            + bound.to()
            + ", would be passed: "
            + used
            + " are used or reserved, and "
            + asked
            + " more are asked for. Ask for less, or settle what is reserved for runs that have"
            + " ended.");
  }

  static BailiwickException outside(Counter counter, Bound bound, LocalDate day) {
    return argument(
        "A bound from "
            + bound.from()
            + " to "
            + bound.to()
            + " on "
            + counter
            + " says nothing about "
            + day
            + "; give one whose period contains the day.");
  }

  static String counted(String policy, String category, String unit) {
    return unit + " of category '" + category + "' under policy '" + policy + "'";
  }
}
