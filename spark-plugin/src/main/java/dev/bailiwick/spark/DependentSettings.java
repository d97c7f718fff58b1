package dev.bailiwick.spark;

import dev.bailiwick.policy.Topology;
import dev.bailiwick.sharding.spark.SealedPrefixes;
import dev.bailiwick.sharding.spark.ShardWriter;
import dev.bailiwick.sharding.spark.SovereignCryptoFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of Spark, Hadoop and RAPIDS that follow from the one that the user makes. */
final class DependentSettings {
  private static final Logger LOG = LoggerFactory.getLogger(DependentSettings.class);

  static final String SHUFFLE_MANAGER = "dev.bailiwick.shuffle.SealedShuffleManager";

  static final String SQL_EXTENSIONS = "dev.bailiwick.spark.sql.SovereignExtensions";

  static final String RAPIDS_PLUGIN = "com.nvidia.spark.SQLPlugin";

  /** Those for which another value of the user's would take a guard away. */
  private static final Set<String> GUARDS = Set.of("parquet.crypto.factory.class");

  /**
   * What Spark would send through the driver by itself to save time, so that joins which policies
   * allow would be refused. Who may see the rows at the driver can set them otherwise.
   */
  private static final Map<String, String> PAST_THE_DRIVER =
      Map.of(
          "spark.sql.autoBroadcastJoinThreshold", "-1",
          "spark.sql.optimizer.runtime.bloomFilter.enabled", "false");

  private DependentSettings() {}

  private static List<String> plugins(SparkConf conf) {
    return Arrays.stream(conf.get("spark.plugins", "").split(",")).map(String::trim).toList();
  }

  /** Spark starts plugins in the order of the list. */
  static boolean isRapidsBeforeUs(SparkConf conf) {
    List<String> plugins = plugins(conf);
    int rapids = plugins.indexOf(RAPIDS_PLUGIN);
    return rapids >= 0 && plugins.indexOf(BailiwickPlugin.class.getName()) > rapids;
  }

  /** Hadoop settings, by key. */
  static Map<String, String> hadoop() {
    return SovereignCryptoFactory.settings();
  }

  static boolean isGuard(String key) {
    return GUARDS.contains(key);
  }

  /** Sets them, for this application's jobs and for its executors. */
  static void apply(SparkConf conf, Configuration hadoop, Topology topology) {
    conf.set("spark.shuffle.manager", SHUFFLE_MANAGER);
    String extensions = conf.get("spark.sql.extensions", "");
    if (!Arrays.asList(extensions.split(",")).contains(SQL_EXTENSIONS)) {
      conf.set(
          "spark.sql.extensions",
          extensions.isBlank() ? SQL_EXTENSIONS : extensions + "," + SQL_EXTENSIONS);
    }
    // Two sites on one host must not read each other's disks, and what moves is counted.
    conf.set("spark.shuffle.readHostLocalDisk", "false");
    PAST_THE_DRIVER.forEach(conf::setIfMissing);
    hadoop().forEach((key, value) -> both(conf, hadoop, key, value));
    both(
        conf,
        hadoop,
        SealedPrefixes.SETTING,
        topology.sites().stream().map(ShardWriter::shardFolder).collect(Collectors.joining(",")));
    if (plugins(conf).contains(RAPIDS_PLUGIN)) {
      // RAPIDS cannot read encrypted Parquet, and may write it in clear.
      set(conf, "spark.rapids.sql.format.parquet.read.enabled", "false");
      set(conf, "spark.rapids.sql.format.parquet.write.enabled", "false");
    }
  }

  private static void both(SparkConf conf, Configuration hadoop, String key, String value) {
    conf.set("spark.hadoop." + key, value);
    // The configuration was made from the settings before any plugin started.
    hadoop.set(key, value);
  }

  private static void set(SparkConf conf, String key, String value) {
    if (conf.contains(key) && !conf.get(key).equals(value)) {
      LOG.warn(
          "{}={} is replaced by {}: RAPIDS cannot seal Parquet files.", key, conf.get(key), value);
    }
    conf.set(key, value);
  }
}
