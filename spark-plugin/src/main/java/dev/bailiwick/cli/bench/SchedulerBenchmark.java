package dev.bailiwick.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.cli.cluster.Bundles;
import dev.bailiwick.cli.cluster.Children;
import dev.bailiwick.cli.cluster.Driver;
import dev.bailiwick.cli.cluster.LocalCluster;
import dev.bailiwick.cli.cluster.RunFolder;
import dev.bailiwick.cli.cluster.SiteHomes;
import dev.bailiwick.cli.cluster.Trees;
import dev.bailiwick.cli.cluster.Workplace;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.Site;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the veto costs: many small tasks on three executors, with the plugin and without, on one
 * cluster. Each round submits an application of each kind, whose start and warm-up are not timed.
 */
final class SchedulerBenchmark implements Benchmark {
  private static final String TASKS = "bailiwick.bench.tasks";
  private static final int ROUNDS = 7;
  private static final List<String> KINDS = List.of("ours", "stock");

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
    return "A job of %,d small tasks on three executors: with the plugin and on stock Spark, in turn."
        .formatted(tasks());
  }

  private static int tasks() {
    return Integer.getInteger(TASKS, 10_000);
  }

  @Override
  public BenchResult run() throws Exception {
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
              LocalCluster.Resources.SMALL,
              children);
      return measured(folder, run, cluster, children);
    } finally {
      Trees.delete(folder);
    }
  }

  private static BenchResult measured(
      Path folder, RunFolder run, LocalCluster cluster, Children children) throws Exception {
    Map<String, double[]> seconds = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (String kind : KINDS) {
        double[] took = submit(kind, folder, run, cluster, children);
        for (int job = 0; job < SchedulerTrial.JOBS.size(); job++) {
          String name = SchedulerTrial.JOBS.get(job) + " " + kind;
          seconds.computeIfAbsent(name, n -> new double[ROUNDS])[round] = took[job];
        }
      }
    }
    List<BenchResult.Case> cases = new ArrayList<>();
    Map<String, Double> medians = new TreeMap<>();
    seconds.forEach((name, all) -> cases.add(BenchResult.Case.of(name, all)));
    cases.forEach(one -> medians.put(one.name(), one.medianSeconds()));
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("ours_to_stock", ratio(medians, SchedulerTrial.EMPTY));
    figures.put("ours_to_stock_governed", ratio(medians, SchedulerTrial.GOVERNED));
    return new BenchResult("scheduler", cases, figures);
  }

  private static double ratio(Map<String, Double> medians, String job) {
    return medians.get(job + " ours") / medians.get(job + " stock");
  }

  private static double[] submit(
      String kind, Path folder, RunFolder run, LocalCluster cluster, Children children)
      throws IOException, InterruptedException {
    Driver driver =
        new Driver(Workplace.spark(), run, Bundles.ofThisProcess())
            .inCluster(run.root())
            .set("spark.cores.max", "3")
            .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .set("spark.log.level", "ERROR");
    if (kind.equals("ours")) {
      driver
          .set("spark.bailiwick.topology", folder.resolve("topology.yaml").toString())
          .set("spark.bailiwick.policies", folder.resolve("policy.yaml").toString());
    } else {
      driver.set("spark.plugins", "");
    }
    Path result = folder.resolve("result.json");
    int exit =
        driver.run(
            children,
            cluster.state().master(),
            run.siteHome(cluster.state().coordinator()),
            SchedulerTrial.class.getName(),
            List.of(
                folder.resolve("lines.txt").toString(),
                String.valueOf(tasks()),
                result.toString()));
    if (exit != 0) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "The application that was timed (" + kind + ") ended with " + exit + ": see above.");
    }
    double[] took = new ObjectMapper().readValue(result.toFile(), double[].class);
    Files.delete(result);
    return took;
  }
}
