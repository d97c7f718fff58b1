package dev.bailiwick.cli.cluster;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * A real standalone cluster on loopback: one master, and one worker process a site.
 *
 * <p>Each worker has its own site home, local and work folder, and its executors inherit them. RPC
 * is authenticated and encrypted (AES-GCM) with a secret that stands in a file only.
 *
 * <p>It proves nothing about where a process is beyond what the site homes' certificates say: on
 * one machine, the sites are kept apart by keys and by the scheduler, not by walls.
 */
public final class LocalCluster {
  static final String LOOPBACK = "127.0.0.1";
  private static final int ATTEMPTS = 5;
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final long POLL_MS = 50;

  /**
   * Master and workers do little, and the second compiler would take processor time from the
   * executors.
   */
  private static final List<String> DAEMON = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

  private final ClusterState state;
  private final Map<String, Process> processes;

  private LocalCluster(ClusterState state, Map<String, Process> processes) {
    this.state = state;
    this.processes = new LinkedHashMap<>(processes);
  }

  /**
   * Starts it, and returns when every worker is registered.
   *
   * @param sites the sites, whose homes stand in {@code run} already
   * @param coordinator the one of them where the driver will run
   * @param children who ends the processes
   * @throws BailiwickException UNAVAILABLE when it does not come up
   */
  public static LocalCluster start(
      SparkHome spark,
      RunFolder run,
      List<String> sites,
      String coordinator,
      Resources resources,
      Children children) {
    for (int attempt = 1; ; attempt++) {
      try {
        return tryStart(spark, run, sites, coordinator, resources, children);
      } catch (EndedEarly e) {
        // Somebody else took one of the ports between our look and Spark's: look again.
        children.stop(e.started);
        if (attempt == ATTEMPTS) {
          throw new BailiwickException(
              ErrorCode.UNAVAILABLE, e.getMessage() + " Its log: " + run.log(e.process) + ".", e);
        }
      }
    }
  }

  /** Waits until one of its processes ends, which none does by itself; the name of that one. */
  public String awaitFirstEnd() throws InterruptedException {
    CompletableFuture<?>[] ends =
        processes.values().stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.anyOf(ends).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return processes.entrySet().stream()
        .filter(e -> !e.getValue().isAlive())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("cluster");
  }

  /** Who and where. */
  public ClusterState state() {
    return state;
  }

  private static LocalCluster tryStart(
      SparkHome spark,
      RunFolder run,
      List<String> sites,
      String coordinator,
      Resources resources,
      Children children)
      throws EndedEarly {
    Map<String, Process> started = new LinkedHashMap<>();
    List<Integer> ports = freePorts(2 + 2 * sites.size());
    String url = "spark://" + LOOPBACK + ":" + ports.get(0);
    String ui = "http://" + LOOPBACK + ":" + ports.get(1);
    MasterPage page = new MasterPage(ui);

    Process master =
        new ChildJvm(spark, run)
            .options(DAEMON)
            .log(run.log("master"))
            .authenticated(run.root())
            .start(
                children,
                "org.apache.spark.deploy.master.Master",
                arguments(run, ports.get(0), ports.get(1), List.of()));
    started.put("master", master);
    // A worker that finds no master waits ten seconds before it asks again.
    await(started, page::answers);

    List<ClusterState.Worker> workers = new ArrayList<>();
    for (int i = 0; i < sites.size(); i++) {
      String site = sites.get(i);
      int port = ports.get(2 + 2 * i);
      run.prepareSite(site);
      Process worker =
          new ChildJvm(spark, run)
              .options(DAEMON)
              .log(run.log("worker-" + site))
              .authenticated(run.root())
              .with("BAILIWICK_SITE_HOME", run.siteHome(site))
              .with("SPARK_LOCAL_DIRS", run.siteLocal(site))
              .start(
                  children,
                  "org.apache.spark.deploy.worker.Worker",
                  arguments(
                      run,
                      port,
                      ports.get(3 + 2 * i),
                      List.of(
                          "--cores",
                          Integer.toString(resources.coresPerWorker()),
                          "--memory",
                          resources.memoryPerWorkerMib() + "m",
                          "--work-dir",
                          run.siteWork(site).toString(),
                          url)));
      started.put("worker-" + site, worker);
      workers.add(new ClusterState.Worker(site, port, worker.pid()));
    }
    Set<Integer> wanted = new TreeSet<>();
    workers.forEach(w -> wanted.add(w.port()));
    await(started, () -> page.aliveWorkers().containsAll(wanted));

    ProcessHandle keeper = ProcessHandle.current();
    ClusterState state =
        new ClusterState(keeper.pid(), ClusterState.started(keeper), url, ui, coordinator, workers);
    state.write(run.state());
    return new LocalCluster(state, started);
  }

  private static List<String> arguments(RunFolder run, int port, int uiPort, List<String> more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--host", LOOPBACK, "--port", Integer.toString(port)));
    all.addAll(List.of("--webui-port", Integer.toString(uiPort)));
    all.addAll(List.of("--properties-file", RunFolder.rpcProperties(run.root()).toString()));
    all.addAll(more);
    return all;
  }

  private static void await(Map<String, Process> started, BooleanSupplier ready) throws EndedEarly {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!ready.getAsBoolean()) {
      for (Map.Entry<String, Process> one : started.entrySet()) {
        if (!one.getValue().isAlive()) {
          throw new EndedEarly(one.getKey(), List.copyOf(started.values()));
        }
      }
      if (Instant.now().isAfter(limit)) {
        throw new BailiwickException(
            ErrorCode.UNAVAILABLE,
            "The cluster's workers did not register within "
                + START_LIMIT.toMinutes()
                + " minutes: see the logs in the run folder.");
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BailiwickException(ErrorCode.UNAVAILABLE, "interrupted", e);
      }
    }
  }

  /** Ports that were free a moment ago; all held at once, so that they differ. */
  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    } finally {
      for (ServerSocket socket : held) {
        try {
          socket.close();
        } catch (IOException e) {
          // It only held the port's number.
        }
      }
    }
  }

  /**
   * What each worker offers.
   *
   * @param coresPerWorker task slots
   * @param memoryPerWorkerMib memory for executors, in MiB
   */
  public record Resources(int coresPerWorker, int memoryPerWorkerMib) {
    /** One core and 1.5 GiB: three sites fit on a laptop. */
    public static final Resources SMALL = new Resources(1, 1536);
  }

  private static final class EndedEarly extends Exception {
    private static final long serialVersionUID = 1L;
    private final String process;
    private final transient List<Process> started;

    private EndedEarly(String process, List<Process> started) {
      super("The " + process + " ended while it started.");
      this.process = process;
      this.started = started;
    }
  }
}
