package dev.bailiwick.sharding.spark;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** The tasks that run: those of a job that failed go on for a while, and clear up behind them. */
final class RunningTasks extends SparkListener {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final SparkContext sc;
  private final Set<Long> running = new HashSet<>();

  private RunningTasks(SparkContext sc) {
    this.sc = sc;
  }

  static RunningTasks of(SparkContext sc) {
    RunningTasks tasks = new RunningTasks(sc);
    sc.addSparkListener(tasks);
    return tasks;
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    running.add(start.taskInfo().taskId());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    notifyAll();
  }

  /** Waits for the end of those that have begun, a minute at most. */
  void awaitEnd() throws Exception {
    // What has begun is told before a job's failure is, but on a queue.
    sc.listenerBus().waitUntilEmpty();
    long deadline = System.nanoTime() + MINUTE;
    synchronized (this) {
      while (!running.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("After a minute these tasks still run: " + running);
        }
        wait(left);
      }
    }
  }
}
