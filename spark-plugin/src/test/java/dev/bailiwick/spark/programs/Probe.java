package dev.bailiwick.spark.programs;

import dev.bailiwick.crypto.NodeIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/**
 * Runs in executors: writes down which rows are here, in a file in the executor's own folder. Where
 * "here" is, it reads from the certificate of the process's own site, and asks nobody.
 */
final class Probe implements UDF1<String, String> {
  static final String FILE = "touches.txt";
  private static final long serialVersionUID = 1L;
  private static final String HOME = "BAILIWICK_SITE_HOME";
  private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();

  private final long program;
  private final int step;

  Probe(long program, int step) {
    this.program = program;
    this.step = step;
  }

  /** Its own site, once for each process. */
  private static final class Here {
    static final String SITE = NodeIdentity.load(Path.of(System.getenv(HOME))).site();
  }

  @Override
  public @Nullable String call(@Nullable String o) {
    if (o != null) {
      touch(o);
    }
    return o;
  }

  void touch(String o) {
    TaskContext task = TaskContext.get();
    if (task == null || System.getenv(HOME) == null) {
      // The driver, or the local Spark that nobody governs.
      return;
    }
    String line = program + " " + step + " " + Here.SITE + " " + readsShuffle(task) + " " + o;
    if (WRITTEN.add(line)) {
      try {
        Files.writeString(
            Path.of(FILE), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Whether this task has opened a shuffle; Spark's public counters say so only at its end. */
  private static boolean readsShuffle(TaskContext task) {
    try {
      Method readers = TaskMetrics.class.getDeclaredMethod("tempShuffleReadMetrics");
      readers.setAccessible(true);
      return !((scala.collection.Seq<?>) readers.invoke(task.taskMetrics())).isEmpty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This Spark counts shuffle reads elsewhere", e);
    }
  }
}
