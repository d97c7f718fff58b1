package dev.bailiwick.spark;

import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.sharding.SiteHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.LongAccumulator;

/**
 * Runs in executors: writes down of which origin each row is, and at which site this process is by
 * the certificate in its home. A file and not an accumulator: what tasks that were killed, or that
 * were copies of others, have touched counts too.
 */
final class RowRecorder implements VoidFunction<Iterator<String>> {
  private static final long serialVersionUID = 1L;

  /** What the task does besides. */
  enum Way {
    PLAIN,
    /** Takes its time, so that every executor that may get a task gets one. */
    SLOW,
    /** The first attempt of the first partition takes very long. */
    FIRST_LINGERS,
    /** The first attempt ends its process. */
    FIRST_DIES
  }

  private final String dir;
  private final String transferClass;
  private final Way way;
  private final LongAccumulator rows;

  RowRecorder(String dir, String transferClass, Way way, LongAccumulator rows) {
    this.dir = dir;
    this.transferClass = transferClass;
    this.way = way;
    this.rows = rows;
  }

  @Override
  public void call(Iterator<String> origins) throws Exception {
    Set<String> seen = new HashSet<>();
    long count = 0;
    while (origins.hasNext()) {
      String origin = origins.next();
      count++;
      if (seen.add(origin)) {
        write(origin);
      }
    }
    act();
    rows.add(count);
  }

  private void act() throws InterruptedException {
    boolean first = TaskContext.get().attemptNumber() == 0;
    if (way == Way.SLOW) {
      TimeUnit.SECONDS.sleep(1);
    } else if (way == Way.FIRST_LINGERS && first && TaskContext.getPartitionId() == 0) {
      for (int i = 0; i < 300 && !TaskContext.get().isInterrupted(); i++) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    } else if (way == Way.FIRST_DIES && first) {
      Runtime.getRuntime().halt(9);
    }
  }

  private void write(String origin) throws IOException {
    String site = NodeIdentity.load(SiteHome.path()).site();
    String executor = SparkEnv.get().executorId();
    TaskContext task = TaskContext.get();
    String line =
        String.join(
            " ",
            transferClass,
            origin,
            site,
            executor,
            way.name(),
            task.partitionId() + "." + task.attemptNumber());
    Files.writeString(
        Path.of(dir).resolve(ProcessHandle.current().pid() + "-" + executor + ".log"),
        line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
