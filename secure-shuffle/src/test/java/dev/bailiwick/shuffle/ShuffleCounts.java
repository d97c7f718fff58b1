package dev.bailiwick.shuffle;

import dev.bailiwick.crypto.SealedStreams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.executor.ShuffleReadMetrics;
import org.apache.spark.executor.ShuffleWriteMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** What each task of an application's jobs wrote to shuffles and read from them. */
final class ShuffleCounts extends SparkListener {
  private static final long FULL_RECORD = 65_536;
  private static final long BLOCK_OVERHEAD = SealedStreams.sealedLength(0);
  private static final long RECORD_OVERHEAD =
      SealedStreams.sealedLength(FULL_RECORD + 1) - SealedStreams.sealedLength(FULL_RECORD) - 1;

  /** What another order of rows does to the compressed length of a block. */
  private static final long ORDER_BYTES = 16;

  private final Map<Integer, List<Task>> stages = new HashMap<>();
  private long remoteBytes;

  /** One task; {@code partition} is its place in its stage. */
  record Task(int partition, long wrote, long wroteBytes, long read, long readBytes, long blocks) {
    String records() {
      return partition + ": wrote " + wrote + ", read " + read;
    }

    /**
     * The sealed length of the plain task's blocks, by docs/formats/shuffle-block.md: a header and
     * a record for each block, and a record for each 64 KiB; where these fall cannot be told here.
     *
     * @param orderPart which part of its length a plain block may be off, because its rows came in
     *     another order and are compressed; 0: none
     */
    void requireSealed(Task plain, int orderPart) {
      within(plain.readBytes, readBytes, blocks, blocks, orderPart);
      within(plain.wroteBytes, wroteBytes, Math.min(1, wrote), wrote, orderPart);
    }

    private void within(
        long plain, long sealed, long fewestBlocks, long mostBlocks, int orderPart) {
      long slack = orderPart == 0 ? 0 : plain / orderPart + mostBlocks * ORDER_BYTES;
      long least = plain + fewestBlocks * BLOCK_OVERHEAD - slack;
      long most =
          plain + mostBlocks * BLOCK_OVERHEAD + plain / FULL_RECORD * RECORD_OVERHEAD + slack;
      if (sealed < least || sealed > most) {
        throw new AssertionError(
            "%s: %d bytes of plain blocks are %d sealed, and should be %d to %d"
                .formatted(records(), plain, sealed, least, most));
      }
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    TaskMetrics metrics = end.taskMetrics();
    if (metrics != null && end.taskInfo().successful()) {
      ShuffleWriteMetrics write = metrics.shuffleWriteMetrics();
      ShuffleReadMetrics read = metrics.shuffleReadMetrics();
      remoteBytes += read.remoteBytesRead();
      stages
          .computeIfAbsent(end.stageId(), s -> new ArrayList<>())
          .add(
              new Task(
                  end.taskInfo().index(),
                  write.recordsWritten(),
                  write.bytesWritten(),
                  read.recordsRead(),
                  read.totalBytesRead(),
                  read.totalBlocksFetched()));
    }
  }

  /**
   * The tasks that wrote or read since this was asked last, in an order that does not depend on
   * which of two independent stages Spark began first.
   */
  synchronized List<Task> take() {
    List<Task> tasks =
        stages.values().stream()
            .sorted(
                Comparator.comparing(ShuffleCounts::records).thenComparing(ShuffleCounts::bytes))
            .flatMap(ShuffleCounts::sorted)
            .filter(t -> t.wrote + t.read + t.wroteBytes + t.readBytes > 0)
            .toList();
    stages.clear();
    return tasks;
  }

  /** What came over the network since the application began. */
  synchronized long remoteBytes() {
    return remoteBytes;
  }

  private static Stream<Task> sorted(List<Task> stage) {
    return stage.stream().sorted(Comparator.comparingInt(Task::partition));
  }

  private static String records(List<Task> stage) {
    return sorted(stage).map(Task::records).toList().toString();
  }

  private static long bytes(List<Task> stage) {
    return stage.stream().mapToLong(t -> t.wroteBytes + t.readBytes).sum();
  }
}
