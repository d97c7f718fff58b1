package dev.bailiwick.policy;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rule to name when none allows: the one that lacks the fewest things, and of those the one
 * whose lack tells most.
 */
record Nearest(Rule rule, List<Lack> lacks) {
  static final Comparator<Nearest> ORDER =
      Comparator.<Nearest>comparingInt(n -> n.lacks().size())
          .thenComparingInt(n -> n.lacks().isEmpty() ? -1 : rank(n.lacks().get(0).reason()))
          .thenComparing(n -> bound(n.rule().limit()), Comparator.reverseOrder())
          .thenComparing(n -> n.rule().id());

  /** A document that ended says more than a condition that was never met. */
  static int rank(Reason reason) {
    return switch (reason) {
      case WITHDRAWN -> 0;
      case EXPIRED -> 1;
      case LIMIT -> 2;
      case UNKNOWN_FACT -> 3;
      case DUTY -> 4;
      case NOT_YET -> 5;
      case USE -> 6;
      case CONDITION -> 7;
      default -> 8;
    };
  }

  private static long bound(@Nullable Limit limit) {
    return limit == null ? -1 : limit.bound();
  }
}
