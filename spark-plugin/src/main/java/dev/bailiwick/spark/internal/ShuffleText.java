package dev.bailiwick.spark.internal;

import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.spark.Denial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why a shuffle has no site: what may be where, by which rule, and how to write it instead. */
final class ShuffleText {
  private static final int SHOWN = 4;

  private ShuffleText() {}

  /** Of one task that holds too much. */
  static String ofTask(Collection<Condition> conditions, PermittedSet sites) {
    return conditions.size() < 2
        ? " No site is left for this task."
        : " No site is left for this task:" + together(conditions, sites);
  }

  static String of(Collection<Condition> conditions, PermittedSet sites) {
    return " A shuffle brings rows together:" + together(conditions, sites);
  }

  private static String together(Collection<Condition> conditions, PermittedSet sites) {
    Map<PermittedSet, List<Condition>> bySites = new LinkedHashMap<>();
    for (Condition condition : conditions) {
      bySites.computeIfAbsent(condition.among(sites), s -> new ArrayList<>()).add(condition);
    }
    StringBuilder text = new StringBuilder(" no site may hold all of these:");
    int shown = 0;
    for (Map.Entry<PermittedSet, List<Condition>> group : bySites.entrySet()) {
      if (shown++ == SHOWN) {
        text.append(" and ").append(bySites.size() - SHOWN).append(" more groups;");
        break;
      }
      append(text, group.getValue(), group.getKey(), sites);
    }
    text.setCharAt(text.length() - 1, '.');
    return text.append(
            " To write it legally: aggregate or join the rows of each of these groups by itself"
                + " (a query for each), and write each result at a site of its group; or, where"
                + " rules allow 'statistics', give each group a HAVING count(1) >= minRecords and"
                + " union what is released; or ask the steward of one of them for a rule that"
                + " allows 'intermediate' at a site of the others.")
        .toString();
  }

  private static void append(
      StringBuilder text, List<Condition> group, PermittedSet at, PermittedSet sites) {
    Condition first = group.get(0);
    text.append(' ').append(first.governed().name());
    if (group.size() > 1) {
      text.append(" and ").append(group.size() - 1).append(" more");
    }
    text.append(at.isEmpty() ? " at no site" : " only at " + at);
    Optional<Denial> denial =
        sites.sites().stream().filter(s -> !at.contains(s)).findFirst().map(first::denial);
    denial
        .filter(d -> !d.policy().isEmpty())
        .ifPresent(
            d ->
                text.append(" (policy ")
                    .append(d.policy())
                    .append(d.rule().isEmpty() ? "" : ", rule " + d.rule())
                    .append(d.place().isEmpty() ? "" : ", " + d.place())
                    .append(')'));
    text.append(';');
  }
}
