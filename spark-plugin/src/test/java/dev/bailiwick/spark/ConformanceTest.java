package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The same checks on each master, each with an application of its own. */
final class ConformanceTest {
  private static final List<String> EXECUTORS = List.of("fra", "iad", "nrt", "nrt");
  private static final String BROADCASTS = "spark.sql.autoBroadcastJoinThreshold";
  private static final int CORES = EXECUTORS.size();

  @TempDir Path dir;

  /** What an application needs on any master with several processes. */
  private static SparkConf settings(SparkConf conf) {
    RpcEncryption.settings().forEach(conf::set);
    return conf.set("spark.executor.memory", "512m")
        .set("spark.executor.cores", "1")
        .set("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
        .set(BROADCASTS, "-1")
        .set(BailiwickConf.PLACEMENT_TIMEOUT, "300s")
        .set("spark.speculation", "true")
        .set("spark.speculation.interval", "200ms")
        .set("spark.speculation.quantile", "0.5")
        .set("spark.speculation.minTaskRuntime", "2s");
  }

  /** Maven's Spark, or the one that was named. */
  private static String classPath() throws IOException {
    return SparkDistribution.isNamed()
        ? SparkDistribution.find().orElseThrow().classPath()
        : System.getProperty("java.class.path");
  }

  private ConformanceRun run(String name) throws IOException {
    return new ConformanceRun(dir, name, classPath());
  }

  private ConformanceRun onYarn(String name, YarnTown town) throws IOException {
    String stock = SparkDistribution.find().orElseThrow().classPath();
    return new ConformanceRun(dir, name, stock).withHadoop(town.settings());
  }

  /** SPARK-56227: on these an application of several processes must not start. */
  private static boolean losesMessages() throws IOException {
    return SparkDistribution.isNamed()
        && SparkDistribution.find().orElseThrow().version().matches("4\\.1\\.[0-2]");
  }

  private Stream<DynamicTest> refusedOn(String master) throws Exception {
    TestSites sites = TestSites.in(dir);
    ConformanceRun run = run("refused");
    SparkConf conf =
        settings(sites.conf(master, "fra")).set("spark.authenticate.secret", TestCluster.SECRET);
    int exit = run.submit(conf, sites, "check", EXECUTORS, 1);
    List<ConformanceRun.Outcome> outcomes = run.outcomes();
    String log = run.log();
    return Stream.of(
        DynamicTest.dynamicTest(
            master + ": an application does not start where channels lose messages",
            () -> {
              assertThat(exit).isNotZero();
              assertThat(outcomes).isEmpty();
              assertThat(log).contains("SPARK-56227");
            }));
  }

  @TestFactory
  Stream<DynamicTest> standalone() throws Exception {
    if (losesMessages()) {
      return refusedOn("spark://127.0.0.1:1");
    }
    TestSites sites = TestSites.in(dir);
    Map<String, Path> homes = new LinkedHashMap<>();
    homes.put("fra", sites.home("fra"));
    homes.put("iad", sites.home("iad"));
    homes.put("nrt", sites.home("nrt"));
    homes.put("nrt-2", sites.home("nrt"));
    boolean two = canListenAt("127.0.0.2");
    Map<String, String> hosts = two ? Map.of("iad", "127.0.0.2") : Map.of();
    try (TestCluster cluster =
        TestCluster.start(dir, homes, RpcEncryption.settings(), hosts, classPath())) {
      ConformanceRun run = run("standalone");
      SparkConf conf =
          settings(sites.conf(cluster.master(), "fra"))
              .set("spark.authenticate.secret", TestCluster.SECRET)
              .set("spark.cores.max", String.valueOf(CORES));
      int exit = run.submit(conf, sites, "check,grow,start", EXECUTORS, two ? 2 : 1);
      return judged("standalone", run, exit, ConformanceMain.GROWS, ConformanceMain.NOT_STARTED);
    }
  }

  private static boolean canListenAt(String address) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** All its workers are in the driver's process; a launcher gives each worker's Java a home. */
  @TestFactory
  Stream<DynamicTest> localCluster() throws Exception {
    if (losesMessages()) {
      return refusedOn("local-cluster[1,1,512]");
    }
    TestSites sites = TestSites.in(dir);
    Path java = LocalClusterJava.in(dir, EXECUTORS.stream().map(sites::home).toList());
    ConformanceRun run = run("local-cluster");
    SparkConf conf =
        settings(sites.conf("local-cluster[" + CORES + ",1,512]", "fra"))
            .set("spark.authenticate.secret", TestCluster.SECRET)
            .set("spark.executorEnv.JAVA_HOME", java.toString());
    int exit = run.submit(conf, sites, "check,start", EXECUTORS, 1);
    return judged("local-cluster", run, exit, ConformanceMain.NOT_STARTED);
  }

  @TestFactory
  Stream<DynamicTest> local() throws Exception {
    TestSites sites = TestSites.in(dir);
    ConformanceRun run = run("local");
    SparkConf conf = sites.conf("local[*]", "fra").set(BROADCASTS, "-1");
    int exit = run.submit(conf, sites, "check,start", List.of("fra"), 1);
    return judged("local[*]", run, exit, ConformanceMain.NOT_STARTED);
  }

  @TestFactory
  Stream<DynamicTest> yarn() throws Exception {
    if (SparkDistribution.find().isEmpty()) {
      System.out.println(
          "conformance on YARN: NOT RUN. Spark's module for YARN is in no Maven repository; name a"
              + " Spark 4.1 with -D"
              + SparkDistribution.HOME
              + "=…, or have one under target/pyspark-venv, as .ci/run does.");
      return Stream.empty();
    }
    if (losesMessages()) {
      System.out.println("conformance on YARN: NOT RUN. This Spark's channels lose messages.");
      return Stream.empty();
    }
    TestSites sites = TestSites.in(dir);
    try (YarnTown town = YarnTown.start(dir, EXECUTORS.stream().map(sites::home).toList())) {
      List<DynamicTest> all = new ArrayList<>(yarnClient(sites, town).toList());
      all.addAll(yarnCluster(sites, town).toList());
      all.add(refused(sites, town));
      return all.stream();
    }
  }

  private Stream<DynamicTest> yarnClient(TestSites sites, YarnTown town) throws Exception {
    ConformanceRun run = onYarn("yarn-client", town);
    SparkConf conf = town.with(settings(sites.conf("yarn", "fra")), CORES);
    int exit = run.submit(conf, sites, "check,grow,start", EXECUTORS, 1);
    return judged("YARN client", run, exit, ConformanceMain.GROWS, ConformanceMain.NOT_STARTED);
  }

  /** The driver finds its home as executors do, at the node on which YARN starts it. */
  private SparkConf inCluster(TestSites sites, YarnTown town, String label) {
    return town.with(settings(sites.conf("yarn", "fra")), CORES)
        .remove(BailiwickConf.SITE_HOME)
        .remove("spark.driver.host")
        .remove("spark.driver.bindAddress")
        .set("spark.yarn.am.nodeLabelExpression", label)
        .set("spark.yarn.maxAppAttempts", "1");
  }

  private Stream<DynamicTest> yarnCluster(TestSites sites, YarnTown town) throws Exception {
    ConformanceRun run = onYarn("yarn-cluster", town).with("--deploy-mode", "cluster");
    int exit = run.submit(inCluster(sites, town, "fra"), sites, "check", EXECUTORS, 1);
    List<DynamicTest> tests = new ArrayList<>(judged("YARN cluster", run, exit).toList());
    // An application master has one context in its life.
    ConformanceRun other = onYarn("yarn-bypassed", town).with("--deploy-mode", "cluster");
    int otherExit = other.submit(inCluster(sites, town, "fra"), sites, "start", EXECUTORS, 1);
    List<ConformanceRun.Outcome> outcomes = other.outcomes();
    String tail = other.tail();
    tests.add(
        DynamicTest.dynamicTest(
            "YARN cluster: " + ConformanceMain.NOT_STARTED,
            () -> {
              assertThat(outcomes).describedAs(tail).hasSize(1);
              assertThat(outcomes.get(0).word())
                  .describedAs(outcomes.get(0).text())
                  .isEqualTo("ok");
              assertThat(otherExit).isZero();
            }));
    return tests.stream();
  }

  private DynamicTest refused(TestSites sites, YarnTown town) throws Exception {
    ConformanceRun run = onYarn("yarn-elsewhere", town).with("--deploy-mode", "cluster");
    int exit = run.submit(inCluster(sites, town, "iad"), sites, "check", EXECUTORS, 1);
    List<ConformanceRun.Outcome> outcomes = run.outcomes();
    String log = run.log() + town.logs();
    return DynamicTest.dynamicTest(
        "YARN cluster: a driver at another site than the coordinator's does not start",
        () -> {
          assertThat(exit).isNotZero();
          assertThat(outcomes).isEmpty();
          assertThat(log).contains("The driver's certificate says site iad");
        });
  }

  /** One test for each check, after the application has ended; what was not asked is said. */
  private static Stream<DynamicTest> judged(
      String master, ConformanceRun run, int exit, String... besides) throws IOException {
    List<ConformanceRun.Outcome> outcomes = run.outcomes();
    Set<String> expected = new LinkedHashSet<>(ConformanceChecks.names());
    expected.addAll(List.of(besides));
    String tail = run.tail();
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(
        DynamicTest.dynamicTest(
            master + ": all checks came to an end",
            () -> {
              assertThat(outcomes)
                  .describedAs(tail)
                  .extracting(ConformanceRun.Outcome::name)
                  .containsExactlyElementsOf(expected);
              assertThat(exit).describedAs(tail).isZero();
            }));
    for (ConformanceRun.Outcome outcome : outcomes) {
      if (outcome.word().equals("not asked")) {
        System.out.println(
            "conformance on "
                + master
                + ", not asked: "
                + outcome.name()
                + " ("
                + outcome.text()
                + ")");
      }
      tests.add(
          DynamicTest.dynamicTest(
              master + ": " + outcome.name(),
              () -> assertThat(outcome.word()).describedAs(outcome.text()).isNotEqualTo("failed")));
    }
    List<RowRecords.Touch> touches = run.records();
    tests.add(
        DynamicTest.dynamicTest(
            master + ": 0 of " + touches.size() + " touches outside the permitted sets",
            () ->
                assertThat(touches)
                    .isNotEmpty()
                    .allSatisfy(t -> assertThat(t.isPermitted()).isTrue())));
    return tests.stream();
  }
}
