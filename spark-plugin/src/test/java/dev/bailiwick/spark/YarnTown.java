package dev.bailiwick.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.util.ExitUtil;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.NodeLabel;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.resourcemanager.nodelabels.RMNodeLabelsManager;
import org.apache.spark.SparkConf;

/**
 * A YARN of one resource manager and a node manager for each home. What a node forces into the
 * environment of all its containers is how each container learns its site.
 *
 * <p>A node has room for one executor and one application master. The first two nodes carry labels,
 * {@code fra} and {@code iad}, that do not keep other containers out, so that a driver can be sent
 * to either.
 */
final class YarnTown implements AutoCloseable {
  private static final int EXECUTOR_MIB = 1024;
  private static final int MASTER_MIB = 640;
  private static final String QUEUE = "yarn.scheduler.capacity.root.";

  private final MiniYARNCluster cluster;
  private final Path settings;

  private YarnTown(MiniYARNCluster cluster, Path settings) {
    this.cluster = cluster;
    this.settings = settings;
  }

  static YarnTown start(Path dir, List<Path> homes) throws Exception {
    ExitUtil.disableSystemExit();
    MiniYARNCluster cluster = new MiniYARNCluster("yarn-town", homes.size(), 1, 1);
    YarnTown town = new YarnTown(cluster, Files.createDirectories(dir.resolve("hadoop")));
    try {
      cluster.init(configuration(dir));
      for (int i = 0; i < homes.size(); i++) {
        // On a real node this line stands in its yarn-site.xml.
        cluster
            .getNodeManager(i)
            .getConfig()
            .set(
                "yarn.nodemanager.admin-env." + BailiwickConf.SITE_HOME_VARIABLE,
                homes.get(i).toString());
      }
      cluster.start();
      if (!cluster.waitForNodeManagersToConnect(60_000)) {
        throw new IllegalStateException("Not all node managers came.");
      }
      town.label(List.of("fra", "iad"));
      try (OutputStream out = Files.newOutputStream(town.settings.resolve("yarn-site.xml"))) {
        cluster.getConfig().writeXml(out);
      }
      return town;
    } catch (Exception e) {
      town.close();
      throw e;
    }
  }

  private static YarnConfiguration configuration(Path dir) {
    YarnConfiguration conf = new YarnConfiguration();
    conf.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", EXECUTOR_MIB + MASTER_MIB);
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 64);
    conf.setInt("yarn.nodemanager.resource.cpu-vcores", 8);
    conf.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    conf.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    conf.setBoolean("yarn.node-labels.enabled", true);
    conf.set("yarn.node-labels.fs-store.root-dir", dir.resolve("labels").toUri().toString());
    conf.set(QUEUE + "queues", "default");
    conf.set(QUEUE + "default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    for (String label : List.of("fra", "iad")) {
      conf.set(QUEUE + "accessible-node-labels." + label + ".capacity", "100");
      conf.set(QUEUE + "default.accessible-node-labels." + label + ".capacity", "100");
      conf.set(
          QUEUE + "default.accessible-node-labels." + label + ".maximum-am-resource-percent", "1");
    }
    conf.set(QUEUE + "default.accessible-node-labels", "*");
    return conf;
  }

  private void label(List<String> labels) throws IOException {
    RMNodeLabelsManager manager = cluster.getResourceManager().getRMContext().getNodeLabelManager();
    for (int i = 0; i < labels.size(); i++) {
      NodeId node = cluster.getNodeManager(i).getNMContext().getNodeId();
      manager.addToCluserNodeLabels(List.of(NodeLabel.newInstance(labels.get(i), false)));
      manager.replaceLabelsOnNode(Map.of(node, Set.of(labels.get(i))));
    }
  }

  /** The folder that {@code HADOOP_CONF_DIR} shall name. */
  Path settings() {
    return settings;
  }

  /** What an application needs besides to run here. */
  SparkConf with(SparkConf conf, int executors) {
    String java = System.getProperty("java.home");
    // No jars are sent: the class path of the containers has all.
    Path none = settings.resolve("none.jar");
    return conf.set("spark.yarn.jars", "local:" + none)
        .set("spark.yarn.stagingDir", settings.toUri().toString())
        .set("spark.yarn.appMasterEnv.JAVA_HOME", java)
        .set("spark.executorEnv.JAVA_HOME", java)
        .set("spark.yarn.am.memory", "512m")
        .set("spark.yarn.am.memoryOverhead", MASTER_MIB - 512 + "m")
        .set("spark.driver.memory", "512m")
        .set("spark.driver.memoryOverhead", MASTER_MIB - 512 + "m")
        .set("spark.executor.memoryOverhead", EXECUTOR_MIB - 512 + "m")
        .set("spark.executor.instances", String.valueOf(executors));
  }

  /** What all containers have written so far, and what YARN says of the applications. */
  String logs() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(cluster.getTestWorkDir().toPath())) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("std(err|out)")).toList()) {
        all.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    }
    cluster
        .getResourceManager()
        .getRMContext()
        .getRMApps()
        .values()
        .forEach(app -> all.add(app.getDiagnostics().toString()));
    return String.join("\n", all);
  }

  @Override
  public void close() {
    cluster.stop();
  }
}
