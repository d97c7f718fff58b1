package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the {@link Oracle} says of one policy, one law and one category: the seven steps. */
final class OracleCase {
  private static final Set<TransferClass> ROWS =
      EnumSet.of(TransferClass.RAW, TransferClass.INTERMEDIATE, TransferClass.VIEW);

  private final Policy policy;
  private final Question question;
  private final String law;
  private final Circumstances in;
  private final OracleFacts facts;
  private final OracleRules rules;

  OracleCase(Policy policy, Circumstances in, Question question, String law, String category) {
    this.policy = policy;
    this.question = question;
    this.law = law;
    this.in = in;
    this.facts = new OracleFacts(policy, in, question);
    this.rules = new OracleRules(facts, question, law, category);
  }

  OracleVerdict answer() {
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
        || (question.to().kind() == Destination.Kind.ACCESS_POINT && !facts.placeIsKnown())) {
      return open(Reason.UNKNOWN_FACT);
    }
    TransferClass c = question.transfer();
    boolean ciphertext = question.ciphertext() || c == TransferClass.SEALED;
    if (ciphertext) {
      OracleVerdict denied = denied(TransferClass.SEALED);
      OracleVerdict allowed = allowed(TransferClass.SEALED, true, Rule.Kind.ALLOW);
      if (denied != null || allowed != null) {
        return denied != null ? denied : allowed;
      }
      OracleVerdict content = denied(c);
      OracleVerdict exception = allowed(TransferClass.SEALED, true, Rule.Kind.EXCEPTION);
      if (exception != null) {
        return content != null ? content : exception;
      }
    }
    OracleVerdict denied = denied(c);
    OracleVerdict allowed = allowed(c, ciphertext, Rule.Kind.ALLOW);
    allowed = allowed != null ? allowed : allowed(c, ciphertext, Rule.Kind.EXCEPTION);
    if (denied != null || allowed != null) {
      return denied != null ? denied : allowed;
    }
    return isReleased(c)
        ? lacksHomeCopy(c, question.ciphertext()) ? open(Reason.HOME_COPY) : allowedBy(null, c)
        : nearest(c, question.ciphertext());
  }

  private OracleVerdict open(Reason reason) {
    return OracleVerdict.denied(reason, policy.id(), Set.of());
  }

  private OracleVerdict named(Reason reason, Rule rule) {
    return OracleVerdict.denied(reason, policy.id(), Set.of(rule.id()));
  }

  private OracleVerdict allowedBy(@Nullable Rule rule, TransferClass c) {
    return new OracleVerdict(
        Reason.ALLOWED,
        Set.of(policy.id()),
        Set.of(rule == null ? "release" : rule.id()),
        rule == null ? Duties.none() : rule.duties(),
        rules.tallies(c, rule));
  }

  private @Nullable OracleVerdict denied(TransferClass c) {
    for (Truth truth : List.of(Truth.YES, Truth.UNKNOWN)) {
      for (Rule rule : rules.byId()) {
        if (rule.kind() == Rule.Kind.DENY && rules.fires(rule, c) == truth) {
          Reason reason = truth == Truth.YES ? Reason.FORBIDDEN : Reason.UNKNOWN_FACT;
          return named(reason, rule);
        }
      }
    }
    return null;
  }

  private @Nullable OracleVerdict allowed(TransferClass c, boolean ciphertext, Rule.Kind kind) {
    List<Rule> all = new ArrayList<>();
    for (OracleRules.Near near : rules.near(c)) {
      if (near.rule().kind() == kind && near.lacks().isEmpty()) {
        all.add(near.rule());
      }
    }
    if (all.isEmpty()) {
      return null;
    }
    Rule rule =
        Collections.min(
            all,
            Comparator.comparing((Rule r) -> OracleDuties.count(r.duties()))
                .thenComparing(r -> r.duties().minRecords())
                .thenComparing(Rule::id));
    return lacksHomeCopy(c, ciphertext) ? open(Reason.HOME_COPY) : allowedBy(rule, c);
  }

  private boolean lacksHomeCopy(TransferClass c, boolean ciphertext) {
    HomeCopy home = policy.papers().home();
    return home != null
        && home.first()
        && (ciphertext || ROWS.contains(c))
        && !facts.surely(home.keepIn(), facts.place)
        && in.homeCopies().stream().noneMatch(l -> facts.surely(home.keepIn(), l.code()));
  }

  private boolean isReleased(TransferClass c) {
    ReleaseRule rule = policy.release();
    if (rule == null
        || !rule.transfer().contains(c)
        || rules.placeLacks(rule.to()).stream().noneMatch(List::isEmpty)) {
      return false;
    }
    for (Release release : in.releases()) {
      if (release.transfer() == c
          && release.policies().contains(policy.id())
          && rule.signedBy().contains(release.signer())
          && release.records() >= rule.duties().minRecords()
          && OracleDuties.unmet(rule.duties(), release.conduct()) == 0) {
        return true;
      }
    }
    return false;
  }

  private OracleVerdict nearest(TransferClass c, boolean ciphertext) {
    List<OracleRules.Near> all = new ArrayList<>(rules.near(c));
    if (ciphertext) {
      all.addAll(rules.near(TransferClass.SEALED));
    }
    if (all.isEmpty()) {
      return open(Reason.NOT_ALLOWED);
    }
    OracleRules.Near near =
        Collections.min(all, OracleRules.order().thenComparing(n -> n.rule().id()));
    Reason reason = OracleRules.GRAVEST_FIRST.get(near.gravest());
    if (ciphertext
        && reason == Reason.CONDITION
        && rules.byId().stream().anyMatch(r -> rules.other(r, c))) {
      return open(Reason.NOT_ALLOWED);
    }
    return named(reason, near.rule());
  }
}
