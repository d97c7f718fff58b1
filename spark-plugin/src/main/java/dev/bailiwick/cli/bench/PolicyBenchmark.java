package dev.bailiwick.cli.bench;

import dev.bailiwick.policy.Destination;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicyEpoch;
import dev.bailiwick.policy.PolicyParser;
import dev.bailiwick.policy.PolicySet;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Compiled policies against Cedar, with rules that mean the same, on one core. */
final class PolicyBenchmark implements Benchmark {
  private static final int[] SIZES = {10, 1_000, 100_000};
  // A document has at most a megabyte: more rules are several policies, all of which must allow.
  private static final int RULES_IN_A_POLICY = 1_000;
  private static final int OURS = 1_000_000;
  private static final int THEIRS = 100;
  private static final int THEIRS_OF_MANY = 2;

  @Override
  public String name() {
    return "policy";
  }

  @Override
  public String about() {
    return "Decisions by 10, 1,000 and 100,000 rules: policies compiled for an epoch, against"
        + " cedar-java with cached policy sets that mean the same.";
  }

  @Override
  public BenchResult run(Consumer<String> progress) throws Exception {
    List<BenchResult.Case> cases = new ArrayList<>();
    SortedMap<String, Double> figures = new TreeMap<>();
    Trials trials = new Trials();
    List<PolicyRules> all = new ArrayList<>();
    for (int size : SIZES) {
      PolicyRules rules = PolicyRules.random(size, RULES_IN_A_POLICY, 7);
      long begun = System.nanoTime();
      all.add(rules);
      PolicyEpoch epoch = epoch(rules);
      rules.laws().forEach(law -> epoch.permitted(law, rules.classes().get(0)));
      figures.put("compile_s_" + size + "_rules", (System.nanoTime() - begun) / 1e9);
      CedarRival cedar = new CedarRival(rules);
      int theirs = size > RULES_IN_A_POLICY ? THEIRS_OF_MANY : THEIRS;
      requireSame(rules, epoch, cedar, theirs);
      trials.add("ours " + size, () -> ours(rules, epoch));
      trials.add("cedar " + size, () -> cedar(rules, cedar, theirs));
    }
    cases.addAll(trials.run());
    for (int i = 0; i < SIZES.length; i++) {
      int size = SIZES[i];
      int theirs = size > RULES_IN_A_POLICY ? THEIRS_OF_MANY : THEIRS;
      double ours = cases.get(2 * i).medianSeconds() / OURS;
      double rival = cases.get(2 * i + 1).medianSeconds() / theirs;
      figures.put("decisions_per_second_" + size + "_rules", 1 / ours);
      figures.put("cedar_decisions_per_second_" + size + "_rules", 1 / rival);
      figures.put("allowed_" + size + "_rules", (double) all.get(i).allowed());
      figures.put("ratio_to_cedar_" + size + "_rules", rival / ours);
    }
    figures.put(
        "time_ratio_100000_to_10_rules",
        cases.get(4).medianSeconds() / cases.get(0).medianSeconds());
    return new BenchResult(name(), cases, figures);
  }

  private static PolicyEpoch epoch(PolicyRules rules) {
    List<Policy> policies = new ArrayList<>();
    for (String yaml : rules.documents()) {
      policies.add(PolicyParser.parse("bench", yaml));
    }
    List<Destination> places = new ArrayList<>();
    for (PolicyRules.At at : rules.places()) {
      places.add(
          new Destination(at.name(), Destination.Kind.SITE, Location.of(at.country()), List.of()));
    }
    return PolicyEpoch.of(PolicySet.of(policies), places);
  }

  /** A comparison of rules that do not mean the same would compare nothing. */
  private static void requireSame(
      PolicyRules rules, PolicyEpoch epoch, CedarRival cedar, int questions) throws Exception {
    for (int i = 0; i < questions; i++) {
      PolicyRules.Asked asked = rules.question(i);
      boolean ours = epoch.allows(asked.law(), asked.transfer(), asked.place());
      if (ours != cedar.allows(asked)) {
        throw new IllegalStateException("the two sets of rules differ on " + asked);
      }
    }
  }

  private static void ours(PolicyRules rules, PolicyEpoch epoch) {
    int allowed = 0;
    for (int i = 0; i < OURS; i++) {
      PolicyRules.Asked asked = rules.question(i);
      if (epoch.allows(asked.law(), asked.transfer(), asked.place())) {
        allowed++;
      }
    }
    rules.count(allowed);
  }

  private static void cedar(PolicyRules rules, CedarRival cedar, int questions) throws Exception {
    int allowed = 0;
    for (int i = 0; i < questions; i++) {
      if (cedar.allows(rules.question(i))) {
        allowed++;
      }
    }
    rules.count(allowed);
  }
}
