package dev.bailiwick.sharding.spark;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Which copy of a shard is read: that at home, unless no executor is there and one is at a replica.
 *
 * <p>The plugin installs on the driver who knows where executors are; without one, home is read.
 * Every copy lies inside the shard's permitted set, so the choice is one of convenience and never
 * of law.
 */
public final class CopyChoice {
  private static final AtomicReference<Supplier<Set<String>>> ALIVE =
      new AtomicReference<>(Set::of);

  private CopyChoice() {}

  /** Installs who knows the sites at which executors are; in place of the one before. */
  public static void sitesWithExecutors(Supplier<Set<String>> alive) {
    ALIVE.set(alive);
  }

  /** The manifest, each shard read from the copy to be read now. */
  public static Manifest now(Manifest m) {
    return new Manifest(
        m.dataset(),
        m.version(),
        m.previous(),
        m.created(),
        m.topology(),
        m.strategy(),
        m.schema(),
        m.sensitiveColumns(),
        m.policies(),
        m.shards().stream().map(CopyChoice::now).toList());
  }

  /** The shard, read from the copy to be read now. */
  public static ManifestShard now(ManifestShard shard) {
    if (shard.replicas().isEmpty()) {
      return shard;
    }
    Set<String> alive = ALIVE.get().get();
    if (alive.contains(shard.site())) {
      return shard;
    }
    Optional<ShardCopy> standIn =
        shard.replicas().stream().filter(c -> alive.contains(c.site())).findFirst();
    return standIn.map(shard::readAt).orElse(shard);
  }
}
