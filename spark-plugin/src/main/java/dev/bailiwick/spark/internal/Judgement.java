package dev.bailiwick.spark.internal;

import dev.bailiwick.spark.Denial;
import java.util.List;

/** What is decided about a task set: refused with a text, or a rule for each of its tasks. */
sealed interface Judgement {

  /** Nothing of it runs. */
  record Refused(String text, List<Denial> denials) implements Judgement {}

  /**
   * Task {@code i} obeys {@code rules.get(i)}.
   *
   * @param silent messages of failures, which may quote rows, do not come to the driver
   * @param answer what may come back from a silent task
   */
  record Placed(List<TaskRule> rules, boolean silent, Answer answer) implements Judgement {}
}
