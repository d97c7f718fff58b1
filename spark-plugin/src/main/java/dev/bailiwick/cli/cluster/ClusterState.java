package dev.bailiwick.cli.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A running cluster, as its run folder's {@value #FILE} tells it to other processes.
 *
 * @param keeper process id of the process on whose life the cluster depends
 * @param keeperStarted when that process started, so that a reused id is not mistaken for it
 * @param master the URL for {@code --master}
 * @param ui the master's page, on loopback
 * @param coordinator the site where the driver runs
 * @param sites its workers
 */
public record ClusterState(
    long keeper,
    long keeperStarted,
    String master,
    String ui,
    String coordinator,
    List<Worker> sites) {
  static final String FILE = "cluster.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * One site's worker.
   *
   * @param site the site's name
   * @param port where the worker listens, on loopback
   * @param pid its process id
   */
  public record Worker(String site, int port, long pid) {}

  /** What is written in this run folder, when it speaks of a process that still runs. */
  public static Optional<ClusterState> in(Path runFolder) {
    Path file = runFolder.toAbsolutePath().normalize().resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      ClusterState state = JSON.readValue(file.toFile(), ClusterState.class);
      return state.keeperHandle().isPresent() ? Optional.of(state) : Optional.empty();
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, file + " is not the state of a cluster: remove it.", e);
    }
  }

  /** The process on whose life the cluster depends, if it runs. */
  public Optional<ProcessHandle> keeperHandle() {
    return ProcessHandle.of(keeper).filter(p -> p.isAlive() && started(p) == keeperStarted);
  }

  static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  void write(Path file) {
    try {
      Path half = file.resolveSibling(FILE + ".half");
      JSON.writeValue(half.toFile(), this);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
