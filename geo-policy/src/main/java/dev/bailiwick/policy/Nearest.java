package dev.bailiwick.policy;

import java.util.Comparator;
import java.util.List;

/**
 * Which rule to name when none allows: the one that lacks the fewest things, and of those the one
 * whose lack tells most.
 */
record Nearest(Rule rule, List<Lack> lacks) {
  static final Comparator<Nearest> ORDER =
      Comparator.<Nearest>comparingInt(n -> n.lacks().size())
          .thenComparingInt(n -> n.lacks().isEmpty() ? -1 : rank(n.lacks().get(0).reason()))
          .thenComparing(Nearest::bound, Comparator.reverseOrder())
          .thenComparing(n -> n.rule().id());

  /** Of the ways in which one rule could be met, each with what it lacks: the nearest. */
  static final Comparator<List<Lack>> WAYS =
      Comparator.<List<Lack>>comparingInt(List::size)
          .thenComparingInt(
              lacks -> lacks.stream().mapToInt(lack -> rank(lack.reason())).min().orElse(-1));

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

  /** Of limits that would be passed, the larger bound is nearer; of other rules it says nothing. */
  private long bound() {
    Limit limit = rule.limit();
    return limit == null || lacks.isEmpty() || lacks.get(0).reason() != Reason.LIMIT
        ? -1
        : limit.bound();
  }
}
