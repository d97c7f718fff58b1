package dev.bailiwick.shuffle.internal;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import org.apache.spark.SparkConf;
import org.apache.spark.shuffle.sort.io.LocalDiskShuffleDataIO;

/** The settings that the sealed shuffle depends on. */
public final class ShuffleSettings {
  private static final String OUTPUT = "spark.shuffle.sort.io.plugin.class";

  private ShuffleSettings() {}

  /**
   * Refuses settings that contradict the guarantees, and sets the one that puts our map output in
   * place.
   *
   * @return the same object
   */
  public static SparkConf checkAndComplete(SparkConf conf) {
    refuse(
        conf,
        "spark.shuffle.useOldFetchProtocol",
        "true",
        "the map id of a block is then not unique per attempt, so a block of an earlier attempt"
            + " could pass for a later one");
    refuse(
        conf,
        "spark.shuffle.push.enabled",
        "true",
        "a merged block does not say which map tasks' blocks it holds, and so cannot be opened");
    refuse(
        conf,
        "spark.shuffle.service.fetch.rdd.enabled",
        "true",
        "the external shuffle service would have to read cached blocks, which only the executor"
            + " that wrote them can open");
    refuse(
        conf,
        "spark.shuffle.detectCorrupt",
        "false",
        "a block that does not open would fail the job instead of being computed again");
    String output = conf.get(OUTPUT, "");
    if (!output.isEmpty()
        && !output.equals(LocalDiskShuffleDataIO.class.getName())
        && !output.equals(SealedShuffleDataIO.class.getName())) {
      throw new BailiwickException(
          ErrorCode.NOT_SUPPORTED,
          "%s=%s: shuffle output other than to local disk is not sealed. Remove the setting."
              .formatted(OUTPUT, output));
    }
    return conf.set(OUTPUT, SealedShuffleDataIO.class.getName());
  }

  private static void refuse(SparkConf conf, String key, String value, String why) {
    String found = conf.get(key, "").strip();
    if (found.equalsIgnoreCase(value)) {
      throw new BailiwickException(
          ErrorCode.SETTING_LEAKS,
          "%s=%s is not possible with the sealed shuffle: %s. Remove the setting."
              .formatted(key, found, why));
    }
  }
}
