package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What follows from the meaning of the policy language, as {@code docs/formats/policy.md} says. */
class PolicyLawsTest {
  private static final LocalDate LONG_AGO = LocalDate.of(2020, 1, 1);

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void withoutAPolicyOrAnAllowOrExceptionOrReleaseNothingIsAllowed(@ForAll long seed) {
    Worlds.each(
        seed,
        300,
        (world, dice) -> {
          World none = world.with(List.of());
          World denies =
              world.withEach(
                  policy -> Edits.release(Edits.rules(policy, policy.denies().toList()), null));
          for (Question question : world.questions()) {
            assertThat(none.set().decide(question).allowed()).isFalse();
            assertThat(denies.set().decide(question).allowed())
                .as(() -> denies.describe(question))
                .isFalse();
          }
          return 0;
        });
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void oneMoreDenyNeverPermitsMore(@ForAll long seed) {
    neverPermitsMore(
        seed,
        (world, dice) -> world.withEach(policy -> with(policy, Worlds.anotherDeny(dice.seed()))));
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void oneMorePolicyNeverPermitsMore(@ForAll long seed) {
    neverPermitsMore(
        seed,
        (world, dice) -> {
          if (world.set().policies().isEmpty()) {
            return world;
          }
          List<Policy> more = new ArrayList<>(world.policies());
          more.add(Worlds.anotherPolicy(dice.seed()));
          return world.with(more);
        });
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void aHigherOrUnreadableCountNeverPermitsMore(@ForAll long seed) {
    neverPermitsMore(
        seed,
        (world, dice) -> {
          Worlds.Counted counts = (Worlds.Counted) world.in().counts();
          return world.with(
              world
                  .in()
                  .withCounts(
                      dice.chance(0.7)
                          ? new Worlds.Counted(counts.seed(), 1 + dice.below(2))
                          : Counts.unreadable()));
        });
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void aWithdrawnOrEndedGrantNeverPermitsMore(@ForAll long seed) {
    neverPermitsMore(
        seed,
        (world, dice) -> {
          Set<String> ended = dice.some(List.of("g1", "g2", "g3"), 1, 3);
          boolean withdrawn = dice.chance(0.5);
          return world.withEach(
              policy ->
                  Edits.grants(policy, g -> ended.contains(g.id()) ? ended(g, withdrawn) : g));
        });
  }

  private static Grant ended(Grant g, boolean withdrawn) {
    return new Grant(
        g.id(),
        g.kind(),
        g.parties(),
        g.purpose(),
        g.uses(),
        g.from(),
        withdrawn ? g.until() : LONG_AGO,
        withdrawn ? LONG_AGO : g.withdrawn(),
        g.at());
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void anEndedExceptionNeverPermitsMore(@ForAll long seed) {
    neverPermitsMore(
        seed,
        (world, dice) ->
            world.withEach(
                policy ->
                    Edits.eachRule(
                        policy,
                        rule ->
                            rule.kind() == Rule.Kind.EXCEPTION && dice.chance(0.6)
                                ? Edits.days(rule, null, LONG_AGO)
                                : rule)));
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void aCertificateOrAttestationEndedWithdrawnOrNotTrustedNeverPermitsMore(@ForAll long seed) {
    neverPermitsMore(
        seed,
        (world, dice) ->
            world.withStatements(
                statement ->
                    statement.fact() instanceof Statement.Certified
                        || statement.fact() instanceof Statement.Attested,
                dice));
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void anOperatorOrControlThatNobodyStatesAnyMoreNeverPermitsMore(@ForAll long seed) {
    neverPermitsMore(
        seed,
        (world, dice) -> {
          boolean operators = dice.chance(0.5);
          return world.withStatements(
              statement ->
                  operators
                      ? statement.fact() instanceof Statement.Operator
                      : statement.fact() instanceof Statement.ControlledFrom,
              null);
        });
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void oneMoreCountryOfControlOrASecondOperatorNeverPermitsMore(@ForAll long seed) {
    neverPermitsMore(
        seed,
        (world, dice) ->
            world.withPlaces(
                place -> {
                  List<Statement> more = new ArrayList<>(place.statements());
                  for (Statement s : place.statements()) {
                    if (s.fact() instanceof Statement.ControlledFrom from
                        && !from.countries().isEmpty()) {
                      Location country = Location.of(dice.of(Atlas.PLACES));
                      more.add(Worlds.like(s, new Statement.ControlledFrom(List.of(country))));
                    } else if (s.fact() instanceof Statement.Operator) {
                      more.add(Worlds.like(s, new Statement.Operator("op3")));
                    }
                  }
                  return Edits.statements(place, more);
                }));
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void anExceptionOrReleaseNeverLiftsADeny(@ForAll long seed) {
    int denials =
        Worlds.each(
            seed,
            1000,
            (world, dice) -> {
              World bare =
                  world.withEach(
                      policy ->
                          Edits.release(
                              Edits.rules(
                                  policy,
                                  policy.rules().stream()
                                      .filter(rule -> rule.kind() != Rule.Kind.EXCEPTION)
                                      .toList()),
                              null));
              World more =
                  world.withEach(
                      policy ->
                          Edits.release(
                              with(policy, Worlds.anotherException(dice.seed())),
                              Worlds.anotherRelease(dice.seed())));
              int denied = 0;
              for (Question question : world.questions()) {
                Decision before = bare.set().decide(question);
                if (isByADeny(bare, before)) {
                  denied++;
                  Decision after = more.set().decide(question);
                  assertThat(after.allowed()).as(() -> more.describe(question)).isFalse();
                  if (before.reason() == Reason.FORBIDDEN) {
                    assertThat(after.reason()).isEqualTo(Reason.FORBIDDEN);
                  }
                }
              }
              return denied;
            });
    assertThat(denials).as("how often something is denied by a deny").isPositive();
  }

  static boolean isByADeny(World world, Decision decision) {
    return !decision.allowed()
        && world.policies().stream()
            .filter(policy -> policy.id().equals(decision.policy()))
            .flatMap(Policy::denies)
            .anyMatch(rule -> rule.id().equals(decision.rule()));
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void aSetOfLawsCategoriesOrPoliciesAllowsWhatEachMemberAllows(@ForAll long seed) {
    int all =
        Worlds.each(
            seed,
            400,
            (world, dice) -> {
              int allowed = 0;
              for (Question question : world.questions()) {
                Set<Location> laws =
                    new HashSet<>(List.of(Location.of("DE"), Location.of(dice.of(Atlas.PLACES))));
                Set<String> terms = dice.some(Atlas.TERMS, 1, 3);
                boolean each = !world.set().policies().isEmpty();
                for (Policy policy : world.set().policies()) {
                  for (Location law : laws) {
                    for (String term : terms) {
                      each &=
                          World.set(List.of(policy), world.in())
                              .decide(question.withLaws(Set.of(law)).withCategories(Set.of(term)))
                              .allowed();
                    }
                  }
                }
                assertThat(
                        world.set().decide(question.withLaws(laws).withCategories(terms)).allowed())
                    .as(() -> laws + " " + terms + " " + world.describe(question))
                    .isEqualTo(each);
                allowed += each ? 1 : 0;
              }
              return allowed;
            });
    assertThat(all).as("how often all are allowed").isPositive();
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void theOrderOfRulesPoliciesLawsPapersAndStatementsHasNoMeaning(@ForAll long seed) {
    Worlds.each(
        seed,
        400,
        (world, dice) -> {
          World other =
              world
                  .with(dice.shuffled(world.policies()))
                  .withEach(policy -> shuffled(policy, dice))
                  .withPlaces(place -> Edits.statements(place, dice.shuffled(place.statements())));
          for (int i = 0; i < world.questions().size(); i++) {
            Decision one = world.set().decide(world.questions().get(i));
            Decision two = other.set().decide(other.questions().get(i));
            Question question = world.questions().get(i);
            assertThat(essence(two)).as(() -> world.describe(question)).isEqualTo(essence(one));
          }
          return 1;
        });
  }

  private static Policy shuffled(Policy policy, Dice dice) {
    Policy.Papers p = policy.papers();
    return Edits.papers(
        Edits.rules(
            policy,
            dice.shuffled(
                policy.rules().stream()
                    .map(rule -> Edits.to(rule, dice.shuffled(rule.to())))
                    .map(
                        rule ->
                            Edits.papers(
                                rule, dice.shuffled(rule.under()), dice.shuffled(rule.unless())))
                    .toList())),
        new Policy.Papers(
            p.uses(), p.trust(), dice.shuffled(p.tables()), p.home(), dice.shuffled(p.grants())));
  }

  private static List<Object> essence(Decision d) {
    return List.of(
        d.allowed(), d.reason(), d.policy(), d.rule(), d.duties(), Set.copyOf(d.tallies()));
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void whatCannotBeEvaluatedIsAnUnknownFact(@ForAll long seed) {
    int failed =
        Worlds.each(
            seed,
            300,
            (world, dice) -> {
              AtomicInteger asked = new AtomicInteger();
              Counts broken =
                  (policy, category, persons, operator, from, to) -> {
                    throw new IllegalStateException("broken " + asked.incrementAndGet());
                  };
              PolicySet failing = World.set(world.policies(), world.in().withCounts(broken));
              for (Question question : world.questions()) {
                int before = asked.get();
                Decision decision = failing.decide(question);
                if (asked.get() > before) {
                  assertThat(decision.reason()).isEqualTo(Reason.UNKNOWN_FACT);
                  assertThat(failing.allows(question)).isFalse();
                }
              }
              return asked.get();
            });
    assertThat(failed).isPositive();
  }

  private static Policy with(Policy policy, Rule rule) {
    List<Rule> more = new ArrayList<>(policy.rules());
    more.add(rule);
    return Edits.rules(policy, more);
  }

  /** Also that it forbids something, lest the law hold because nothing changes. */
  private static void neverPermitsMore(long seed, BiFunction<World, Dice, World> change) {
    int forbids =
        Worlds.each(
            seed,
            1500,
            (world, dice) -> {
              World changed = change.apply(world, dice);
              int less = 0;
              for (int i = 0; i < world.questions().size(); i++) {
                Question question = changed.questions().get(i);
                boolean before = world.set().allows(world.questions().get(i));
                boolean after = changed.set().allows(question);
                assertThat(after && !before)
                    .as(
                        () ->
                            "before "
                                + world.describe(question)
                                + "\nafter "
                                + changed.describe(question))
                    .isFalse();
                less += before && !after ? 1 : 0;
              }
              return less;
            });
    assertThat(forbids).as("how often it forbids something").isPositive();
  }
}
