package dev.bailiwick.spark;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** Collects what each task touches, and reports it to the driver when the task completes. */
final class TaskTouches {
  private final SiteRuntime runtime;
  private final Map<Long, Set<String>> byTask = new ConcurrentHashMap<>();

  TaskTouches(SiteRuntime runtime) {
    this.runtime = runtime;
  }

  void touched(String path) {
    @Nullable TaskContext task = TaskContext.get();
    if (task == null) {
      report(-1, -1L, List.of(path));
      return;
    }
    long id = task.taskAttemptId();
    Set<String> fresh = new TreeSet<>();
    Set<String> before = byTask.putIfAbsent(id, fresh);
    Set<String> paths = before == null ? fresh : before;
    synchronized (paths) {
      paths.add(path);
    }
    if (before == null) {
      int stage = task.stageId();
      // Runs before Spark hears that the task is done: no report comes after its job.
      task.addTaskCompletionListener((TaskCompletionListener) done -> flush(stage, id));
    }
  }

  private void flush(int stageId, long taskAttemptId) {
    Set<String> paths = byTask.remove(taskAttemptId);
    if (paths != null) {
      synchronized (paths) {
        report(stageId, taskAttemptId, List.copyOf(paths));
      }
    }
  }

  private void report(int stageId, long taskAttemptId, List<String> paths) {
    runtime.ask(
        new Wire.Touched(runtime.executorId(), runtime.site(), stageId, taskAttemptId, paths));
  }
}
