package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What follows from the meaning of the policy language for days. */
class PolicyDaysLawsTest {
  private static final Set<Reason> DAYS =
      EnumSet.of(Reason.EXPIRED, Reason.NOT_YET, Reason.WITHDRAWN);

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void whatWouldBeAllowedButForOneDayIsNeverForbiddenOrNotAllowed(@ForAll long seed) {
    Set<Reason> ofNearer = EnumSet.copyOf(DAYS);
    // Another allow may lack one thing too, and tell more than what has not begun.
    ofNearer.addAll(EnumSet.of(Reason.LIMIT, Reason.UNKNOWN_FACT, Reason.DUTY));
    assertThat(butForOneDay(seed, ofNearer, false)).isPositive();
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void ofASingleAllowItIsExpiredNotYetOrWithdrawn(@ForAll long seed) {
    assertThat(butForOneDay(seed, DAYS, true)).isPositive();
  }

  private static int butForOneDay(long seed, Set<Reason> reasons, boolean single) {
    return Worlds.each(
        seed,
        3000,
        (random, dice) -> {
          World world = random.withEach(policy -> withoutUnless(policy, single));
          int which = dice.below(7);
          World other = world.withEach(policy -> withoutDays(policy, which));
          int differ = 0;
          for (Question question : world.questions()) {
            Decision decision = world.set().decide(question);
            // Where ciphertext may not be on a day, it is judged as its content, which may be
            // forbidden.
            boolean ofContent = question.ciphertext() && PolicyLawsTest.isByADeny(world, decision);
            if (!decision.allowed() && !ofContent && other.set().allows(question)) {
              differ++;
              assertThat(reasons).as(() -> world.describe(question)).contains(decision.reason());
            }
          }
          return differ;
        });
  }

  /** A paper in 'unless' that ends lets a deny fire; and, if asked, one allow at most. */
  private static Policy withoutUnless(Policy policy, boolean single) {
    List<Rule> rules = new ArrayList<>();
    boolean allowed = false;
    for (Rule rule : policy.rules()) {
      if (!rule.allows() || !single || !allowed) {
        rules.add(Edits.papers(rule, rule.under(), List.of()));
        allowed |= rule.allows();
      }
    }
    return Edits.rules(policy, rules);
  }

  /** Without the days of one thing. */
  private static Policy withoutDays(Policy policy, int which) {
    Policy.Head h = policy.head();
    List<PinnedTable> tables = policy.papers().tables();
    return switch (which) {
      case 0 ->
          Edits.head(
              policy,
              new Policy.Head(
                  h.id(), h.version(), h.steward(), h.zone(), null, null, h.sha256(), h.place()));
      case 1, 2 ->
          Edits.tables(
              policy,
              tables.stream().map(t -> t.name().equals("T" + which) ? unreviewed(t) : t).toList());
      case 3 ->
          Edits.eachRule(
              policy,
              rule ->
                  rule.id().endsWith("0") || rule.id().endsWith("1")
                      ? Edits.days(rule, null, null)
                      : rule);
      default ->
          Edits.grants(
              policy,
              g ->
                  g.id().equals("g" + (which - 3))
                      ? new Grant(
                          g.id(),
                          g.kind(),
                          g.parties(),
                          g.purpose(),
                          g.uses(),
                          null,
                          null,
                          null,
                          g.at())
                      : g);
    };
  }

  private static PinnedTable unreviewed(PinnedTable table) {
    return new PinnedTable(table.name(), table.table(), null, table.at());
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void untilAnEpochEndsNoDecisionChanges(@ForAll long seed) {
    Worlds.each(
        seed,
        1000,
        (random, dice) -> {
          // What was counted changes by itself; this is about days.
          Counts constant = (policy, category, persons, operator, from, to) -> OptionalLong.of(1);
          World world = random.with(random.in().withCounts(constant));
          Instant now = world.in().at();
          Instant end =
              PolicyEpoch.of(world.set(), world.places())
                  .end()
                  .orElse(now.plus(Duration.ofDays(2000)));
          assertThat(end).isAfter(now);
          long left = Duration.between(now, end).toMillis();
          Instant last = end.minusMillis(1);
          Instant between = now.plusMillis((long) (left * (dice.below(1000) / 1000.0)));
          for (Instant later : List.of(last, between)) {
            PolicySet then = World.set(world.policies(), world.in().withTime(later));
            for (Question question : world.questions()) {
              Decision one = world.set().decide(question);
              Decision two = then.decide(question);
              assertThat(List.of(two.reason(), two.policy(), two.rule()))
                  .as(() -> "at " + later + " " + world.describe(question))
                  .isEqualTo(List.of(one.reason(), one.policy(), one.rule()));
            }
          }
          return 1;
        });
  }
}
