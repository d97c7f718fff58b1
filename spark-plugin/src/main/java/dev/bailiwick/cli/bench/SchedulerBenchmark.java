package dev.bailiwick.cli.bench;

import dev.bailiwick.cli.cluster.Bundles;
import dev.bailiwick.cli.cluster.Children;
import dev.bailiwick.cli.cluster.Driver;
import dev.bailiwick.cli.cluster.LocalCluster;
import dev.bailiwick.cli.cluster.RunFolder;
import dev.bailiwick.cli.cluster.SiteHomes;
import dev.bailiwick.cli.cluster.Trees;
import dev.bailiwick.cli.cluster.Workplace;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What the veto costs: many small tasks on three executors, with the plugin and without. Both
 * applications stand on one cluster and are asked in turn, so that what else the machine does hits
 * them alike; who is not asked is idle. A JVM's compiler decides once what is fast in it, so there
 * are several such pairs, one after another, and who starts first alternates.
 */
final class SchedulerBenchmark implements Benchmark {
  private static final String TASKS = "bailiwick.bench.tasks";
  private static final String PAIRS_SETTING = "bailiwick.bench.pairs";
  private static final int PAIRS = Integer.getInteger(PAIRS_SETTING, 6);
  private static final int WARM_UPS = 5;
  private static final int ROUNDS = 8;
  private static final int GOVERNED_WARM_UPS = 1;
  private static final int GOVERNED_ROUNDS = 3;
  private static final String EMPTY = SchedulerTrial.EMPTY;
  private static final String GOVERNED = SchedulerTrial.GOVERNED;
  private static final String OURS = "ours";
  private static final String STOCK = "stock";
  private static final String STOCK_SCHEDULER = "TaskSchedulerImpl";

  /** For an executor of each kind. */
  private static final LocalCluster.Resources WORKER = new LocalCluster.Resources(2, 3072);

  private static final String TOPOLOGY =
      """
      apiVersion: bailiwick/v1
      kind: Topology
      metadata: {id: bench, trustDomain: bench.bailiwick.example}
      signatures: not-required
      coordinator: fra
      sites:
        - {name: fra, location: DE, storage: "sites/fra"}
        - {name: par, location: FR, storage: "sites/par"}
        - {name: mad, location: ES, storage: "sites/mad"}
      """;

  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: bench, version: 1.0.0, steward: dpo@bailiwick.example}
      dataset: {match: "**/lines.txt", jurisdiction: DE}
      rules:
        - {id: europe, effect: allow, transfer: [raw, intermediate], to: [EEA]}
        - {id: nobody, effect: deny, transfer: [view], to: [ANYWHERE]}
      """;

  @Override
  public String name() {
    return "scheduler";
  }

  @Override
  public String about() {
    return ("A job of %,d small tasks on three executors: with the plugin and on stock Spark, in turn,"
            + " %d pairs of applications (others with JAVA_TOOL_OPTIONS=\"-D%s=N -D%s=N\").")
        .formatted(tasks(), PAIRS, TASKS, PAIRS_SETTING);
  }

  private static int tasks() {
    return Integer.getInteger(TASKS, 10_000);
  }

  @Override
  public BenchResult run(Consumer<String> progress) throws Exception {
    Path folder = Files.createTempDirectory("bailiwick-bench-");
    try (RunFolder run = RunFolder.open(folder.resolve("run"));
        Children children = new Children()) {
      Topology topology =
          TopologyParser.parse(Files.writeString(folder.resolve("topology.yaml"), TOPOLOGY));
      Files.writeString(folder.resolve("policy.yaml"), POLICY);
      Files.write(
          folder.resolve("lines.txt"),
          IntStream.range(0, tasks()).mapToObj("%07d"::formatted).toList());
      SiteHomes.ensure(run, topology, site -> SiteHomes.EVERY_SITE);
      LocalCluster cluster =
          LocalCluster.start(
              Workplace.spark(),
              run,
              topology.sites().stream().map(Site::name).toList(),
              topology.coordinator().name(),
              WORKER,
              children);
      return measured(new Setting(folder, run, cluster, children), progress);
    } finally {
      Trees.delete(folder);
    }
  }

  private record Setting(Path folder, RunFolder run, LocalCluster cluster, Children children) {}

  private static BenchResult measured(Setting setting, Consumer<String> progress) throws Exception {
    List<BenchResult.Case> cases = new ArrayList<>();
    double[] empty = new double[PAIRS];
    double[] governed = new double[PAIRS];
    for (int pair = 0; pair < PAIRS; pair++) {
      String first = pair % 2 == 0 ? OURS : STOCK;
      String second = pair % 2 == 0 ? STOCK : OURS;
      try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          RunFolder besides = RunFolder.open(setting.folder.resolve("stock"));
          AskedApplication a = application(first, besides, setting, door);
          AskedApplication b = application(second, besides, setting, door)) {
        empty[pair] = ratio(EMPTY, new Trials(WARM_UPS, ROUNDS), a, b, cases);
        governed[pair] =
            ratio(GOVERNED, new Trials(GOVERNED_WARM_UPS, GOVERNED_ROUNDS), a, b, cases);
      }
      progress.accept(
          "pair %d of %d, %s first: ours to stock %.3f, of governed tasks %.3f"
              .formatted(pair + 1, PAIRS, first, empty[pair], governed[pair]));
    }
    SortedMap<String, Double> figures = new TreeMap<>();
    figures(figures, "ours_to_stock", empty);
    figures(figures, "ours_to_stock_governed", governed);
    return new BenchResult("scheduler", cases, figures);
  }

  /** Ours to stock Spark, by their medians. */
  private static double ratio(
      String job,
      Trials trials,
      AskedApplication first,
      AskedApplication second,
      List<BenchResult.Case> cases)
      throws Exception {
    for (AskedApplication asked : List.of(first, second)) {
      trials.addTimed(job + " " + asked.kind(), () -> asked.seconds(job));
    }
    Map<String, Double> medians = new HashMap<>();
    for (BenchResult.Case one : trials.run()) {
      cases.add(one);
      medians.put(one.name(), one.medianSeconds());
    }
    return medians.get(job + " " + OURS) / medians.get(job + " " + STOCK);
  }

  /** The median of the pairs, and how far they are apart. */
  private static void figures(SortedMap<String, Double> to, String name, double[] ratios) {
    BenchResult.Case all = BenchResult.Case.of(name, ratios);
    to.put(name, all.medianSeconds());
    to.put(name + "_least", all.minSeconds());
    to.put(name + "_most", all.maxSeconds());
  }

  private static AskedApplication application(
      String kind, RunFolder besides, Setting setting, ServerSocket door) throws IOException {
    boolean ours = kind.equals(OURS);
    Driver driver =
        new Driver(Workplace.spark(), ours ? setting.run : besides, Bundles.ofThisProcess())
            .inCluster(setting.run.root())
            .set("spark.cores.max", "3")
            .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .set("spark.log.level", "ERROR");
    if (ours) {
      driver
          .set("spark.bailiwick.topology", setting.folder.resolve("topology.yaml").toString())
          .set("spark.bailiwick.policies", setting.folder.resolve("policy.yaml").toString());
    } else {
      driver.set("spark.plugins", "");
    }
    List<String> arguments =
        List.of(
            setting.folder.resolve("lines.txt").toString(),
            String.valueOf(tasks()),
            String.valueOf(door.getLocalPort()));
    LocalCluster cluster = setting.cluster;
    AskedApplication up =
        new AskedApplication(
            kind,
            () ->
                driver.run(
                    setting.children,
                    cluster.state().master(),
                    setting.run.siteHome(cluster.state().coordinator()),
                    SchedulerTrial.class.getName(),
                    arguments),
            door);
    String scheduler = up.answer();
    if (scheduler.equals(STOCK_SCHEDULER) == ours) {
      throw new IllegalStateException("The application " + kind + " has a " + scheduler);
    }
    return up;
  }
}
