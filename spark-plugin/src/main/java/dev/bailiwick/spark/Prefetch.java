package dev.bailiwick.spark;

import dev.bailiwick.train.WindowSource;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Shards of the next stretch, held, and a thread of the task that loads them while the task trains.
 * It ends with the task: whoever starts it ends it with {@link #await} or {@link #end}.
 */
final class Prefetch {
  private static final long POLL_MILLISECONDS = 100;

  private final WindowSource.Stretch stretch;
  private final FeatureCache.Hold hold;
  private final Loading loading;
  private final @Nullable Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable RuntimeException failure;

  /** Loads one shard of the hold, if this process lacks it. */
  interface Loading {
    void load(FeatureCache.Hold hold, int index, String shard);
  }

  private Prefetch(
      WindowSource.Stretch stretch,
      FeatureCache.Hold hold,
      Loading loading,
      @Nullable TaskContext context) {
    this.stretch = stretch;
    this.hold = hold;
    this.loading = loading;
    this.thread = context == null ? null : thread(context);
  }

  /** For shards that are all there. */
  static Prefetch loaded(WindowSource.Stretch stretch, FeatureCache.Hold hold) {
    return new Prefetch(stretch, hold, (h, i, s) -> {}, null);
  }

  /** Begins to load. */
  static Prefetch start(
      WindowSource.Stretch stretch, FeatureCache.Hold hold, Loading loading, TaskContext context) {
    Prefetch prefetch = new Prefetch(stretch, hold, loading, context);
    if (prefetch.thread != null) {
      prefetch.thread.start();
    }
    return prefetch;
  }

  private Thread thread(TaskContext context) {
    Runnable inTask =
        () ->
            TaskContext.withTaskContext(
                context,
                () -> {
                  run();
                  return null;
                });
    // It inherits no thread locals: Spark's name of the file that is read must be its own.
    Thread made = new Thread(null, inTask, "prefetch of " + context.taskAttemptId(), 0, false);
    made.setDaemon(true);
    made.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    return made;
  }

  private void run() {
    try {
      for (int i = 0; i < stretch.shards().size() && !stopped; i++) {
        loading.load(hold, i, stretch.shards().get(i));
      }
    } catch (RuntimeException e) {
      failure = e;
    } catch (Error e) {
      // The task is to fail by it, and not this thread alone.
      failure = new IllegalStateException("loading ahead failed: " + e, e);
    }
  }

  WindowSource.Stretch stretch() {
    return stretch;
  }

  FeatureCache.Hold hold() {
    return hold;
  }

  /**
   * Waits until all is loaded.
   *
   * @param pause is called now and then; may throw to give up
   * @return what went wrong, if something did
   */
  @Nullable RuntimeException await(Runnable pause) throws InterruptedException {
    while (thread != null && thread.isAlive()) {
      pause.run();
      thread.join(POLL_MILLISECONDS);
    }
    return failure;
  }

  /**
   * Ends it and lets the shards go. What is loaded by then stays in the cache; what went wrong is
   * for the task to find that needs these rows.
   *
   * @param atOnce gives up the shard that is being read, too
   */
  void end(boolean atOnce) {
    stopped = true;
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      try {
        if (atOnce || interrupted) {
          thread.interrupt();
        }
        // Readers are closed when the task ends, and must not be at work then.
        thread.join(POLL_MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    hold.letGo(stretch.shards().stream().map(shard -> stretch.from()).toList());
  }
}
