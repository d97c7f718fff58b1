package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ShardCopy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CopyChoiceTest {
  private final ManifestShard shard =
      new ManifestShard(
          "shard-0001",
          "train",
          "",
          "",
          List.of("DE"),
          Map.of(),
          10,
          List.of(),
          copy("fra"),
          List.of(copy("par"), copy("mad")),
          List.of());

  @AfterEach
  void forget() {
    CopyChoice.sitesWithExecutors(Set::of);
  }

  @Test
  void homeIsReadWhileItHasExecutors() {
    CopyChoice.sitesWithExecutors(() -> Set.of("fra", "par", "mad"));
    assertThat(CopyChoice.now(shard)).isSameAs(shard);
  }

  @Test
  void theFirstReplicaWithExecutorsStandsInForHome() {
    CopyChoice.sitesWithExecutors(() -> Set.of("mad", "iad"));
    ManifestShard now = CopyChoice.now(shard);
    assertThat(now.home()).isEqualTo(copy("mad"));
    assertThat(now.replicas()).containsExactly(copy("fra"), copy("par"));
  }

  @Test
  void homeIsReadWhereNobodyKnowsOfExecutorsOrNoneIsAtACopy() {
    assertThat(CopyChoice.now(shard)).isSameAs(shard);
    CopyChoice.sitesWithExecutors(() -> Set.of("iad"));
    assertThat(CopyChoice.now(shard)).isSameAs(shard);
  }

  private static ShardCopy copy(String site) {
    return new ShardCopy(
        site, URI.create("file:///" + site + "/a.parquet"), 1, 1, "00", site + "/people", 1);
  }
}
