package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LeakySettingsTest {

  private static void check(String... settings) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    LeakySettings.check(conf, new Configuration(false));
  }

  @ParameterizedTest
  @CsvSource({
    "spark.shuffle.manager, org.example.OtherManager, remove it",
    "spark.shuffle.sort.io.plugin.class, org.example.Storage, remove it",
    "spark.shuffle.push.enabled, true, set it to false",
    "spark.shuffle.useOldFetchProtocol, true, set it to false",
    "spark.shuffle.service.fetch.rdd.enabled, true, set it to false",
    "spark.storage.replication.policy, org.apache.spark.storage.BasicBlockReplicationPolicy, remove it",
    "spark.storage.replication.proactive, true, set it to false",
    "spark.storage.decommission.enabled, true, set it to false",
    "spark.storage.decommission.rddBlocks.enabled, TRUE, set it to false",
    "spark.storage.decommission.shuffleBlocks.enabled, true, set it to false",
    "spark.storage.decommission.fallbackStorage.path, s3a://everywhere/, remove it",
    "spark.hadoop.parquet.crypto.factory.class, org.example.Factory, remove it",
  })
  void aSettingThatLeaksIsRefusedWithItsNameAndARemedy(String key, String value, String remedy) {
    assertThatThrownBy(() -> check(key, value))
        .hasMessageContaining(key + "=" + value)
        .hasMessageContaining(remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.shuffle.manager, sort",
    "spark.shuffle.manager, org.apache.spark.shuffle.sort.SortShuffleManager",
    "spark.shuffle.manager, dev.bailiwick.shuffle.SealedShuffleManager",
    "spark.shuffle.push.enabled, false",
    "spark.storage.decommission.enabled, false",
    "spark.decommission.enabled, true",
    "spark.speculation, true",
    "spark.rdd.compress, true",
    "spark.eventLog.enabled, true",
    "spark.excludeOnFailure.enabled, true",
    "spark.shuffle.service.enabled, true",
    "spark.dynamicAllocation.enabled, true",
  })
  void aSettingThatDoesNotLeakIsNoTrouble(String key, String value) {
    assertThatCode(() -> check(key, value)).doesNotThrowAnyException();
  }

  @Test
  void rapidsComesAfterBailiwick() {
    String us = BailiwickPlugin.class.getName();
    String rapids = "com.nvidia.spark.SQLPlugin";
    assertThatThrownBy(
            () ->
                check(
                    "spark.plugins",
                    rapids + ", " + us,
                    "spark.shuffle.manager",
                    "com.nvidia.spark.rapids.spark411.RapidsShuffleManager"))
        .hasMessageContaining("put Bailiwick first: spark.plugins=" + us + "," + rapids)
        .hasMessageNotContaining("remove it");
    assertThatCode(() -> check("spark.plugins", us + "," + rapids)).doesNotThrowAnyException();
  }

  @Test
  void theDefaultsOfSparkDoNotLeak() {
    assertThatCode(() -> check()).doesNotThrowAnyException();
  }

  @Test
  void allThatLeakAreNamedAtOnce() {
    assertThatThrownBy(
            () -> check("spark.shuffle.push.enabled", "true", "spark.shuffle.manager", "x.Y"))
        .hasMessageContaining("spark.shuffle.push.enabled")
        .hasMessageContaining("spark.shuffle.manager");
  }

  @Test
  void anotherCryptoFactoryInHadoopsOwnConfigurationIsFound() {
    Configuration hadoop = new Configuration(false);
    hadoop.set("parquet.crypto.factory.class", "org.example.Factory");
    assertThatThrownBy(() -> LeakySettings.check(new SparkConf(false), hadoop))
        .hasMessageContaining("parquet.crypto.factory.class=org.example.Factory");
  }
}
