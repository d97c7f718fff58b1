package dev.bailiwick.sharding;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A shard as written.
 *
 * @param id unique in the manifest
 * @param split {@code train} or {@code test}
 * @param category the one category of its rows; "" where the strategy keeps none apart
 * @param contextOf the shard before whose rows these lie in time, which are copies and no rows of
 *     the dataset; "" otherwise
 * @param jurisdictions the laws that may govern its rows, sorted
 * @param permitted the sites at which its rows may be, for each class of transfer by its word
 * @param rows how many rows
 * @param ranges what all its rows have between two bounds
 * @param home its file
 * @param replicas further files with the same rows, in the order in which they stand in for home
 * @param decidedBy the rules that decided where its rows may be
 */
public record ManifestShard(
    String id,
    String split,
    String category,
    String contextOf,
    List<String> jurisdictions,
    Map<String, List<String>> permitted,
    long rows,
    List<ShardRange> ranges,
    ShardCopy home,
    List<ShardCopy> replicas,
    List<DecisionRef> decidedBy) {
  public ManifestShard {
    jurisdictions = List.copyOf(jurisdictions);
    permitted = Collections.unmodifiableMap(new TreeMap<>(permitted));
    ranges = List.copyOf(ranges);
    replicas = List.copyOf(replicas);
    decidedBy = List.copyOf(decidedBy);
  }

  /** The sites at which rows of this shard may be, for a class of transfer by its word. */
  public List<String> permittedFor(String transferClass) {
    return permitted.getOrDefault(transferClass, List.of());
  }

  /** True if its rows are copies beside another shard, and no rows of the dataset. */
  public boolean isContext() {
    return !contextOf.isEmpty();
  }

  /** Home first, then the replicas. */
  public List<ShardCopy> copies() {
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(home), replicas.stream())
        .toList();
  }

  /** The same shard, read from another of its copies: that one is home, the others are replicas. */
  public ManifestShard readAt(ShardCopy copy) {
    List<ShardCopy> others = copies().stream().filter(c -> !c.equals(copy)).toList();
    return new ManifestShard(
        id,
        split,
        category,
        contextOf,
        jurisdictions,
        permitted,
        rows,
        ranges,
        copy,
        others,
        decidedBy);
  }

  /** The file at home. */
  public URI uri() {
    return home.uri();
  }

  /** The site at home. */
  public String site() {
    return home.site();
  }

  /** The size of the file at home. */
  public long bytes() {
    return home.bytes();
  }

  /** The hash of the file at home. */
  public String sha256() {
    return home.sha256();
  }
}
