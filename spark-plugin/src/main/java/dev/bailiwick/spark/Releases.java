package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a run's parameters and metrics may go where it sends them, checked before its first
 * round.
 *
 * <p>An update goes from a site to the coordinator's; the average holds something of every training
 * shard and goes to every site that trains or evaluates. So each training shard must permit {@code
 * parameters} at all of them, and each test shard {@code metrics} at the coordinator's. The
 * training loss that comes with an update counts as part of it.
 */
final class Releases {
  private Releases() {}

  static void require(
      List<TrainingShard> train, List<TrainingShard> test, String coordinator, ShardGate gate) {
    Set<String> sites = new TreeSet<>(Set.of(coordinator));
    train.stream().filter(s -> !s.isUngoverned()).forEach(s -> sites.add(s.site()));
    test.stream().filter(s -> !s.isUngoverned()).forEach(s -> sites.add(s.site()));
    for (TrainingShard shard : train) {
      for (String site : sites) {
        require(shard, TransferClass.PARAMETERS, site, "the average of the model goes there", gate);
      }
    }
    for (TrainingShard shard : train) {
      require(shard, TransferClass.MODEL, coordinator, "checkpoints are written there", gate);
    }
    for (TrainingShard shard : test) {
      require(shard, TransferClass.METRICS, coordinator, "the driver runs there", gate);
    }
  }

  private static void require(
      TrainingShard shard, TransferClass transferClass, String site, String why, ShardGate gate) {
    if (!shard.permits(transferClass, site)) {
      throw new BailiwickException(
          ErrorCode.POLICY_DENIED,
          "%s made from %s (at %s) may not go to %s, and %s: %s Permitted are %s. Leave the site out of"
                  .formatted(
                      transferClass.id(),
                      shard.id(),
                      shard.site(),
                      site,
                      why,
                      gate.why(shard, transferClass, site),
                      new TreeSet<>(shard.permitted().getOrDefault(transferClass, Set.of())))
              + " the job, run the driver at another site, or ask the steward for a rule");
    }
  }
}
