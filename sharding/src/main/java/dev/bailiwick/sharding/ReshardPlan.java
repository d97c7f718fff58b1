package dev.bailiwick.sharding;

import dev.bailiwick.policy.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stays, what moves and what cannot be kept, when a manifest meets other policies or another
 * topology. Nothing has been read but the manifest, and nothing moved.
 *
 * @param dataset the dataset's id
 * @param policies the policies that decide now
 * @param shards the shards that the next manifest will have, in id order
 * @param violations the shards that can be neither kept nor moved, in id order
 */
public record ReshardPlan(
    String dataset,
    List<ManifestPolicy> policies,
    List<ResettledShard> shards,
    List<Violation> violations) {
  public ReshardPlan {
    policies = List.copyOf(policies);
    shards = List.copyOf(shards);
    violations = List.copyOf(violations);
  }

  /**
   * A shard that can be neither kept nor moved.
   *
   * @param shard as the manifest has it
   * @param transferClass the class of transfer that stands in the way, by its word; "" if none does
   * @param policy the policy that does, or ""
   * @param rule its rule, or ""
   * @param place where that stands, or ""
   * @param text what is wrong, and what the operator can do
   */
  public record Violation(
      ManifestShard shard,
      String transferClass,
      String policy,
      String rule,
      String place,
      String text) {}

  /**
   * A copy that is to be made.
   *
   * @param shard the shard's id
   * @param from the site that reads it
   * @param to the site that writes it
   * @param rows its rows
   * @param bytes its size at {@code from}
   * @param permitted the sites at which its rows may be on the way
   */
  public record Move(
      String shard, String from, String to, long rows, long bytes, List<String> permitted) {}

  /** The copies to be made, in id order. */
  public List<Move> moves() {
    List<Move> moves = new ArrayList<>();
    for (ResettledShard s : shards) {
      for (String to : s.missing()) {
        moves.add(
            new Move(
                s.shard().id(),
                s.shard().site(),
                to,
                s.shard().rows(),
                s.shard().bytes(),
                s.shard().permittedFor("intermediate")));
      }
    }
    return moves;
  }

  /** Bytes that go from one site to another. */
  public long movedBytes() {
    return moves().stream().mapToLong(Move::bytes).sum();
  }

  /** Seconds for each link that is used, by {@code from -> to}, one transfer at a time. */
  public Map<String, Double> seconds(Topology topology) {
    Map<String, Double> seconds = new TreeMap<>();
    for (Move m : moves()) {
      seconds.merge(
          m.from() + " -> " + m.to(),
          topology.link(m.from(), m.to()).seconds(m.bytes()),
          Double::sum);
    }
    return seconds;
  }

  /** The shards that have the same files in the same places. */
  public long stay() {
    return shards.stream().filter(s -> s.missing().isEmpty() && s.leaving().isEmpty()).count();
  }

  /** True if the next manifest would say the same as this one. */
  public boolean changesNothing(Manifest before, String topology) {
    return violations.isEmpty()
        && before.topology().equals(topology)
        && before.policies().equals(policies)
        && moves().isEmpty()
        && shards.stream().map(s -> s.with(List.of())).toList().equals(before.shards());
  }

  /** The manifest with what is permitted now, each shard read from a copy that may be read. */
  public Manifest rejudged(Manifest before) {
    return new Manifest(
        before.dataset(),
        before.version(),
        before.previous(),
        before.created(),
        before.topology(),
        before.strategy(),
        before.schema(),
        before.sensitiveColumns(),
        policies,
        shards.stream().map(ResettledShard::shard).toList());
  }
}
