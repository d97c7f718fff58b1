package dev.bailiwick.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one policy says of one law and one category.
 *
 * @param rule the deciding or nearest rule, if there is one
 * @param lacks what stands in the way; of an allow empty
 * @param duties of an allow what it asks for
 * @param tallies of an allow what must be counted
 */
record Outcome(
    Reason reason,
    Policy policy,
    @Nullable Rule rule,
    Location law,
    String category,
    List<Lack> lacks,
    Duties duties,
    List<Tally> tallies) {
  Outcome {
    lacks = List.copyOf(lacks);
    tallies = List.copyOf(tallies);
  }

  boolean allowed() {
    return reason == Reason.ALLOWED;
  }
}
