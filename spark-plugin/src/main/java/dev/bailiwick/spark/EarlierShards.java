package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.PlannedShard;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.sharding.ShardPlan;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The shards that the run to be resumed has written. Written anew they would be other files, under
 * other keys, and no checkpoint would be of them.
 */
final class EarlierShards {
  private EarlierShards() {}

  /**
   * The newest manifest of the folder; empty when there is none.
   *
   * @param now what a manifest written now would say, but for its shards
   * @param plan the shards that would be written now
   * @throws BailiwickException BAD_ARGUMENT when the newest is of something else than would be
   *     written now, saying what differs
   */
  static Optional<Manifest> find(
      ManifestFolder folder,
      Collection<X509Certificate> trusted,
      Consumer<X509Certificate> mayHaveSigned,
      ManifestDraft now,
      ShardPlan plan) {
    Optional<ManifestFile> newest = ManifestStore.latest(folder);
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    Manifest before = ManifestStore.load(newest.get(), trusted, mayHaveSigned);
    List<String> differ = differences(before, now, plan);
    if (!differ.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "cannot resume: since %s was written, %s changed; expected the same. Put that back, or"
                  .formatted(newest.get(), String.join(", ", differ))
              + " run without --resume to begin anew");
    }
    return Optional.of(before);
  }

  private static List<String> differences(Manifest before, ManifestDraft now, ShardPlan plan) {
    List<String> differ = new ArrayList<>();
    if (!before.dataset().equals(now.dataset())) {
      differ.add("the dataset's id");
    }
    if (!before.topology().equals(now.topology())) {
      differ.add("the topology's id");
    }
    if (!before.schema().equals(now.schema())) {
      differ.add("the schema");
    }
    if (!before.strategy().equals(now.strategy())) {
      differ.add("the strategy (%s, now %s)".formatted(before.strategy(), now.strategy()));
    }
    if (!before.policies().equals(now.policies())) {
      differ.add("the policies");
    }
    if (!sameShards(before.shards(), plan.shards())) {
      differ.add("the plan of the shards (rows, sites or what is permitted)");
    }
    return differ;
  }

  private static boolean sameShards(List<ManifestShard> written, List<PlannedShard> planned) {
    TreeMap<String, ManifestShard> byId = new TreeMap<>();
    written.forEach(s -> byId.put(s.id(), s));
    return written.size() == planned.size()
        && planned.stream().allMatch(p -> isSame(byId.get(p.id()), p));
  }

  private static boolean isSame(
      @org.jspecify.annotations.Nullable ManifestShard w, PlannedShard p) {
    return w != null
        && w.site().equals(p.home())
        && w.replicas().stream().map(ShardCopy::site).toList().equals(p.replicas())
        && w.split().equals(p.stratum().split())
        && w.category().equals(p.stratum().category())
        && w.contextOf().equals(p.contextOf())
        && w.ranges().equals(p.ranges())
        && w.jurisdictions().equals(p.laws())
        && w.rows() == p.rows()
        && w.permitted().equals(new TreeMap<>(p.stratum().permitted()));
  }
}
