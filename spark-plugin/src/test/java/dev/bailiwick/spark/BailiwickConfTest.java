package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class BailiwickConfTest {
  private static final Map<String, String> HOME = Map.of("BAILIWICK_SITE_HOME", "/homes/iad");

  @Test
  void theDefaultsAreThese() {
    BailiwickConf conf = BailiwickConf.of(new SparkConf(false), HOME);
    assertThat(conf.policies()).isEmpty();
    assertThat(conf.manifests()).isEmpty();
    assertThat(conf.driverSiteHome()).isEqualTo(Path.of("/homes/iad"));
    assertThat(conf.executorSiteHome()).isEqualTo(Path.of("/homes/iad"));
    assertThat(conf.auditDir()).isEqualTo(Path.of("/homes/iad/audit"));
    assertThat(conf.placementTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(conf.ledger()).isEqualTo(Path.of("/homes/iad/ledger/ledger.jsonl"));
    // This JVM has no -XX:MaxDirectMemorySize: then it may hold as much as its heap.
    assertThat(conf.cacheBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 2);
    SparkConf overhead = new SparkConf(false).set("spark.executor.memoryOverhead", "3g");
    assertThat(BailiwickConf.of(overhead, HOME).cacheBytes()).isEqualTo(3L << 29);
  }

  @Test
  void everySettingCanBeGiven() {
    SparkConf given =
        new SparkConf(false)
            .set("spark.bailiwick.topology", "/t.yaml")
            .set("spark.bailiwick.policies", "/a.yaml, /b.yaml")
            .set("spark.bailiwick.manifests", "/m1,/m2")
            .set("spark.bailiwick.site.home", "/homes/fra")
            .set("spark.bailiwick.audit.dir", "/audit")
            .set("spark.bailiwick.ledger", "/counts/ledger.jsonl")
            .set("spark.executor.memoryOverhead", "3g")
            .set("spark.bailiwick.cache.bytes", "5m")
            .set("spark.bailiwick.placement.timeout", "3min");
    BailiwickConf conf = BailiwickConf.of(given, HOME);
    assertThat(conf.topology()).isEqualTo(Path.of("/t.yaml"));
    assertThat(conf.policies()).containsExactly(Path.of("/a.yaml"), Path.of("/b.yaml"));
    assertThat(conf.manifests()).containsExactly("/m1", "/m2");
    assertThat(conf.driverSiteHome()).isEqualTo(Path.of("/homes/fra"));
    assertThat(conf.auditDir()).isEqualTo(Path.of("/audit"));
    assertThat(conf.placementTimeout()).isEqualTo(Duration.ofMinutes(3));
    assertThat(conf.cacheBytes()).isEqualTo(5 << 20);
    assertThat(conf.ledger()).isEqualTo(Path.of("/counts/ledger.jsonl"));
    // One setting for all executors would make them all claim one site.
    assertThat(conf.executorSiteHome()).isEqualTo(Path.of("/homes/iad"));
  }

  @Test
  void whatIsMissingIsNamedWithItsRemedy() {
    BailiwickConf conf = BailiwickConf.of(new SparkConf(false), Map.of());
    assertThatThrownBy(conf::topology).hasMessageContaining("spark.bailiwick.topology is not set");
    assertThatThrownBy(conf::driverSiteHome).hasMessageContaining("BAILIWICK_SITE_HOME");
    assertThatThrownBy(conf::executorSiteHome).hasMessageContaining("BAILIWICK_SITE_HOME");
  }

  @Test
  void aCacheThatIsNoSizeIsRefused() {
    SparkConf given = new SparkConf(false).set("spark.bailiwick.cache.bytes", "much");
    assertThatThrownBy(() -> BailiwickConf.of(given, HOME).cacheBytes())
        .hasMessageContaining("spark.bailiwick.cache.bytes is not a size such as 2g");
    given.set("spark.bailiwick.cache.bytes", "0");
    assertThatThrownBy(() -> BailiwickConf.of(given, HOME).cacheBytes())
        .hasMessageContaining("at least 1 byte");
  }

  @Test
  void aTimeoutThatIsNoneIsRefused() {
    SparkConf given = new SparkConf(false).set("spark.bailiwick.placement.timeout", "soon");
    assertThatThrownBy(() -> BailiwickConf.of(given, HOME).placementTimeout())
        .hasMessageContaining("not a duration");
    given.set("spark.bailiwick.placement.timeout", "0s");
    assertThatThrownBy(() -> BailiwickConf.of(given, HOME).placementTimeout())
        .hasMessageContaining("at least 1 s");
  }
}
