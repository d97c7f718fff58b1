package dev.bailiwick.cli.cluster;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes that this one started, which end before it does.
 *
 * <p>They are asked to end (SIGTERM) newest first, together with all that they started themselves;
 * what is still there after {@value #PATIENCE_SECONDS} seconds is killed. That happens on {@link
 * #close()} and, should this process be interrupted, in a shutdown hook. Against {@code kill -9} of
 * this process they are kept by their {@link Leash}.
 */
public final class Children implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final Object lock = new Object();
  private final List<Process> started = new ArrayList<>();
  private final Thread hook = new Thread(this::stopAll, "stop-children");
  private final Object sweeping = new Object();
  private boolean swept;
  private boolean closed;
  private Runnable afterwards = () -> {};

  /** A group without a process, watched from now on. */
  public Children() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** What to do once, when all of them are gone: also after an interrupt. */
  public void afterwards(Runnable action) {
    synchronized (lock) {
      afterwards = action;
    }
  }

  /**
   * Starts a process that belongs to this group.
   *
   * @throws BailiwickException UNAVAILABLE when it cannot be started, or when this group has ended
   */
  Process start(ProcessBuilder command) {
    synchronized (lock) {
      if (closed) {
        throw new BailiwickException(ErrorCode.UNAVAILABLE, "interrupted: no process is started");
      }
      try {
        Process process = command.start();
        started.add(process);
        return process;
      } catch (IOException e) {
        throw new BailiwickException(
            ErrorCode.UNAVAILABLE, "cannot start " + command.command().get(0), e);
      }
    }
  }

  /** Ends these processes and all that they started, and waits until they are gone. */
  void stop(List<Process> processes) {
    List<ProcessHandle> all = new ArrayList<>();
    for (int i = processes.size() - 1; i >= 0; i--) {
      ProcessHandle top = processes.get(i).toHandle();
      top.descendants().forEach(all::add);
      top.destroy();
      all.add(top);
    }
    Runnable kill = () -> all.forEach(ProcessHandle::destroyForcibly);
    if (!gone(all)) {
      kill.run();
      gone(all);
    }
    synchronized (lock) {
      started.removeAll(processes);
    }
  }

  /** Ends all of them. A second call does nothing. */
  @Override
  public void close() {
    stopAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is what is running.
    }
  }

  private void stopAll() {
    List<Process> left;
    Runnable last;
    synchronized (lock) {
      closed = true;
      left = List.copyOf(started);
      last = afterwards;
    }
    stop(left);
    // Whoever comes second waits: were that the hook, the process would end amid the first's work.
    synchronized (sweeping) {
      if (!swept) {
        swept = true;
        last.run();
      }
    }
  }

  private static boolean gone(List<ProcessHandle> processes) {
    CompletableFuture<?>[] exits =
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(exits).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
