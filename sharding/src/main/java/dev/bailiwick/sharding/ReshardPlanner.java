package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides anew where a manifest's shards may be, and moves as few bytes as that allows.
 *
 * <p>Guaranteed:
 *
 * <ul>
 *   <li>every shard of the manifest is in the plan once: among its shards or its violations;
 *   <li>a copy stays, as the file that it is, unless its site is draining, is no longer permitted,
 *       is gone from the topology, is beyond its capacity, or the balance asks for it;
 *   <li>a copy is made only from a site that may still read the rows and send them as {@code
 *       intermediate}, to a site that may hold them;
 *   <li>a shard that lies with another (its context in time) stays with it;
 *   <li>the same input gives the same plan.
 * </ul>
 *
 * <p>A shard whose laws are judged apart by now is kept whole: it may be where all of them permit.
 */
public final class ReshardPlanner {
  private ReshardPlanner() {}

  /**
   * Plans.
   *
   * @param manifest the newest manifest
   * @param attached the policies attached to the dataset, as they are now
   * @param topology the sites as they are now
   * @param options what may be chosen: the least gain counts
   * @throws BailiwickException PLAN_INFEASIBLE if the sites do not hold the shards; POLICY_DENIED
   *     if a policy that decided the manifest is not among the attached
   */
  public static ReshardPlan plan(
      Manifest manifest, PolicySet attached, Topology topology, PlanOptions options) {
    requireItsPolicies(manifest, attached);
    ShardJudge judge = new ShardJudge(attached, topology);
    List<ReshardPlan.Violation> violations = new ArrayList<>();
    List<ReshardUnit> units = new ArrayList<>();
    for (List<ManifestShard> together : together(manifest)) {
      judge.judge(together, violations).ifPresent(units::add);
    }
    List<ResettledShard> shards = Resettlement.settle(units, topology, options.minimumGain());
    return new ReshardPlan(
        manifest.dataset(),
        attached.policies().stream()
            .map(p -> new ManifestPolicy(p.id(), p.version(), p.sha256()))
            .toList(),
        shards.stream().sorted(Comparator.comparing(s -> s.shard().id())).toList(),
        violations.stream().sorted(Comparator.comparing(v -> v.shard().id())).toList());
  }

  /** Whoever leaves out a policy would have its shards judged by the others alone. */
  private static void requireItsPolicies(Manifest manifest, PolicySet attached) {
    List<String> lacking =
        new ArrayList<>(manifest.policies().stream().map(ManifestPolicy::id).toList());
    lacking.removeAll(attached.policies().stream().map(Policy::id).toList());
    if (!lacking.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.POLICY_DENIED,
          "The shards of dataset '%s' are under the policies %s, which this job does not have for its sources; it has %s. Give it the newest edition of each; where one is withdrawn for good, write the dataset again from its sources"
              .formatted(
                  manifest.dataset(),
                  lacking,
                  attached.policies().stream().map(Policy::id).toList()));
    }
  }

  /** Each shard with its contexts. */
  private static List<List<ManifestShard>> together(Manifest manifest) {
    Map<String, List<ManifestShard>> units = new LinkedHashMap<>();
    manifest.shards().stream()
        .sorted(Comparator.comparing(ManifestShard::isContext).thenComparing(ManifestShard::id))
        .forEach(
            s ->
                units
                    .computeIfAbsent(s.isContext() ? s.contextOf() : s.id(), u -> new ArrayList<>())
                    .add(s));
    return List.copyOf(units.values());
  }
}
