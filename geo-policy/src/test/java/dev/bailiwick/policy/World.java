package dev.bailiwick.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

  World withEach(UnaryOperator<Policy> change) {
    return with(policies.stream().map(change).toList());
  }

  World withPlaces(UnaryOperator<Destination> change) {
    List<Destination> others = places.stream().map(change).toList();
    return new World(
        seed,
        policies,
        in,
        others,
        questions.stream().map(q -> q.at(others.get(places.indexOf(q.to())))).toList());
  }

  /**
   * Without some statements, or with them ended or signed by nobody.
   *
   * @param dice who decides which and how; null for without all of them
   */
  World withStatements(Predicate<Statement> which, @Nullable Dice dice) {
    return withPlaces(
        place -> {
          List<Statement> others = new ArrayList<>();
          for (Statement s : place.statements()) {
            if (!which.test(s) || (dice != null && dice.chance(0.4))) {
              others.add(s);
            } else if (dice != null && dice.chance(0.4)) {
              LocalDate ended = LocalDate.of(2020, 1, 1);
              others.add(new Statement(s.place(), s.by(), s.fact(), null, ended, s.at()));
            } else if (dice != null && dice.chance(0.5)) {
              others.add(new Statement(s.place(), "nobody", s.fact(), s.from(), s.until(), s.at()));
            }
          }
          return Edits.statements(place, others);
        });
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
