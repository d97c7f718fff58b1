package dev.bailiwick.spark.internal;

import dev.bailiwick.spark.Governance;
import java.lang.reflect.Field;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.SparkContext;
import org.apache.spark.deploy.LocalSparkCluster;
import org.apache.spark.scheduler.ExternalClusterManager;
import org.apache.spark.scheduler.SchedulerBackend;
import org.apache.spark.scheduler.TaskScheduler;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend;
import org.apache.spark.scheduler.local.LocalSchedulerBackend;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Puts our scheduler over the back end that Spark would have made for the master. The plugin
 * renames the master so that Spark comes here; here it gets its own name back.
 */
public final class SovereignClusterManager implements ExternalClusterManager {

  /** Spark makes it, through {@code ServiceLoader}. */
  public SovereignClusterManager() {}

  @Override
  public boolean canCreate(String master) {
    return Masters.isOurs(master);
  }

  @Override
  public TaskScheduler createTaskScheduler(SparkContext sc, String master) {
    SparkInternals.check();
    String stock = Masters.stock(master);
    sc.conf().set("spark.master", stock);
    restoreResourceProfiles(sc, stock);
    SovereignTaskScheduler scheduler =
        Masters.isLocal(stock)
            ? new SovereignTaskScheduler(sc, Masters.local(stock).maxFailures(), stock)
            : new SovereignTaskScheduler(sc, stock);
    Governance governance = Governance.of(sc);
    governance.placement().guardedBy(() -> sc.taskScheduler() == scheduler);
    // Spark has a thread for each kind of listeners; one for ours alone would cost each task more
    // than the counting does.
    sc.listenerBus().addToStatusQueue(governance.counting());
    return scheduler;
  }

  @Override
  public SchedulerBackend createSchedulerBackend(
      SparkContext sc, String master, TaskScheduler taskScheduler) {
    String stock = Masters.stock(master);
    TaskSchedulerImpl scheduler = (TaskSchedulerImpl) taskScheduler;
    if (Masters.isLocal(stock)) {
      return new LocalSchedulerBackend(sc.getConf(), scheduler, Masters.local(stock).threads());
    }
    if (Masters.isLocalCluster(stock)) {
      return localCluster(sc, scheduler, Masters.localCluster(stock));
    }
    if (stock.startsWith("spark://")) {
      String[] urls = stock.substring("spark://".length()).split(",");
      for (int i = 0; i < urls.length; i++) {
        urls[i] = "spark://" + urls[i];
      }
      return new StandaloneSchedulerBackend(scheduler, sc, urls);
    }
    return stockManager(stock).createSchedulerBackend(sc, stock, scheduler);
  }

  @Override
  public void initialize(TaskScheduler scheduler, SchedulerBackend backend) {
    ((TaskSchedulerImpl) scheduler).initialize(backend);
  }

  private static SchedulerBackend localCluster(
      SparkContext sc, TaskSchedulerImpl scheduler, Masters.LocalCluster shape) {
    // As Spark does for this master: it is for tests, and they should fetch as remote hosts do.
    sc.conf().setIfMissing("spark.shuffle.readHostLocalDisk", "false");
    LocalSparkCluster cluster =
        LocalSparkCluster.apply(shape.workers(), shape.cores(), shape.memoryMib(), sc.conf());
    StandaloneSchedulerBackend backend =
        new StandaloneSchedulerBackend(scheduler, sc, cluster.start());
    backend.shutdownCallback_$eq(
        new AbstractFunction1<>() {
          @Override
          public BoxedUnit apply(StandaloneSchedulerBackend stopped) {
            cluster.stop();
            return BoxedUnit.UNIT;
          }
        });
    return backend;
  }

  private static ExternalClusterManager stockManager(String master) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    List<ExternalClusterManager> able =
        ServiceLoader.load(
                ExternalClusterManager.class,
                loader == null ? SovereignClusterManager.class.getClassLoader() : loader)
            .stream()
            .map(ServiceLoader.Provider::get)
            .filter(m -> !(m instanceof SovereignClusterManager) && m.canCreate(master))
            .toList();
    if (able.size() != 1) {
      throw new IllegalArgumentException(
          "Could not parse Master URL: '"
              + master
              + "' ("
              + able.size()
              + " cluster managers on the class path take it; expected one)");
    }
    return able.get(0);
  }

  /** The resource profile manager read the master while it still had our name. */
  private static void restoreResourceProfiles(SparkContext sc, String stock) {
    String flag =
        stock.equals("yarn")
            ? "isYarn"
            : stock.startsWith("k8s://")
                ? "isK8s"
                : stock.startsWith("spark://") || Masters.isLocalCluster(stock)
                    ? "isStandaloneOrLocalCluster"
                    : "";
    if (flag.isEmpty()) {
      return;
    }
    try {
      Field field = sc.resourceProfileManager().getClass().getDeclaredField(flag);
      field.setAccessible(true);
      field.setBoolean(sc.resourceProfileManager(), true);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "This Spark has no ResourceProfileManager."
              + flag
              + "; Bailiwick was built for Spark 4.1.",
          e);
    }
  }
}
