package dev.bailiwick.cli.cluster;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The background process on whose life a cluster depends: it holds the cluster's processes on their
 * leashes, so that to end it is to end them all.
 */
public final class Keeper {
  private static final long START_LIMIT_MS = 240_000;
  private static final long END_LIMIT_SECONDS = 45;
  private static final long POLL_MS = 50;

  private Keeper() {}

  /**
   * Starts one, and returns when its cluster is up.
   *
   * @param runFolder where it will write {@code cluster.json}
   * @param mainClass what it runs, on the class path of this process
   * @param arguments the arguments
   * @throws BailiwickException UNAVAILABLE when a cluster runs there already, or none comes up
   */
  public static ClusterState launch(Path runFolder, Class<?> mainClass, String... arguments)
      throws InterruptedException {
    if (ClusterState.in(runFolder).isPresent()) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "A cluster runs in " + runFolder + " already: stop it with `bailiwick cluster down`.");
    }
    Process keeper;
    Path log;
    try {
      log = Files.createTempFile("bailiwick-cluster-", ".log");
      keeper = start(log, mainClass, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_LIMIT_MS);
    Optional<ClusterState> state = Optional.empty();
    while (state.isEmpty()) {
      if (!keeper.isAlive()) {
        throw new BailiwickException(ErrorCode.UNAVAILABLE, lastWords(log));
      }
      if (System.nanoTime() > limit) {
        keeper.destroy();
        throw new BailiwickException(
            ErrorCode.UNAVAILABLE, "The cluster did not come up: see " + runFolder + "/log.");
      }
      keeper.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
      state = ClusterState.in(runFolder);
    }
    remove(log);
    return state.get();
  }

  /** Ends the cluster in this run folder; false when none runs there. */
  public static boolean end(Path runFolder) {
    Optional<ClusterState> state = ClusterState.in(runFolder);
    state.ifPresent(Keeper::end);
    if (RunFolder.isOne(runFolder)) {
      try (RunFolder run = RunFolder.reopen(runFolder)) {
        run.sweep();
      }
    }
    return state.isPresent();
  }

  private static void end(ClusterState state) {
    List<ProcessHandle> all = new ArrayList<>();
    state
        .keeperHandle()
        .ifPresent(
            keeper -> {
              keeper.descendants().forEach(all::add);
              all.add(keeper);
              keeper.destroy();
            });
    for (ProcessHandle process : all) {
      try {
        process.onExit().get(END_LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        process.destroyForcibly();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static Process start(Path log, Class<?> mainClass, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // A session of its own: closing the terminal does not end it.
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("-D") || option.startsWith("-X")) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static String lastWords(Path log) {
    try {
      String text = Files.readString(log, StandardCharsets.UTF_8).strip();
      remove(log);
      return text.isEmpty() ? "The cluster's keeper ended." : text.replaceFirst("^bailiwick: ", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path log) {
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
