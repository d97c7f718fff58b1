package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the {@link Oracle} reads the rules of one policy for one law and one category. */
final class OracleRules {
  /** From the gravest lack to the lightest. */
  static final List<Reason> GRAVEST_FIRST =
      List.of(
          Reason.WITHDRAWN,
          Reason.EXPIRED,
          Reason.LIMIT,
          Reason.UNKNOWN_FACT,
          Reason.DUTY,
          Reason.NOT_YET,
          Reason.USE,
          Reason.CONDITION);

  /** A rule that speaks of the transfer, and what it lacks. */
  record Near(Rule rule, List<Reason> lacks) {
    int gravest() {
      return lacks.stream().mapToInt(GRAVEST_FIRST::indexOf).min().orElse(-1);
    }

    long bound() {
      return gravest() == GRAVEST_FIRST.indexOf(Reason.LIMIT) ? rule.limit().bound() : 0;
    }
  }

  private final OracleFacts facts;
  private final Question question;
  private final String law;
  private final String category;

  OracleRules(OracleFacts facts, Question question, String law, String category) {
    this.facts = facts;
    this.question = question;
    this.law = law;
    this.category = category;
  }

  List<Rule> byId() {
    return facts.policy.rules().stream().sorted(Comparator.comparing(Rule::id)).toList();
  }

  /** Whether a deny speaks of the transfer, count and papers aside. */
  private List<Truth> reach(Rule deny, TransferClass c) {
    List<Truth> all = new ArrayList<>();
    all.add(truth(deny.transfer().contains(c)));
    all.add(truth(deny.laws().isEmpty() || facts.perhaps(deny.laws(), law)));
    all.add(
        truth(
            deny.categories().isEmpty()
                || (!category.isEmpty()
                    && deny.categories().stream()
                        .anyMatch(kind -> Atlas.mayBeKind(category, kind)))));
    all.add(facts.mayHoldPlace(deny.to()));
    all.add(truth(placeLacks(deny.except()).stream().noneMatch(List::isEmpty)));
    if (!deny.when().operatedBy().isEmpty()) {
      all.add(
          facts.operator == null
              ? Truth.UNKNOWN
              : truth(deny.when().operatedBy().contains(facts.operator)));
    }
    if (!deny.when().controlledFrom().isEmpty()) {
      all.add(
          facts.control.isEmpty()
              ? Truth.UNKNOWN
              : truth(
                  facts.control.stream()
                      .anyMatch(from -> facts.perhaps(deny.when().controlledFrom(), from))));
    }
    return all;
  }

  Truth fires(Rule deny, TransferClass c) {
    List<Truth> all = reach(deny, c);
    if (deny.limit() != null) {
      all.add(facts.passes(deny.limit(), category));
    }
    all.add(truth(deny.unless().stream().noneMatch(grant -> facts.lackOf(grant) == null)));
    return all.contains(Truth.NO)
        ? Truth.NO
        : all.contains(Truth.UNKNOWN) ? Truth.UNKNOWN : Truth.YES;
  }

  private static Truth truth(boolean is) {
    return is ? Truth.YES : Truth.NO;
  }

  /** The allows and exceptions that speak of the transfer. */
  List<Near> near(TransferClass c) {
    List<Near> near = new ArrayList<>();
    for (Rule rule : byId()) {
      if (rule.kind() != Rule.Kind.DENY && rule.transfer().contains(c) && scope(rule)) {
        List<Near> ways = new ArrayList<>();
        for (List<Reason> lacks : placeLacks(rule.to())) {
          List<Reason> all = new ArrayList<>(lacks);
          all.addAll(lacks(rule));
          ways.add(new Near(rule, all));
        }
        ways.stream().min(order()).ifPresent(near::add);
      }
    }
    return near;
  }

  /** An allow of another class that asks nothing more of the place. */
  boolean other(Rule rule, TransferClass c) {
    return rule.kind() != Rule.Kind.DENY
        && !rule.transfer().contains(c)
        && !rule.transfer().contains(TransferClass.SEALED)
        && scope(rule)
        && placeLacks(rule.to()).stream().anyMatch(List::isEmpty)
        && whenLacks(rule.when()).isEmpty();
  }

  private boolean scope(Rule rule) {
    return (rule.laws().isEmpty() || facts.surely(rule.laws(), law))
        && (rule.categories().isEmpty()
            || rule.categories().stream().anyMatch(kind -> Atlas.isKind(category, kind)))
        && facts.mayHoldPlace(rule.except()) == Truth.NO;
  }

  /** For each area, and entry of a table, that holds the place: what is lacking. */
  List<List<Reason>> placeLacks(List<Area> areas) {
    List<List<Reason>> ways = new ArrayList<>();
    for (Area area : areas) {
      if ((area instanceof Area.Anywhere && facts.placeIsKnown())
          || (area instanceof Area.Named named && facts.isPlace(named))
          || (area instanceof Area.Countries countries
              && Atlas.holds(countries.name(), facts.place))) {
        ways.add(List.of());
      } else if (area instanceof Area.Table table) {
        for (LocationTable.Entry entry : table.table().entries()) {
          if (Atlas.holds(entry.location().code(), facts.place)) {
            ways.add(entryLacks(entry));
          }
        }
      }
    }
    return ways;
  }

  private List<Reason> entryLacks(LocationTable.Entry entry) {
    List<Reason> lacks = new ArrayList<>();
    if (entry.until() != null && facts.day.isAfter(entry.until())) {
      lacks.add(Reason.EXPIRED);
    } else if (entry.from() != null && facts.day.isBefore(entry.from())) {
      lacks.add(Reason.NOT_YET);
    }
    missing(entry.certified(), facts.certificates, lacks);
    return lacks;
  }

  private static void missing(Collection<String> wanted, Set<String> there, List<Reason> lacks) {
    for (String one : wanted) {
      if (!there.contains(one)) {
        lacks.add(Reason.CONDITION);
      }
    }
  }

  private List<Reason> lacks(Rule rule) {
    List<Reason> lacks = new ArrayList<>();
    if (rule.until() != null && facts.day.isAfter(rule.until())) {
      lacks.add(Reason.EXPIRED);
    } else if (rule.from() != null && facts.day.isBefore(rule.from())) {
      lacks.add(Reason.NOT_YET);
    }
    lacks.addAll(whenLacks(rule.when()));
    for (Grant grant : rule.under()) {
      Reason lack = facts.lackOf(grant);
      if (lack != null) {
        lacks.add(lack);
      }
    }
    if (rule.limit() != null) {
      Truth passes = facts.passes(rule.limit(), category);
      if (passes != Truth.NO) {
        lacks.add(passes == Truth.YES ? Reason.LIMIT : Reason.UNKNOWN_FACT);
      }
    }
    if (question.records().isPresent()
        && question.records().getAsLong() < rule.duties().minRecords()) {
      lacks.add(Reason.DUTY);
    }
    lacks.addAll(
        Collections.nCopies(OracleDuties.unmet(rule.duties(), facts.in.conduct()), Reason.DUTY));
    return lacks;
  }

  private List<Reason> whenLacks(When when) {
    List<Reason> lacks = new ArrayList<>();
    if (!when.operatedBy().isEmpty()) {
      if (facts.operator == null) {
        lacks.add(Reason.UNKNOWN_FACT);
      } else if (!when.operatedBy().contains(facts.operator)) {
        lacks.add(Reason.CONDITION);
      }
    }
    if (!when.controlledFrom().isEmpty()) {
      if (facts.control.isEmpty()) {
        lacks.add(Reason.UNKNOWN_FACT);
      } else if (!facts.control.stream()
          .allMatch(from -> facts.surely(when.controlledFrom(), from))) {
        lacks.add(Reason.CONDITION);
      }
    }
    missing(when.certified(), facts.certificates, lacks);
    missing(when.attested(), facts.attestations, lacks);
    return lacks;
  }

  /** What is counted: every limit that speaks of the transfer; bounded by those that decide. */
  Set<Tally> tallies(TransferClass c, @Nullable Rule deciding) {
    Set<Tally> tallies = new HashSet<>();
    for (Near near : near(c)) {
      if (near.rule().limit() != null) {
        facts.tally(near.rule(), category, near.rule().equals(deciding)).ifPresent(tallies::add);
      }
    }
    for (Rule rule : byId()) {
      if (rule.kind() == Rule.Kind.DENY
          && rule.limit() != null
          && !reach(rule, c).contains(Truth.NO)) {
        boolean lifted = rule.unless().stream().anyMatch(grant -> facts.lackOf(grant) == null);
        facts.tally(rule, category, !lifted).ifPresent(tallies::add);
      }
    }
    return tallies;
  }

  static Comparator<Near> order() {
    return Comparator.comparing((Near near) -> near.lacks().size())
        .thenComparing(Near::gravest)
        .thenComparing(near -> -near.bound());
  }
}
