package dev.bailiwick.sharding;

import java.util.ArrayList;
import java.util.List;

/**
 * A shard of a manifest under other policies or in another topology: what is permitted now, and
 * where it will be.
 *
 * @param shard the shard with what is permitted now; its home is the copy from which copies are
 *     made, its copies are those that may still be read
 * @param forbidden copies that may not be read any more, or that no site of the topology has
 * @param home the site that will be its home
 * @param replicas the further sites that will have a copy, in the order in which they stand in
 * @param causes why copies are made, in words; empty if none is
 */
public record ResettledShard(
    ManifestShard shard,
    List<ShardCopy> forbidden,
    String home,
    List<String> replicas,
    List<String> causes) {
  public ResettledShard {
    forbidden = List.copyOf(forbidden);
    replicas = List.copyOf(replicas);
    causes = List.copyOf(causes);
  }

  /** The sites that will have a copy: home first. */
  public List<String> sites() {
    List<String> sites = new ArrayList<>();
    sites.add(home);
    sites.addAll(replicas);
    return sites;
  }

  /** The sites that will have a copy and have none now. */
  public List<String> missing() {
    return sites().stream()
        .filter(site -> shard.copies().stream().noneMatch(c -> c.site().equals(site)))
        .toList();
  }

  /** The copies that the next manifest will not name. Their files are left. */
  public List<ShardCopy> leaving() {
    List<ShardCopy> leaving = new ArrayList<>(forbidden);
    shard.copies().stream().filter(c -> !sites().contains(c.site())).forEach(leaving::add);
    return leaving;
  }

  /** Bytes that go to another site. */
  public long movedBytes() {
    return Math.multiplyExact((long) missing().size(), shard.bytes());
  }

  /**
   * The shard as the next manifest says it.
   *
   * @param written the copies that were made, one for each of {@link #missing}
   */
  public ManifestShard with(List<ShardCopy> written) {
    List<ShardCopy> all = new ArrayList<>(shard.copies());
    all.addAll(written);
    List<ShardCopy> copies =
        sites().stream()
            .map(site -> all.stream().filter(c -> c.site().equals(site)).findFirst().orElseThrow())
            .toList();
    return new ManifestShard(
        shard.id(),
        shard.split(),
        shard.category(),
        shard.contextOf(),
        shard.jurisdictions(),
        shard.permitted(),
        shard.rows(),
        shard.ranges(),
        copies.get(0),
        copies.subList(1, copies.size()),
        shard.decidedBy());
  }
}
