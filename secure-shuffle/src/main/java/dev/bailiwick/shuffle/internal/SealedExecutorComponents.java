package dev.bailiwick.shuffle.internal;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.shuffle.api.ShuffleExecutorComponents;
import org.apache.spark.shuffle.api.ShuffleMapOutputWriter;
import org.apache.spark.shuffle.api.SingleSpillShuffleMapOutputWriter;

/** Makes sealed map outputs over Spark's own. */
final class SealedExecutorComponents implements ShuffleExecutorComponents {
  private final ShuffleExecutorComponents disk;
  private final String checksumAlgorithm;

  SealedExecutorComponents(ShuffleExecutorComponents disk, String checksumAlgorithm) {
    this.disk = disk;
    this.checksumAlgorithm = checksumAlgorithm;
  }

  @Override
  public void initializeExecutor(
      String application, String executor, Map<String, String> settings) {
    disk.initializeExecutor(application, executor, settings);
  }

  @Override
  public ShuffleMapOutputWriter createMapOutputWriter(
      int shuffleId, long mapTaskId, int numPartitions) throws IOException {
    return new SealedMapOutput(
        disk.createMapOutputWriter(shuffleId, mapTaskId, numPartitions),
        shuffleId,
        mapTaskId,
        new BlockChecksums(checksumAlgorithm, numPartitions));
  }

  /** One spill file is written again, sealed for its readers: nothing is moved into place as is. */
  @Override
  public Optional<SingleSpillShuffleMapOutputWriter> createSingleFileMapOutputWriter(
      int shuffleId, long mapId) {
    return Optional.of(
        (spill, lengths, checksums) ->
            ResealedSpill.transfer(
                spill,
                lengths,
                checksums,
                createMapOutputWriter(shuffleId, mapId, lengths.length)));
  }
}
