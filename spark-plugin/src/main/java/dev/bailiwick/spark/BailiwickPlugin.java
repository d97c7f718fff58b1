package dev.bailiwick.spark;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * The one setting: {@code spark.plugins=dev.bailiwick.spark.BailiwickPlugin}.
 *
 * <p>It puts a scheduler over any master that starts no task where its data may not be, seals
 * shuffles and shards, and lets in only executors that prove their site. If any of that cannot be
 * put in place the application does not start; there is no weaker mode.
 */
public final class BailiwickPlugin implements SparkPlugin {

  /** Spark makes it, by name. */
  public BailiwickPlugin() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverSide();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorSide();
  }
}
