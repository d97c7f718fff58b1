package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a rule of one edition of the policies stands in another; its line in the file is no matter.
 */
final class RuleChange {
  private RuleChange() {}

  /**
   * Says which rule, and what happened to it, such as {@code rule never-us, new}.
   *
   * @param id empty for the policy as a whole
   */
  static String words(PolicySet before, PolicySet after, String policy, String id) {
    Optional<Policy> old = find(before, policy);
    Optional<Policy> current = find(after, policy);
    if (old.isEmpty()) {
      return (id.isEmpty() ? "" : "rule " + id + " of ") + "policy " + policy + ", new";
    }
    if (current.isEmpty()) {
      return "policy " + policy + ", removed";
    }
    Rule was = id.isEmpty() ? null : rule(old.get(), id);
    Rule is = id.isEmpty() ? null : rule(current.get(), id);
    if (was == null && is == null) {
      return "policy " + policy + ", changed";
    }
    if (was == null || is == null) {
      return "rule " + id + (was == null ? ", new" : ", removed");
    }
    return "rule "
        + id
        + (content(was).equals(content(is))
            ? ", as before; other parts of policy " + policy + " changed"
            : ", changed");
  }

  private static Optional<Policy> find(PolicySet policies, String id) {
    return policies.policies().stream().filter(policy -> policy.id().equals(id)).findFirst();
  }

  private static @Nullable Rule rule(Policy policy, String id) {
    return policy.rules().stream().filter(rule -> rule.id().equals(id)).findFirst().orElse(null);
  }

  /** All that a rule says, without where it stands. */
  private static List<Object> content(Rule rule) {
    List<Object> parts = new ArrayList<>();
    parts.add(rule.kind());
    parts.add(rule.transfer());
    parts.add(areas(rule.to()));
    parts.add(areas(rule.except()));
    parts.add(areas(rule.laws()));
    parts.add(rule.categories());
    parts.add(rule.when().operatedBy());
    parts.add(areas(rule.when().controlledFrom()));
    parts.add(rule.when().certified());
    parts.add(rule.when().attested());
    parts.add(grants(rule.under()));
    parts.add(grants(rule.unless()));
    Limit limit = rule.limit();
    parts.add(limit == null ? "" : limit.toString());
    parts.add(rule.duties());
    parts.add(String.valueOf(rule.from()));
    parts.add(String.valueOf(rule.until()));
    return parts;
  }

  private static List<String> areas(List<Area> areas) {
    return areas.stream()
        .map(a -> a instanceof Area.Table t ? t.name() + " " + t.table().sha256() : a.toString())
        .sorted()
        .toList();
  }

  private static List<String> grants(List<Grant> grants) {
    return grants.stream()
        .sorted(Comparator.comparing(Grant::id))
        .map(
            g ->
                String.join(
                    " ",
                    g.toString(),
                    g.parties().stream().sorted().toList().toString(),
                    String.valueOf(g.purpose()),
                    g.uses().stream().sorted().toList().toString(),
                    String.valueOf(g.from()),
                    String.valueOf(g.until()),
                    String.valueOf(g.withdrawn())))
        .toList();
  }
}
