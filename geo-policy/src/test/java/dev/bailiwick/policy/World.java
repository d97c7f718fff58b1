package dev.bailiwick.policy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Some policies, the circumstances, a few places and questions about them.
 *
 * @param seed which makes it again
 */
record World(
    long seed,
    List<Policy> policies,
    Circumstances in,
    List<Destination> places,
    List<Question> questions) {
  static final String DATASET = "s3a://data/set";

  PolicySet set() {
    return set(policies, in);
  }

  static PolicySet set(List<Policy> policies, Circumstances in) {
    return PolicySet.of(policies).in(in).attachedTo(DATASET);
  }

  Oracle oracle() {
    return new Oracle(policies.stream().filter(policy -> policy.governs(DATASET)).toList(), in);
  }

  World with(List<Policy> others) {
    return new World(seed, others, in, places, questions);
  }

  World with(Circumstances others) {
    return new World(seed, policies, others, places, questions);
  }

  /** All that decides, for the message of a failure. */
  String describe(Question question) {
    return "world "
        + seed
        + "\n in "
        + in
        + "\n question "
        + describeQuestion(question)
        + policies.stream().map(World::describe).collect(Collectors.joining());
  }

  private static String describeQuestion(Question q) {
    return String.join(
        " ",
        q.transfer().id(),
        q.ciphertext() ? "ciphertext" : "",
        "laws " + q.laws(),
        "categories " + q.categories(),
        "persons " + q.persons(),
        "records " + q.records(),
        "to " + q.to() + " " + q.to().statements());
  }

  private static String describe(Policy policy) {
    return "\n policy "
        + policy.head()
        + "\n  "
        + policy.data()
        + "\n  "
        + policy.papers()
        + "\n  release "
        + policy.release()
        + policy.rules().stream().map(rule -> "\n  " + rule).collect(Collectors.joining());
  }
}
