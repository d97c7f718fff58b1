package dev.bailiwick.policy;

import dev.bailiwick.yaml.Similar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Kinds of personal data: terms of the W3C Data Privacy Vocabulary, whose hierarchy is a table in
 * this jar, and a steward's own, which relate to themselves only; {@code
 * docs/formats/categories.md} specifies them.
 */
final class CategoryTerms {
  private static final Pattern TERM =
      Pattern.compile("[a-z][a-z0-9-]{0,30}:[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final String KINDS = "pd:";
  private static final String ABOVE = "dpv:";
  private static final Map<String, List<String>> BROADER = CodeTable.keyed("dpv-pd.txt");
  private static final Set<String> TABLE = table();
  private static final Map<String, Set<String>> ALL_BROADER = allBroader();

  private CategoryTerms() {}

  /** Whether it is a term of the table, or a well-formed one of the steward's own. */
  static boolean isKnown(String term) {
    return isOfTheTable(term) ? TABLE.contains(term) : TERM.matcher(term).matches();
  }

  /** What is wrong with a term that is not known. */
  static String problem(String term) {
    if (isOfTheTable(term)) {
      return "'"
          + term
          + "' is no term of the Data Privacy Vocabulary 2.3"
          + Similar.hint(term, TABLE)
          + "; expected one such as pd:MedicalHealth, or a term of your own such as own:important.";
    }
    String hint =
        TABLE.contains(KINDS + term)
            ? " (did you mean '" + KINDS + term + "'?)"
            : Similar.hint(term, TABLE);
    return "'"
        + term
        + "' is no category"
        + hint
        + "; expected PREFIX:NAME with a lower-case prefix, such as pd:MedicalHealth or"
        + " own:important.";
  }

  /**
   * Whether a term is surely of a kind, as an allow reads it: it is that kind or a narrower one.
   */
  static boolean isInside(String term, String of) {
    return term.equals(of) || ALL_BROADER.getOrDefault(term, Set.of()).contains(of);
  }

  /**
   * Whether a term may be of a kind, as a deny reads it: there is something that is both. So it is
   * inside, or the kind is narrower than the term, or a third term is inside both.
   */
  static boolean isTouchedBy(String term, String of) {
    return isInside(term, of)
        || isInside(of, term)
        || BROADER.keySet().stream().anyMatch(both -> isInside(both, term) && isInside(both, of));
  }

  private static boolean isOfTheTable(String term) {
    return term.startsWith(KINDS) || term.startsWith(ABOVE);
  }

  private static Set<String> table() {
    Set<String> terms = new TreeSet<>(BROADER.keySet());
    BROADER.values().forEach(terms::addAll);
    return terms;
  }

  private static Map<String, Set<String>> allBroader() {
    Map<String, Set<String>> all = new HashMap<>();
    for (String term : BROADER.keySet()) {
      Set<String> above = new HashSet<>();
      Deque<String> todo = new ArrayDeque<>(BROADER.get(term));
      while (!todo.isEmpty()) {
        String next = todo.pop();
        if (above.add(next)) {
          todo.addAll(BROADER.getOrDefault(next, List.of()));
        }
      }
      all.put(term, Set.copyOf(above));
    }
    return Map.copyOf(all);
  }
}
