package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a steward expects of the policies: of a transfer, or of the removal of a copy.
 *
 * @param removal what it asks, if not the question
 * @param name what it shows, or an empty text
 * @param rule the rule that must decide, or an empty text
 * @param reason the kind of reason that must be given, if the test says one
 * @param text what the explanation must contain, or an empty text
 */
record PolicyTest(
    String name,
    @Nullable Removal removal,
    Question question,
    Circumstances circumstances,
    boolean allowed,
    String rule,
    Optional<Reason> reason,
    String text,
    Place at) {

  /** A copy that is to go, and where others are. */
  record Removal(Location from, Set<Location> elsewhere) {
    Removal {
      elsewhere = Set.copyOf(elsewhere);
    }
  }

  /** What the policies say. */
  Decision decide(PolicySet policies) {
    PolicySet now = policies.in(circumstances);
    return removal == null
        ? now.decide(question)
        : now.decideRemoval(removal.from(), removal.elsewhere());
  }
}
