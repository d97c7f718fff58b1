package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.util.Optional;

/**
 * What a steward expects of the policies.
 *
 * @param name what it shows, or an empty text
 * @param rule the rule that must decide, or an empty text
 * @param reason the kind of reason that must be given, if the test says one
 * @param text what the explanation must contain, or an empty text
 */
record PolicyTest(
    String name,
    Question question,
    Circumstances circumstances,
    boolean allowed,
    String rule,
    Optional<Reason> reason,
    String text,
    Place at) {}
