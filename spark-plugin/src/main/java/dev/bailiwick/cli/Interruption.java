package dev.bailiwick.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Says in one line that a run was interrupted (SIGINT, SIGTERM, or the end of the command that
 * started it), and how to go on. Spark's own words for it would be that its context has gone.
 */
final class Interruption implements AutoCloseable {
  private final Path output;
  private final boolean beginsAnew;
  private final Thread hook = new Thread(this::tell, "tell-interruption");
  private volatile boolean came;

  private Interruption(Path output, boolean beginsAnew) {
    this.output = output;
    this.beginsAnew = beginsAnew;
  }

  /**
   * Watches until it is closed.
   *
   * @param output of the run, where its checkpoints are
   * @param beginsAnew whether this command cannot resume
   */
  static Interruption watch(Path output, boolean beginsAnew) {
    Interruption watch = new Interruption(output, beginsAnew);
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  /** Whether this process is on its way out although the run was not done. */
  boolean came() {
    return came;
  }

  private void tell() {
    came = true;
    System.err.println("bailiwick: " + text());
  }

  String text() {
    Path checkpoints = output.resolve("checkpoints");
    return "interrupted before the run was done. "
        + (!beginsAnew && hasCheckpoint(checkpoints)
            ? "Run the same command with --resume to go on from the last checkpoint in "
                + checkpoints
                + "."
            : "There is nothing to resume: run the same command again.");
  }

  private static boolean hasCheckpoint(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "round-*.ckpt")) {
      return files.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is on its way out: the hook has run, or is running.
      came = true;
    }
  }
}
