package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Two evaluators of the language, of which one was written from its text alone. */
class AgreementTest {
  private static final int SETS = Worlds.LONG ? 120_000 : 3_000;

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void decisionsAgreeWithTheOracle(@ForAll long seed) {
    long began = System.nanoTime();
    Dice dice = new Dice(seed);
    Map<Reason, Integer> reached = new EnumMap<>(Reason.class);
    long decisions = 0;
    for (int i = 0; i < SETS; i++) {
      World world = Worlds.of(dice.seed());
      PolicySet set = world.set();
      for (Question question : world.questions()) {
        Decision decision = set.decide(question);
        checkAgreement(world, question, decision);
        assertThat(set.allows(question)).isEqualTo(decision.allowed());
        reached.merge(decision.reason(), 1, Integer::sum);
        decisions++;
      }
      if (i % 10 == 0) {
        decisions += checkEpoch(world);
      }
    }
    System.out.printf(
        "Oracle: %,d policy sets, %,d decisions, seed %d, %.1f s, reasons %s%n",
        SETS, decisions, seed, (System.nanoTime() - began) / 1e9, reached);
    assertThat(reached.keySet()).containsExactlyElementsOf(EnumSet.allOf(Reason.class));
  }

  /** Every class at every place, compiled. */
  private static int checkEpoch(World world) {
    PolicyEpoch epoch = PolicyEpoch.of(world.set(), world.places());
    int decisions = 0;
    for (Location law : world.questions().get(0).laws()) {
      for (TransferClass c : TransferClass.values()) {
        for (Destination place : world.places()) {
          Question question = Question.of(law, c, place);
          boolean allowed = epoch.allows(law, c, place.name());
          assertThat(allowed)
              .as(() -> world.describe(question))
              .isEqualTo(world.set().allows(question))
              .isEqualTo(world.oracle().decide(question).allowed())
              .isEqualTo(epoch.permitted(law, c).contains(place.name()));
          decisions++;
        }
      }
    }
    return decisions;
  }

  private static void checkAgreement(World world, Question question, Decision decision) {
    OracleVerdict verdict = world.oracle().decide(question);
    boolean same =
        decision.reason() == verdict.reason()
            && decision.allowed() == verdict.allowed()
            && verdict.policies().contains(decision.policy())
            && (verdict.rules().isEmpty() || verdict.rules().contains(decision.rule()))
            && decision.duties().equals(verdict.duties())
            && Set.copyOf(decision.tallies()).equals(verdict.tallies());
    assertThat(same)
        .as(() -> "oracle " + verdict + "\nevaluator " + decision + "\n" + world.describe(question))
        .isTrue();
  }
}
