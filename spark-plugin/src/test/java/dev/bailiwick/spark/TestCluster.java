package dev.bailiwick.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * A standalone cluster of real processes: a master, and one worker for each site home. Executors
 * inherit the environment of their worker, and that is how each knows its site.
 */
final class TestCluster implements AutoCloseable {
  /** Of this cluster's processes; whoever reads the tests has it. */
  static final String SECRET = "a secret that the processes of a test share";

  /** For processes that end before the second compiler has done anything of use. */
  private static final List<String> SHORT_LIVED =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Path dir;
  private final int port;
  private final String classPath;
  private final Map<String, String> channels;
  private final Map<String, String> hosts;
  private final Map<String, Process> processes = new LinkedHashMap<>();

  private TestCluster(
      Path dir,
      int port,
      Map<String, String> channels,
      Map<String, String> hosts,
      String classPath) {
    this.classPath = classPath;
    this.hosts = hosts;
    this.dir = dir;
    this.port = port;
    this.channels = channels;
  }

  static TestCluster start(Path dir, Map<String, Path> homes) throws Exception {
    return start(dir, homes, RpcEncryption.settings());
  }

  /**
   * @param channels how its processes speak with each other
   */
  static TestCluster start(Path dir, Map<String, Path> homes, Map<String, String> channels)
      throws Exception {
    return start(dir, homes, channels, Map.of(), System.getProperty("java.class.path"));
  }

  /**
   * @param hosts the address of a worker, where it is not 127.0.0.1
   * @param classPath of all its processes
   */
  static TestCluster start(
      Path dir,
      Map<String, Path> homes,
      Map<String, String> channels,
      Map<String, String> hosts,
      String classPath)
      throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.createDirectories(dir.resolve("spark-home/jars"));
    TestCluster cluster = new TestCluster(dir, port, channels, hosts, classPath);
    try {
      cluster.java(
          "master",
          Map.of(),
          List.of("-Dspark.deploy.maxExecutorRetries=1"),
          "org.apache.spark.deploy.master.Master",
          "--host",
          "127.0.0.1",
          "--port",
          String.valueOf(port),
          "--webui-port",
          "0");
      cluster.awaitMaster();
      for (Map.Entry<String, Path> worker : homes.entrySet()) {
        cluster.worker(worker.getKey(), worker.getValue());
      }
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts the worker of a site, also after it was killed. */
  void worker(String name, Path home) throws IOException {
    java(
        name,
        Map.of(
            BailiwickConf.SITE_HOME_VARIABLE,
            home.toString(),
            "SPARK_LOCAL_DIRS",
            Files.createDirectories(dir.resolve("local-" + name)).toString()),
        List.of(),
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        hosts.getOrDefault(name, "127.0.0.1"),
        "--cores",
        "1",
        "--memory",
        "600m",
        "--webui-port",
        "0",
        "--work-dir",
        dir.resolve("work-" + name).toString(),
        master());
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  /** What an application needs besides to run here. */
  SparkConf with(SparkConf conf, int executors) {
    channels.forEach(conf::set);
    return conf.set("spark.authenticate.secret", SECRET)
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set("spark.executor.memory", "512m")
        .set("spark.executor.extraJavaOptions", String.join(" ", SHORT_LIVED))
        .set("spark.executor.cores", "1")
        .set("spark.cores.max", String.valueOf(executors))
        .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "300s");
  }

  private void java(
      String name, Map<String, String> environment, List<String> options, String... command)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx256m");
    line.addAll(SHORT_LIVED);
    line.addAll(options);
    channels.forEach((key, value) -> line.add("-D" + key + "=" + value));
    line.addAll(List.of("-cp", classPath));
    line.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve(name + ".log").toFile());
    builder.environment().remove(BailiwickConf.SITE_HOME_VARIABLE);
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_HOME", dir.resolve("spark-home").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("_SPARK_AUTH_SECRET", SECRET);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    processes.put(name, builder.start());
  }

  private void awaitMaster() throws Exception {
    for (int i = 0; i < 1500; i++) {
      try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (open.isConnected()) {
          return;
        }
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
    throw new IllegalStateException("The master did not start; see " + dir.resolve("master.log"));
  }

  /** Ends a worker and its executors. */
  void kill(String worker) {
    Process process = processes.get(worker);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /**
   * Ends the executors of a worker, which starts others.
   *
   * @return how many there were
   */
  int killExecutors(String worker) {
    return (int) processes.get(worker).descendants().filter(ProcessHandle::destroyForcibly).count();
  }

  /** What the executors of a worker have written so far; empty before the worker has begun. */
  String executorLogs(String worker) {
    try {
      StringBuilder text = new StringBuilder();
      for (Path file : executorFiles(worker, "std(err|out)")) {
        text.append(Files.readString(file));
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files of such a name in the folders of the executors that a worker has started. */
  List<Path> executorFiles(String worker, String name) {
    Path work = dir.resolve("work-" + worker);
    if (!Files.isDirectory(work)) {
      return List.of();
    }
    try (Stream<Path> files =
        Files.find(work, 3, (f, a) -> f.getFileName().toString().matches(name))) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.keySet().forEach(this::kill);
  }
}
