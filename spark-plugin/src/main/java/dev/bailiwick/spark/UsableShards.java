package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The shards of a run that may still be used. A shard whose rows may no longer be read at its home
 * is left out from the next round on, and never comes back in this run. What was learnt from it
 * before stays in the model: the run ends when that may no longer go where the model goes.
 */
final class UsableShards {
  private static final List<TransferClass> ROWS =
      List.of(TransferClass.RAW, TransferClass.INTERMEDIATE);

  private final ShardGate gate;
  private final Consumer<String> notice;
  private final Set<String> dropped = new HashSet<>();

  UsableShards(ShardGate gate, Consumer<String> notice) {
    this.gate = gate;
    this.notice = notice;
  }

  /** Those of a split that may be used in the next round, with what they permit now. */
  List<TrainingShard> now(List<TrainingShard> shards) {
    List<TrainingShard> usable = new ArrayList<>();
    for (TrainingShard shard : shards) {
      TrainingShard fresh = fresh(shard);
      if (!dropped.contains(shard.id()) && !lost(shard, fresh)) {
        usable.add(fresh);
      }
    }
    return usable;
  }

  /**
   * Refuses a round for which no training shard is left.
   *
   * @param round from 1
   */
  void requireSome(List<TrainingShard> train, int round) {
    if (train.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.POLICY_DENIED,
          "Round %d did not begin: none of the training shards may be used any more (%s)."
                  .formatted(round, String.join(", ", dropped.stream().sorted().toList()))
              + " What was trained before is in the last checkpoint");
    }
  }

  /**
   * Refuses to go on when the model may no longer go where it goes. It holds something of every
   * shard that was ever trained on, also of those that are left out by now.
   */
  void requireReleases(List<TrainingShard> train, List<TrainingShard> test, String coordinator) {
    Releases.require(
        train.stream().map(this::fresh).toList(),
        test.stream().map(this::fresh).toList(),
        coordinator,
        gate);
  }

  private TrainingShard fresh(TrainingShard shard) {
    if (shard.isUngoverned()) {
      return shard;
    }
    Map<TransferClass, Set<String>> permitted = new HashMap<>();
    for (TransferClass c : shard.permitted().keySet()) {
      Set<String> both = new HashSet<>(shard.permitted().get(c));
      both.retainAll(gate.permitted(shard, c));
      permitted.put(c, both);
    }
    return new TrainingShard(
        shard.id(),
        shard.file(),
        shard.site(),
        shard.partition(),
        shard.rows(),
        permitted,
        shard.leastRecords());
  }

  private boolean lost(TrainingShard shard, TrainingShard fresh) {
    for (TransferClass c : ROWS) {
      if (shard.permits(c, shard.site()) && !fresh.permits(c, shard.site())) {
        dropped.add(shard.id());
        notice.accept(
            "%s (%,d rows at %s) is not used any more: %s"
                .formatted(
                    shard.id(), shard.rows(), shard.site(), gate.why(shard, c, shard.site())));
        return true;
      }
    }
    return false;
  }
}
