package dev.bailiwick.policy;

import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A second evaluator of the policy language, written from the section "Meaning" of {@code
 * docs/formats/policy.md} and from nothing else. It is naive on purpose: no code is shared with the
 * evaluator, only the records that a policy is made of.
 */
final class Oracle {
  private static final Set<TransferClass> ROWS =
      EnumSet.of(TransferClass.RAW, TransferClass.INTERMEDIATE, TransferClass.VIEW);

  /** From the gravest lack to the lightest. */
  private static final List<Reason> GRAVEST_FIRST =
      List.of(
          Reason.WITHDRAWN,
          Reason.EXPIRED,
          Reason.LIMIT,
          Reason.UNKNOWN_FACT,
          Reason.DUTY,
          Reason.NOT_YET,
          Reason.USE,
          Reason.CONDITION);

  /**
   * What comes out.
   *
   * @param policies which may be named; of an allow any of them
   * @param rules which may be named; empty where the text leaves it open
   */
  record Verdict(Reason reason, Set<String> policies, Set<String> rules, Duties duties) {
    boolean allowed() {
      return reason == Reason.ALLOWED;
    }
  }

  /** A rule that speaks of the transfer, and what it lacks. */
  private record Near(Rule rule, List<Reason> lacks) {
    int gravest() {
      return lacks.stream().mapToInt(GRAVEST_FIRST::indexOf).min().orElse(-1);
    }

    long bound() {
      return lacks.contains(Reason.LIMIT) ? rule.limit().bound() : 0;
    }
  }

  private final List<Policy> policies;
  private final Circumstances in;

  Oracle(Collection<Policy> governing, Circumstances in) {
    this.policies = governing.stream().sorted(Comparator.comparing(Policy::id)).toList();
    this.in = in;
  }

  Verdict decide(Question question) {
    List<Verdict> all = new ArrayList<>();
    for (Policy policy : policies) {
      for (String law : new TreeSet<>(question.laws().stream().map(Location::code).toList())) {
        for (String category : categories(policy, question)) {
          all.add(new One(policy, question, law, category).answer());
        }
      }
    }
    if (all.isEmpty()) {
      return new Verdict(Reason.NOT_ALLOWED, Set.of(""), Set.of(""), Duties.none());
    }
    for (Verdict verdict : all) {
      if (verdict.reason() == Reason.FORBIDDEN) {
        return verdict;
      }
    }
    for (Verdict verdict : all) {
      if (!verdict.allowed()) {
        return verdict;
      }
    }
    Set<String> named = new TreeSet<>();
    Set<String> rules = new TreeSet<>();
    Duties duties = Duties.none();
    for (Verdict verdict : all) {
      named.addAll(verdict.policies());
      rules.addAll(verdict.rules());
      duties = both(duties, verdict.duties());
    }
    return new Verdict(Reason.ALLOWED, named, rules, duties);
  }

  private static Set<String> categories(Policy policy, Question question) {
    Set<String> all = new TreeSet<>();
    if (question.categories() != null) {
      all.addAll(question.categories());
    } else {
      all.addAll(policy.data().categories().all());
      policy.data().categories().byColumn().values().forEach(all::addAll);
    }
    return all.isEmpty() ? Set.of("") : all;
  }

  private static Duties both(Duties a, Duties b) {
    PrivacyBudget privacy = a.privacy() == null ? b.privacy() : a.privacy();
    if (a.privacy() != null && b.privacy() != null) {
      privacy =
          new PrivacyBudget(
              Math.min(a.privacy().epsilon(), b.privacy().epsilon()),
              Math.min(a.privacy().delta(), b.privacy().delta()));
    }
    Period keep = a.keepAtMost() == null ? b.keepAtMost() : a.keepAtMost();
    if (a.keepAtMost() != null && b.keepAtMost() != null) {
      keep = days(a.keepAtMost()) <= days(b.keepAtMost()) ? a.keepAtMost() : b.keepAtMost();
    }
    return new Duties(
        Math.max(a.minRecords(), b.minRecords()),
        a.secureAggregation() || b.secureAggregation(),
        privacy,
        a.attestation() || b.attestation(),
        keep);
  }

  /** Good enough for the periods that the tests use: whole months, or fewer than 28 days. */
  private static int days(Period period) {
    return (int) period.toTotalMonths() * 31 + period.getDays();
  }

  /** One policy, one law, one category. */
  private final class One {
    private final Policy policy;
    private final Question question;
    private final String law;
    private final String category;
    private final OracleFacts facts;

    One(Policy policy, Question question, String law, String category) {
      this.policy = policy;
      this.question = question;
      this.law = law;
      this.category = category;
      this.facts = new OracleFacts(policy, in, question);
    }

    Verdict answer() {
      Policy.Head head = policy.head();
      if (head.from() != null && facts.day.isBefore(head.from())) {
        return open(Reason.NOT_YET);
      }
      if (head.until() != null && facts.day.isAfter(head.until())) {
        return open(Reason.EXPIRED);
      }
      for (PinnedTable table : policy.papers().tables()) {
        if (table.reviewBy() != null && facts.day.isAfter(table.reviewBy())) {
          return open(Reason.EXPIRED);
        }
      }
      if (!policy.papers().uses().contains(in.use())) {
        return open(Reason.USE);
      }
      if (law.equals("unknown")
          || question.to().kind() == Destination.Kind.ACCESS_POINT && !facts.placeIsKnown()) {
        return open(Reason.UNKNOWN_FACT);
      }
      TransferClass c = question.transfer();
      boolean ciphertext = question.ciphertext() || c == TransferClass.SEALED;
      if (ciphertext) {
        Verdict denied = denied(TransferClass.SEALED);
        Verdict allowed = allowed(TransferClass.SEALED, true);
        if (denied != null || allowed != null) {
          return denied != null ? denied : allowed;
        }
      }
      Verdict denied = denied(c);
      Verdict allowed = allowed(c, ciphertext);
      if (denied != null || allowed != null) {
        return denied != null ? denied : allowed;
      }
      return isReleased(c) ? open(Reason.ALLOWED) : nearest(c, ciphertext);
    }

    private Verdict open(Reason reason) {
      return new Verdict(reason, Set.of(policy.id()), Set.of(), Duties.none());
    }

    private Verdict by(Rule rule, Reason reason, Duties duties) {
      return new Verdict(reason, Set.of(policy.id()), Set.of(rule.id()), duties);
    }

    private @Nullable Verdict denied(TransferClass c) {
      for (Truth truth : List.of(Truth.YES, Truth.UNKNOWN)) {
        for (Rule rule : byId()) {
          if (rule.kind() == Rule.Kind.DENY && fires(rule, c) == truth) {
            Reason reason = truth == Truth.YES ? Reason.FORBIDDEN : Reason.UNKNOWN_FACT;
            return by(rule, reason, Duties.none());
          }
        }
      }
      return null;
    }

    private List<Rule> byId() {
      return policy.rules().stream().sorted(Comparator.comparing(Rule::id)).toList();
    }

    private Truth fires(Rule deny, TransferClass c) {
      List<Truth> all = new ArrayList<>();
      all.add(truth(deny.transfer().contains(c)));
      all.add(truth(deny.laws().isEmpty() || facts.perhaps(deny.laws(), law)));
      all.add(
          truth(
              deny.categories().isEmpty()
                  || !category.isEmpty()
                      && deny.categories().stream()
                          .anyMatch(kind -> Atlas.mayBeKind(category, kind))));
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

    private @Nullable Verdict allowed(TransferClass c, boolean ciphertext) {
      List<Rule> all = new ArrayList<>();
      for (Near near : near(c)) {
        if (near.lacks().isEmpty()) {
          all.add(near.rule());
        }
      }
      if (all.isEmpty()) {
        return null;
      }
      Rule rule =
          Collections.min(
              all,
              Comparator.comparing((Rule r) -> r.kind() == Rule.Kind.EXCEPTION)
                  .thenComparing(r -> described(r.duties()).size())
                  .thenComparing(r -> r.duties().minRecords())
                  .thenComparing(Rule::id));
      HomeCopy home = policy.papers().home();
      if (home != null
          && home.first()
          && (ciphertext || ROWS.contains(c))
          && !facts.surely(home.keepIn(), facts.place)
          && in.homeCopies().stream().noneMatch(l -> facts.surely(home.keepIn(), l.code()))) {
        return open(Reason.HOME_COPY);
      }
      return by(rule, Reason.ALLOWED, rule.duties());
    }

    private boolean isReleased(TransferClass c) {
      ReleaseRule rule = policy.release();
      if (rule == null
          || !rule.transfer().contains(c)
          || placeLacks(rule.to()).stream().noneMatch(List::isEmpty)) {
        return false;
      }
      for (Release release : in.releases()) {
        if (release.transfer() == c
            && release.policies().contains(policy.id())
            && rule.signedBy().contains(release.signer())
            && release.records() >= rule.duties().minRecords()
            && unmet(rule.duties(), release.conduct()) == 0) {
          return true;
        }
      }
      return false;
    }

    private Verdict nearest(TransferClass c, boolean ciphertext) {
      List<Near> all = near(c);
      if (all.isEmpty()) {
        return open(Reason.NOT_ALLOWED);
      }
      Near near = Collections.min(all, order().thenComparing(n -> n.rule().id()));
      Reason reason = GRAVEST_FIRST.get(near.gravest());
      if (ciphertext && reason == Reason.CONDITION && byId().stream().anyMatch(r -> other(r, c))) {
        return open(Reason.NOT_ALLOWED);
      }
      return by(near.rule(), reason, Duties.none());
    }

    private static Comparator<Near> order() {
      return Comparator.comparing((Near near) -> near.lacks().size())
          .thenComparing(Near::gravest)
          .thenComparing(near -> -near.bound());
    }

    /** An allow of another class that holds at the place, whoever operates it. */
    private boolean other(Rule rule, TransferClass c) {
      return rule.kind() != Rule.Kind.DENY
          && !rule.transfer().contains(c)
          && scope(rule)
          && placeLacks(rule.to()).stream().anyMatch(List::isEmpty)
          && rule.when().equals(When.ALWAYS)
          && rule.under().stream().allMatch(g -> g.parties().isEmpty() && facts.lackOf(g) == null);
    }

    private boolean scope(Rule rule) {
      return (rule.laws().isEmpty() || facts.surely(rule.laws(), law))
          && (rule.categories().isEmpty()
              || rule.categories().stream().anyMatch(kind -> Atlas.isKind(category, kind)))
          && facts.mayHoldPlace(rule.except()) == Truth.NO;
    }

    /** The allows and exceptions that speak of the transfer. */
    private List<Near> near(TransferClass c) {
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

    /** For each area, and entry of a table, that holds the place: what is lacking. */
    private List<List<Reason>> placeLacks(List<Area> areas) {
      List<List<Reason>> ways = new ArrayList<>();
      for (Area area : areas) {
        if (area instanceof Area.Anywhere && facts.placeIsKnown()
            || area instanceof Area.Named named && facts.isPlace(named)
            || area instanceof Area.Countries countries
                && Atlas.holds(countries.name(), facts.place)) {
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

    private static void missing(
        Collection<String> wanted, Set<String> there, List<Reason> lacks) {
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
      When when = rule.when();
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
      lacks.addAll(Collections.nCopies(unmet(rule.duties(), in.conduct()), Reason.DUTY));
      return lacks;
    }

    private static int unmet(Duties duties, Conduct conduct) {
      int unmet = 0;
      if (duties.secureAggregation() && !conduct.secureAggregation()) {
        unmet++;
      }
      if (duties.privacy() != null
          && (conduct.privacy() == null
              || conduct.privacy().epsilon() > duties.privacy().epsilon()
              || conduct.privacy().delta() > duties.privacy().delta())) {
        unmet++;
      }
      if (duties.attestation() && !conduct.attestation()) {
        unmet++;
      }
      if (duties.keepAtMost() != null
          && (conduct.keeps() == null || days(conduct.keeps()) > days(duties.keepAtMost()))) {
        unmet++;
      }
      return unmet;
    }

    private static List<String> described(Duties duties) {
      List<String> kinds = new ArrayList<>();
      if (duties.minRecords() > 0) {
        kinds.add("minRecords");
      }
      if (duties.secureAggregation()) {
        kinds.add("secureAggregation");
      }
      if (duties.privacy() != null) {
        kinds.add("privacy");
      }
      if (duties.attestation()) {
        kinds.add("attestation");
      }
      if (duties.keepAtMost() != null) {
        kinds.add("keepAtMost");
      }
      return kinds;
    }
  }
}
