package dev.bailiwick.spark;

import dev.bailiwick.policy.Decision;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.DecisionRef;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestPolicy;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A manifest's shards as the scheduler knows them. */
final class ManifestShards {
  private ManifestShards() {}

  /**
   * Each shard by the URI of each of its copies, permitted where the manifest says, for the reasons
   * that it cites, as long as the policies that it names still say so.
   */
  static Map<String, Governed> governed(Manifest manifest, Epochs epochs) {
    Map<String, Governed> byUri = new LinkedHashMap<>();
    List<String> policies = manifest.policies().stream().map(ManifestPolicy::id).toList();
    for (ManifestShard shard : manifest.shards()) {
      for (ShardCopy copy : shard.copies()) {
        byUri.put(
            copy.uri().toString(),
            governed(manifest.dataset(), shard.readAt(copy), policies, epochs));
      }
    }
    return byUri;
  }

  private static Governed governed(
      String dataset, ManifestShard shard, List<String> policies, Epochs epochs) {
    Map<TransferClass, PermittedSet> permitted = new EnumMap<>(TransferClass.class);
    for (TransferClass c : TransferClass.values()) {
      permitted.put(c, PermittedSet.of(shard.permittedFor(c.id())));
    }
    // Policy may allow its rows elsewhere, but only this site's key store opens the file: a task
    // that reads it elsewhere would be let in and fail. What it reads may go on from there.
    permitted.computeIfPresent(
        TransferClass.RAW, (c, sites) -> sites.intersect(PermittedSet.of(List.of(shard.site()))));
    List<Location> laws = shard.jurisdictions().stream().map(Location::of).toList();
    return Governed.live(
            shard.id() + " of " + dataset,
            c ->
                epochs
                    .permitted(policies, laws, c)
                    .map(now -> now.intersect(permitted.get(c).and(epochs.accessPoints())))
                    .orElseGet(PermittedSet::none),
            Optional.of(shard.site()),
            (c, site) ->
                epochs.knows(policies)
                    ? why(shard, c, site, epochs.why(policies, laws, c, site))
                    : notKnown(shard, policies))
        .released((c, site) -> epochs.minRecords(policies, laws, c, site))
        .ofGroup(List.of("manifest", policies, laws, permitted));
  }

  private static Governed.Why notKnown(ManifestShard shard, List<String> policies) {
    return new Governed.Why(
        "",
        "",
        "",
        "its rows are under the law of "
            + String.join(", ", shard.jurisdictions())
            + ", and this application was not given all of its policies "
            + policies
            + ": name them in "
            + BailiwickConf.POLICIES
            + ".");
  }

  private static Governed.Why why(
      ManifestShard shard, TransferClass c, String site, Optional<Decision> now) {
    String laws = "its rows are under the law of " + String.join(", ", shard.jurisdictions());
    Optional<DecisionRef> deciding =
        shard.decidedBy().stream()
            .filter(d -> !d.allowed() && d.transferClass().equals(c.id()))
            .filter(d -> d.sites().contains(site))
            .findFirst();
    if (deciding.isEmpty() && now.isPresent()) {
      Decision d = now.get();
      return new Governed.Why(d.policy(), d.rule(), d.place(), laws + ", and by now: " + d.text());
    }
    return deciding
        .map(
            d ->
                new Governed.Why(
                    d.policy(),
                    d.rule(),
                    d.place(),
                    laws
                        + (d.rule().isEmpty()
                            ? ", and no rule allows this."
                            : ", and this rule does not allow it.")))
        .orElseGet(() -> new Governed.Why("", "", "", laws + ", and " + elsewhere(shard, c, site)));
  }

  private static String elsewhere(ManifestShard shard, TransferClass c, String site) {
    return shard.permittedFor(c.id()).contains(site)
        ? "may be there, but only the key store of site " + shard.site() + " opens its file."
        : "the manifest does not allow it.";
  }
}
