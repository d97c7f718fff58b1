package dev.bailiwick.policy;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The laws that policies speak of. */
public final class ToolLaws {
  private ToolLaws() {}

  /**
   * The one law of all rows, or else the laws to which the policies map values and those single
   * countries that a rule's {@code for} names. Rows may be under other laws too, if a column holds
   * their codes.
   */
  public static List<Location> of(Collection<Policy> policies) {
    NavigableSet<Location> laws = new TreeSet<>();
    for (Policy policy : policies) {
      if (policy.jurisdiction() instanceof Jurisdiction.Constant constant) {
        laws.add(constant.law());
      } else if (policy.jurisdiction() instanceof Jurisdiction.Columns columns) {
        laws.addAll(columns.map().values());
        for (Rule rule : policy.rules()) {
          for (Area area : rule.laws()) {
            if (area instanceof Area.Countries countries && countries.members().size() == 1) {
              laws.addAll(countries.members());
            }
          }
        }
      }
    }
    return List.copyOf(laws);
  }
}
