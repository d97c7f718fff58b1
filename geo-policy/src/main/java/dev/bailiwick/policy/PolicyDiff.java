package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes allowed or denied when one edition of the policies takes the place of another, at
 * some places, for some laws, in the circumstances of each edition. The row {@code sealed} is
 * ciphertext of rows, as in {@link PolicyMatrix}.
 */
public final class PolicyDiff {
  private final List<Change> changes;

  private PolicyDiff(List<Change> changes) {
    this.changes = List.copyOf(changes);
  }

  /** What kind of change it is. */
  public enum Kind {
    /** It was allowed, and is no longer. */
    NOW_DENIED,
    /** It was denied, and is allowed. */
    NOW_ALLOWED,
    /** It stays allowed, and other things are asked of the run. */
    OTHER_DUTIES,
    /** It stays denied, for a reason of another kind. */
    OTHER_REASON
  }

  /**
   * One answer that differs.
   *
   * @param cause the rule or policy that made the difference, and what happened to it
   */
  public record Change(
      Kind kind,
      Location law,
      TransferClass transfer,
      Destination place,
      Decision before,
      Decision after,
      String cause) {}

  /** Compares two editions. */
  public static PolicyDiff between(
      PolicySet before,
      PolicySet after,
      Collection<Location> laws,
      Collection<Destination> places) {
    List<Change> changes = new ArrayList<>();
    for (Location law : laws) {
      for (TransferClass c : TransferClass.values()) {
        for (Destination place : places) {
          Question question = PolicyMatrix.question(law, c, place);
          Decision was = before.decide(question);
          Decision is = after.decide(question);
          kind(was, is)
              .ifPresent(
                  kind ->
                      changes.add(
                          new Change(
                              kind, law, c, place, was, is, cause(before, after, question))));
        }
      }
    }
    return new PolicyDiff(changes);
  }

  private static Optional<Kind> kind(Decision was, Decision is) {
    if (was.allowed() != is.allowed()) {
      return Optional.of(is.allowed() ? Kind.NOW_ALLOWED : Kind.NOW_DENIED);
    }
    if (is.allowed()) {
      return was.duties().equals(is.duties()) ? Optional.empty() : Optional.of(Kind.OTHER_DUTIES);
    }
    return was.reason() == is.reason() ? Optional.empty() : Optional.of(Kind.OTHER_REASON);
  }

  /** Which rule or policy made the difference, and what happened to it. */
  static String cause(PolicySet before, PolicySet after, Question question) {
    Decision was = before.decide(question);
    Decision is = after.decide(question);
    // Whoever denies has the say: now, or else before.
    Decision denial = is.allowed() ? was : is;
    if (denial.allowed()) {
      return RuleChange.words(before, after, is.policy(), is.rule());
    }
    if (!denial.rule().isEmpty()) {
      String words = RuleChange.words(before, after, denial.policy(), denial.rule());
      if (was.allowed() == is.allowed() || !words.contains("as before")) {
        return words;
      }
    }
    // No rule denies by name: the one that allowed, or allows, is the one that changed.
    PolicySet allowing = is.allowed() ? after : before;
    String rule =
        allowing.outcomes(question).stream()
            .filter(outcome -> outcome.policy().id().equals(denial.policy()))
            .map(Outcome::rule)
            .filter(Objects::nonNull)
            .map(Rule::id)
            .findFirst()
            .orElse("");
    return RuleChange.words(before, after, denial.policy(), rule);
  }

  /** All that differs: by law, then class, then place. */
  public List<Change> changes() {
    return changes;
  }

  /** Lines for a terminal. */
  public String text() {
    if (changes.isEmpty()) {
      return "Nothing changes.\n";
    }
    StringBuilder text = new StringBuilder();
    for (Kind kind : Kind.values()) {
      List<Change> some = changes.stream().filter(change -> change.kind() == kind).toList();
      TextTable table = new TextTable();
      table.row(List.of("class", "place", "before", "after", "because of", "law of"));
      rows(some).forEach(table::row);
      if (!some.isEmpty()) {
        text.append(title(kind)).append('\n').append(table).append('\n');
      }
    }
    return text.toString();
  }

  /** One row for all laws for which it is the same. */
  private static List<List<String>> rows(List<Change> changes) {
    Map<List<String>, List<String>> laws = new LinkedHashMap<>();
    for (Change c : changes) {
      List<String> row =
          List.of(
              c.transfer().id(),
              c.place().toString(),
              verdict(c.before()),
              verdict(c.after()),
              c.cause());
      laws.computeIfAbsent(row, r -> new ArrayList<>()).add(c.law().code());
    }
    List<List<String>> rows = new ArrayList<>();
    laws.forEach((row, codes) -> rows.add(concat(row, String.join(", ", codes))));
    return rows;
  }

  private static String title(Kind kind) {
    return switch (kind) {
      case NOW_DENIED -> "No longer allowed";
      case NOW_ALLOWED -> "Allowed from now on";
      case OTHER_DUTIES -> "Still allowed, on other terms";
      case OTHER_REASON -> "Still denied, for another reason";
    };
  }

  private static String verdict(Decision decision) {
    return decision.allowed()
        ? String.join(", ", concat(List.of("allow"), decision.duties().described()))
        : decision.reason().words();
  }

  private static List<String> concat(List<String> some, List<String> others) {
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private static List<String> concat(List<String> some, String last) {
    return concat(some, List.of(last));
  }
}
