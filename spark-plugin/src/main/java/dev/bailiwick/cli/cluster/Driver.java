package dev.bailiwick.cli.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.launcher.JavaModuleOptions;
import org.jspecify.annotations.Nullable;

/**
 * An application handed to a stock SparkSubmit in a process of its own, with an ordinary master URL
 * and the one plugin setting.
 */
public final class Driver {
  private final SparkHome spark;
  private final RunFolder run;
  private final Bundles bundles;
  private final Map<String, String> settings = new TreeMap<>();
  private @Nullable Path cluster;
  // The jars stand at the same place for every process of this machine.
  private String jarScheme = "local:";

  /** A driver whose log and scratch files go to this run folder. */
  public Driver(SparkHome spark, RunFolder run, Bundles bundles) {
    this.spark = spark;
    this.run = run;
    this.bundles = bundles;
    set("spark.plugins", "dev.bailiwick.spark.BailiwickPlugin");
    set("spark.ui.enabled", "false");
    set("spark.driver.memory", "1g");
    set("spark.executor.memory", "1g");
    set("spark.executor.cores", "1");
    set("spark.executorEnv.OMP_NUM_THREADS", "1");
    set("spark.sql.warehouse.dir", run.scratch().resolve("warehouse").toString());
    // The jars lie on this machine: one copy an executor is enough.
    set("spark.files.useFetchCache", "false");
  }

  /** One more Spark setting; the last one counts. */
  public Driver set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** It belongs to the cluster of this run folder: same machine, same RPC secret. */
  public Driver inCluster(Path clusterFolder) {
    this.cluster = clusterFolder;
    return set("spark.driver.host", LocalCluster.LOOPBACK)
        .set("spark.driver.bindAddress", LocalCluster.LOOPBACK);
  }

  /** The jars are sent to the executors, which may be on other machines. */
  public Driver shippingJars() {
    this.jarScheme = "file:";
    return this;
  }

  /**
   * Runs it to its end.
   *
   * @param master the URL for {@code --master}
   * @param siteHome the home of the site that the driver stands for
   * @param mainClass the application
   * @param arguments its arguments
   * @return its exit code
   */
  public int run(
      Children children, String master, Path siteHome, String mainClass, List<String> arguments)
      throws InterruptedException {
    set("spark.bailiwick.site.home", siteHome.toString());
    List<String> submit = new ArrayList<>();
    submit.addAll(List.of("--master", master, "--deploy-mode", "client"));
    if (cluster != null) {
      submit.addAll(List.of("--properties-file", RunFolder.rpcProperties(cluster).toString()));
    }
    submit.addAll(List.of("--jars", jarScheme + bundles.dl4jJar()));
    settings.forEach((k, v) -> submit.addAll(List.of("--conf", k + "=" + v)));
    submit.addAll(List.of("--class", mainClass, jarScheme + bundles.sparkJar()));
    submit.addAll(arguments);

    List<String> options = new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    // Only for Spark's own linear algebra, and the JVM prints a warning about it.
    options.remove("--add-modules=jdk.incubator.vector");
    options.add("-Xmx" + settings.get("spark.driver.memory"));
    options.add("-Dbailiwick.log=" + run.log("driver"));
    ChildJvm driver = new ChildJvm(spark, run);
    if (cluster != null) {
      driver.authenticated(cluster);
    }
    return driver
        .options(options)
        .conf("driver")
        .with("SPARK_LOCAL_DIRS", run.scratch())
        .with("BAILIWICK_SITE_HOME", siteHome)
        .start(children, "org.apache.spark.deploy.SparkSubmit", submit)
        .waitFor();
  }
}
