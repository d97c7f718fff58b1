package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * Settings by which rows or blocks could leave their permitted set behind the scheduler's back. An
 * application that has one does not start. {@code docs/threat-model.md} lists them.
 */
final class LeakySettings {

  /**
   * One setting.
   *
   * @param key Spark's name
   * @param leaks which values leak
   * @param why what would happen
   * @param remedy what to do instead
   */
  private record Rule(String key, Predicate<String> leaks, String why, String remedy) {}

  private static final Set<String> SHUFFLE_MANAGERS =
      Set.of(
          "sort",
          "tungsten-sort",
          "org.apache.spark.shuffle.sort.SortShuffleManager",
          DependentSettings.SHUFFLE_MANAGER);

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "spark.shuffle.manager",
              v -> !SHUFFLE_MANAGERS.contains(v.trim()),
              "shuffle blocks would not be sealed",
              "remove it: the plugin sets its own"),
          new Rule(
              "spark.shuffle.sort.io.plugin.class",
              v -> !v.trim().equals("org.apache.spark.shuffle.sort.io.LocalDiskShuffleDataIO"),
              "another storage for shuffle files would get blocks before they are sealed",
              "remove it"),
          new Rule(
              "spark.shuffle.push.enabled",
              LeakySettings::isOn,
              "blocks would be pushed to and merged at hosts that Spark chooses",
              "set it to false"),
          new Rule(
              "spark.shuffle.useOldFetchProtocol",
              LeakySettings::isOn,
              "two attempts of a map task would share one id, and sealed blocks could be swapped",
              "set it to false"),
          new Rule(
              "spark.shuffle.service.fetch.rdd.enabled",
              LeakySettings::isOn,
              "the shuffle service would hand out cached rows in clear to any executor",
              "set it to false"),
          new Rule(
              "spark.storage.replication.policy",
              v -> !v.trim().equals("org.apache.spark.storage.RandomBlockReplicationPolicy"),
              "cached rows would be copied to executors that this policy chooses",
              "remove it"),
          new Rule(
              "spark.storage.replication.proactive",
              LeakySettings::isOn,
              "cached rows would be copied to other executors when one is lost",
              "set it to false"),
          new Rule(
              "spark.storage.decommission.enabled",
              LeakySettings::isOn,
              "an executor that is told to leave would copy its cached rows to any other",
              "set it to false: lost blocks are computed again"),
          new Rule(
              "spark.storage.decommission.rddBlocks.enabled",
              LeakySettings::isOn,
              "an executor that is told to leave would copy its cached rows to any other",
              "set it to false: lost blocks are computed again"),
          new Rule(
              "spark.storage.decommission.shuffleBlocks.enabled",
              LeakySettings::isOn,
              "an executor that is told to leave would copy its shuffle files to any other",
              "set it to false: lost blocks are computed again"),
          new Rule(
              "spark.storage.decommission.fallbackStorage.path",
              v -> !v.isBlank(),
              "blocks of executors that leave would be stored at a place of no site",
              "remove it"));

  private LeakySettings() {}

  /**
   * Refuses an application whose settings would leak.
   *
   * @throws BailiwickException SETTING_LEAKS with every such setting and its remedy
   */
  static void check(SparkConf conf, Configuration hadoop) {
    List<String> found = new ArrayList<>();
    // RAPIDS, where it came first, has put its own shuffle manager into the settings already.
    boolean rapidsFirst = DependentSettings.isRapidsBeforeUs(conf);
    if (rapidsFirst) {
      found.add(
          "spark.plugins="
              + conf.get("spark.plugins")
              + " leaks: RAPIDS sets a shuffle manager of its own unless it finds ours, and its"
              + " blocks would not be sealed; put Bailiwick first: spark.plugins="
              + BailiwickPlugin.class.getName()
              + ","
              + DependentSettings.RAPIDS_PLUGIN
              + ".");
    }
    for (Rule rule : RULES) {
      if (rapidsFirst && rule.key.equals("spark.shuffle.manager")) {
        continue;
      }
      if (conf.contains(rule.key) && rule.leaks.test(conf.get(rule.key))) {
        found.add(
            rule.key + "=" + conf.get(rule.key) + " leaks: " + rule.why + "; " + rule.remedy + ".");
      }
    }
    DependentSettings.hadoop()
        .forEach(
            (key, ours) ->
                given(conf, hadoop, key)
                    .filter(v -> !v.equals(ours) && DependentSettings.isGuard(key))
                    .ifPresent(
                        v ->
                            found.add(
                                "spark.hadoop."
                                    + key
                                    + "="
                                    + v
                                    + " leaks: shards would be opened or written without the site's"
                                    + " own keys; remove it: the plugin sets "
                                    + ours
                                    + ".")));
    if (!found.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.SETTING_LEAKS,
          "Bailiwick does not start with "
              + (found.size() == 1 ? "this setting: " : "these settings: ")
              + String.join(" ", found));
    }
  }

  private static boolean isOn(String value) {
    return value.trim().equalsIgnoreCase("true");
  }

  private static Optional<String> given(SparkConf conf, Configuration hadoop, String key) {
    return Optional.ofNullable(hadoop.get(key))
        .or(() -> Optional.ofNullable(conf.get("spark.hadoop." + key, null)))
        .map(String::trim)
        .filter(v -> !v.isEmpty());
  }
}
