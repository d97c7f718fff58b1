package dev.bailiwick.cli.policy;

import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PermittedSet;
import dev.bailiwick.policy.ShardDiff;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.spark.Manifests;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** The shards of a manifest, as a comparison of policies needs them. */
final class ManifestShards {
  private ManifestShards() {}

  static List<ShardDiff.Shard> of(String manifest, Collection<X509Certificate> trusted) {
    List<ShardDiff.Shard> shards = new ArrayList<>();
    for (ManifestShard shard :
        ManifestStore.load(Manifests.file(manifest, Configuration::new), trusted).shards()) {
      Map<TransferClass, PermittedSet> permitted = new EnumMap<>(TransferClass.class);
      for (TransferClass c : TransferClass.values()) {
        permitted.put(c, PermittedSet.of(shard.permittedFor(c.id())));
      }
      shards.add(
          new ShardDiff.Shard(
              shard.id(),
              shard.site(),
              shard.jurisdictions().stream()
                  .map(code -> Location.find(code).orElse(Location.unknown()))
                  .collect(Collectors.toSet()),
              permitted));
    }
    return shards;
  }
}
