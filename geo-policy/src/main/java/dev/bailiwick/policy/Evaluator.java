package dev.bailiwick.policy;

import dev.bailiwick.policy.AllowCheck.Miss;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one policy says of a question; {@code docs/formats/policy.md} has the meaning. */
final class Evaluator {
  // A copy at home comes before these; what is made from rows at home needs no copy.
  private static final Set<TransferClass> ROWS =
      EnumSet.of(
          TransferClass.RAW, TransferClass.INTERMEDIATE, TransferClass.VIEW, TransferClass.SEALED);

  private final Policy policy;
  private final Question question;
  private final Circumstances circumstances;
  private final Facts facts;

  Evaluator(Policy policy, Question question, Circumstances circumstances) {
    this.policy = policy;
    this.question = question;
    this.circumstances = circumstances;
    this.facts = Facts.of(question.to(), policy, circumstances);
  }

  /** For data under one law and of one category; an empty category is data of none. */
  Outcome outcome(Location law, String category) {
    Case asked = new Case(law, category);
    Optional<Lack> closed = closed();
    if (closed.isPresent()) {
      return asked.denied(closed.get(), null);
    }
    if (!law.isKnown()) {
      return asked.denied(
          new Lack(
              Reason.UNKNOWN_FACT,
              "nobody stated which law governs this, and what is unknown is denied",
              "state the law in the data, or in the policy's 'jurisdiction'"),
          null);
    }
    if (question.to().kind() == Destination.Kind.ACCESS_POINT
        && !question.to().location().isKnown()) {
      return asked.denied(
          new Lack(
              Reason.UNKNOWN_FACT,
              "the place of the viewer is not known",
              "log in through an access point of the topology"),
          null);
    }
    return question.ciphertext()
        ? asked.ciphertext()
        : asked.content(question.transfer(), question.transfer());
  }

  /** Why the policy as a whole permits nothing, if it does not. */
  private Optional<Lack> closed() {
    LocalDate day = facts.day();
    LocalDate from = policy.head().from();
    LocalDate until = policy.head().until();
    if (from != null && day.isBefore(from)) {
      return lack(Reason.NOT_YET, "the policy begins on " + from, "wait until " + from);
    }
    if (until != null && day.isAfter(until)) {
      return lack(Reason.EXPIRED, "the policy ended on " + until, "a new version of the policy");
    }
    for (PinnedTable table : policy.papers().tables()) {
      if (table.reviewBy() != null && day.isAfter(table.reviewBy())) {
        return lack(
            Reason.EXPIRED,
            "table " + table.name() + " was to be reviewed by " + table.reviewBy(),
            "review the table, pin its newest version and set a new day");
      }
    }
    if (!policy.papers().uses().contains(circumstances.use())) {
      List<String> uses = policy.papers().uses().stream().sorted().map(Use::id).toList();
      return lack(
          Reason.USE,
          "the use '" + circumstances.use().id() + "' is not among its uses " + uses,
          "a policy of the steward for that use");
    }
    return Optional.empty();
  }

  private static Optional<Lack> lack(Reason reason, String text, String remedy) {
    return Optional.of(new Lack(reason, text, remedy));
  }

  /** One law and one category of the question. */
  private final class Case {
    private final Location law;
    private final String category;
    private final DenyCheck denies;
    private final AllowCheck allows;
    private final LimitCheck limits;

    Case(Location law, String category) {
      this.law = law;
      this.category = category;
      limits = new LimitCheck(policy, category, question, circumstances.counts(), facts);
      denies = new DenyCheck(circumstances, question.to(), facts, limits);
      allows = new AllowCheck(circumstances, question, facts, limits);
    }

    /** Ciphertext counts as its content, unless the class of ciphertext is allowed there. */
    Outcome ciphertext() {
      Outcome forbidden = forbidden(TransferClass.SEALED);
      if (forbidden != null) {
        return forbidden;
      }
      Outcome sealed = allowed(TransferClass.SEALED, TransferClass.SEALED);
      Rule by = sealed.rule();
      if (by != null && (sealed.allowed() || sealed.reason() == Reason.HOME_COPY)) {
        // An exception never lifts a deny, that of the content included.
        Outcome denied = by.kind() == Rule.Kind.EXCEPTION ? forbidden(question.transfer()) : null;
        return denied != null ? denied : sealed;
      }
      Outcome content = content(question.transfer(), TransferClass.SEALED);
      if (content.reason() != Reason.CONDITION) {
        return content;
      }
      // Who keeps a backup where averages may go wants to hear that averages are not rows.
      return policy
          .allows()
          .filter(
              rule ->
                  !rule.transfer().contains(question.transfer())
                      && !rule.transfer().contains(TransferClass.SEALED)
                      && allows.covers(rule, law, category))
          .findFirst()
          .map(rule -> denied(Reason.NOT_ALLOWED, rule, List.of()))
          .orElse(content);
    }

    /**
     * Judged as what it is.
     *
     * @param or allows of this class tell why it is denied, too
     */
    Outcome content(TransferClass transfer, TransferClass or) {
      Outcome forbidden = forbidden(transfer);
      return forbidden != null ? forbidden : allowed(transfer, or);
    }

    private @Nullable Outcome forbidden(TransferClass transfer) {
      Outcome unknown = null;
      for (Rule rule : policy.rules()) {
        if (!rule.allows()) {
          DenyCheck.Result result = denies.check(rule, law, category, transfer);
          if (result.fires() == Truth.YES) {
            return denied(Reason.FORBIDDEN, rule, result.lacks());
          }
          if (result.fires() == Truth.UNKNOWN && unknown == null) {
            unknown = denied(Reason.UNKNOWN_FACT, rule, result.lacks());
          }
        }
      }
      return unknown;
    }

    private Outcome allowed(TransferClass transfer, TransferClass or) {
      List<Nearest> near = new ArrayList<>();
      List<Nearest> others = new ArrayList<>();
      Rule farther = null;
      boolean ofClass = false;
      for (Rule rule : policy.rules()) {
        if (rule.allows()) {
          List<Miss> misses = allows.misses(rule, law, category, transfer);
          if (misses.isEmpty()) {
            near.add(new Nearest(rule, allows.lacks(rule)));
          } else if (allows.misses(rule, law, category, or).isEmpty()) {
            others.add(new Nearest(rule, allows.lacks(rule)));
          } else if (misses.size() == 1 && !ofClass) {
            ofClass = !misses.contains(Miss.CLASS);
            farther = ofClass || farther == null ? rule : farther;
          }
        }
      }
      Optional<Rule> matching =
          near.stream()
              .filter(n -> n.lacks().isEmpty())
              .map(Nearest::rule)
              .min(
                  Comparator.<Rule>comparingInt(r -> r.kind() == Rule.Kind.EXCEPTION ? 1 : 0)
                      .thenComparingInt(r -> r.duties().size())
                      .thenComparingLong(r -> r.duties().minRecords())
                      .thenComparing(Rule::id));
      if (matching.isPresent()) {
        return homeFirst(transfer, matching.get());
      }
      if (isReleased(transfer)) {
        return homeFirst(transfer, null);
      }
      return Stream.concat(near.stream(), others.stream())
          .min(Nearest.ORDER)
          .map(n -> denied(n.lacks().get(0).reason(), n.rule(), n.lacks()))
          .orElse(denied(Reason.NOT_ALLOWED, farther, List.of()));
    }

    /**
     * Allowed, if the copy at home is there.
     *
     * @param rule that allows it; null for a release
     */
    private Outcome homeFirst(TransferClass transfer, @Nullable Rule rule) {
      HomeCopy home = policy.papers().home();
      boolean rows = ROWS.contains(transfer) || question.ciphertext();
      if (home == null
          || !home.first()
          || !rows
          || home.isAt(question.to().location(), facts.day())
          || circumstances.homeCopies().stream().anyMatch(at -> home.isAt(at, facts.day()))) {
        Duties duties = rule == null ? Duties.none() : rule.duties();
        return outcome(Reason.ALLOWED, rule, List.of(), duties, tallies(transfer, rule));
      }
      String areas = String.join(", ", home.keepIn().stream().map(Area::toString).toList());
      return denied(
          Reason.HOME_COPY,
          rule,
          List.of(
              new Lack(
                  Reason.HOME_COPY,
                  "a complete copy of the rows must be in "
                      + areas
                      + " first, and none is recorded",
                  "write the shards of all rows in " + areas + " first")));
    }

    private boolean isReleased(TransferClass transfer) {
      ReleaseRule rule = policy.release();
      return rule != null
          && rule.transfer().contains(transfer)
          && rule.to().stream()
              .anyMatch(a -> a.allowing(question.to(), facts).filter(List::isEmpty).isPresent())
          && circumstances.releases().stream()
              .anyMatch(
                  release ->
                      release.transfer() == transfer
                          && release.policies().contains(policy.id())
                          && rule.signedBy().contains(release.signer())
                          && AllowCheck.duties(
                                  rule.duties(),
                                  OptionalLong.of(release.records()),
                                  release.conduct())
                              .isEmpty());
    }

    /** Every limit of the policy that speaks of the transfer counts it, whichever rule decides. */
    private List<Tally> tallies(TransferClass transfer, @Nullable Rule deciding) {
      List<Tally> tallies = new ArrayList<>();
      for (Rule rule : policy.rules()) {
        Limit limit = rule.limit();
        if (limit != null && counts(rule, transfer)) {
          boolean binds = rule.equals(deciding) || !rule.allows();
          limits
              .tally(limit, rule.id(), binds ? bound(rule) : Long.MAX_VALUE)
              .ifPresent(tallies::add);
        }
      }
      return tallies;
    }

    /** A deny that a paper lifts bounds nothing; its count goes on. */
    private long bound(Rule rule) {
      boolean lifted =
          rule.unless().stream()
              .anyMatch(grant -> GrantCheck.lack(grant, circumstances, facts).isEmpty());
      Limit limit = rule.limit();
      return lifted || limit == null ? Long.MAX_VALUE : limit.bound();
    }

    private boolean counts(Rule rule, TransferClass transfer) {
      return rule.allows()
          ? allows.misses(rule, law, category, transfer).isEmpty()
          : denies.reaches(rule, law, category, transfer, new ArrayList<>()) != Truth.NO;
    }

    private Outcome denied(Lack lack, @Nullable Rule rule) {
      return denied(lack.reason(), rule, List.of(lack));
    }

    private Outcome denied(Reason reason, @Nullable Rule rule, List<Lack> lacks) {
      return outcome(reason, rule, lacks, Duties.none(), List.of());
    }

    private Outcome outcome(
        Reason reason, @Nullable Rule rule, List<Lack> lacks, Duties duties, List<Tally> tallies) {
      return new Outcome(reason, policy, rule, law, category, lacks, duties, tallies);
    }
  }
}
