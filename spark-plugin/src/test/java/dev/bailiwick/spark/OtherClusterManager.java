package dev.bailiwick.spark;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.scheduler.ExternalClusterManager;
import org.apache.spark.scheduler.SchedulerBackend;
import org.apache.spark.scheduler.TaskScheduler;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.scheduler.local.LocalSchedulerBackend;
import org.apache.spark.util.SystemClock;

/** A cluster manager of somebody else, and the plugin that brings it in: both do no wrong. */
public final class OtherClusterManager implements ExternalClusterManager, SparkPlugin {
  private static final String MASTER = "other://";

  @Override
  public boolean canCreate(String master) {
    return master.startsWith(MASTER);
  }

  @Override
  public TaskScheduler createTaskScheduler(SparkContext sc, String master) {
    return new TaskSchedulerImpl(sc, 1, true, new SystemClock());
  }

  @Override
  public SchedulerBackend createSchedulerBackend(
      SparkContext sc, String master, TaskScheduler scheduler) {
    return new LocalSchedulerBackend(sc.getConf(), (TaskSchedulerImpl) scheduler, 1);
  }

  @Override
  public void initialize(TaskScheduler scheduler, SchedulerBackend backend) {
    ((TaskSchedulerImpl) scheduler).initialize(backend);
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext sc, PluginContext context) {
        sc.conf().set("spark.master", MASTER);
        return Map.of();
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }
}
