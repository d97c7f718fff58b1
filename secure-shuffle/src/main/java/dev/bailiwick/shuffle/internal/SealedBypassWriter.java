package dev.bailiwick.shuffle.internal;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.zip.Checksum;
import org.apache.spark.Partitioner;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.shuffle.checksum.ShuffleChecksumHelper;
import org.apache.spark.scheduler.MapStatus;
import org.apache.spark.scheduler.MapStatus$;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.shuffle.BaseShuffleHandle;
import org.apache.spark.shuffle.IndexShuffleBlockResolver;
import org.apache.spark.shuffle.ShuffleWriteMetricsReporter;
import org.apache.spark.shuffle.ShuffleWriter;
import org.apache.spark.shuffle.api.ShuffleMapOutputWriter;
import org.apache.spark.shuffle.api.ShufflePartitionWriter;
import org.apache.spark.shuffle.api.WritableByteChannelWrapper;
import org.apache.spark.shuffle.checksum.RowBasedChecksum;
import org.apache.spark.shuffle.sort.io.LocalDiskShuffleMapOutputWriter;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.DiskBlockObjectWriter;
import org.apache.spark.storage.TempShuffleBlockId;
import org.apache.spark.util.Utils$;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product2;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Writes a shuffle of few partitions: a file for each of them, which are then put in a row. Spark's
 * own writer for this does not say which partition a file is for, so its files would have to be
 * sealed for this process, opened, and sealed again; this one seals each for its place at once, and
 * the kernel copies them.
 */
public final class SealedBypassWriter<K, V> extends ShuffleWriter<K, V> {
  private final BlockManager blocks;
  private final IndexShuffleBlockResolver resolver;
  private final ShuffleDependency<K, V, ?> dependency;
  private final Partitioner partitioner;
  private final long mapId;
  private final SparkConf conf;
  private final ShuffleWriteMetricsReporter metrics;
  private final String checksumAlgorithm;
  private final int partitions;
  private final PartitionFile[] files;
  private long[] lengths = {};
  private @Nullable MapStatus status;

  /** Called for each map task. */
  public SealedBypassWriter(
      BaseShuffleHandle<K, V, ?> handle,
      long mapId,
      IndexShuffleBlockResolver resolver,
      SparkConf conf,
      ShuffleWriteMetricsReporter metrics) {
    this.blocks = SparkEnv.get().blockManager();
    this.resolver = resolver;
    this.dependency = handle.dependency();
    this.partitioner = dependency.partitioner();
    this.mapId = mapId;
    this.conf = conf;
    this.metrics = metrics;
    this.checksumAlgorithm = BlockChecksums.algorithm(conf);
    this.partitions = partitioner.numPartitions();
    this.files = new PartitionFile[partitions];
  }

  /** One partition's file, while it is written. */
  private record PartitionFile(
      TempShuffleBlockId id, DiskBlockObjectWriter out, @Nullable Checksum checksum) {}

  @Override
  public void write(Iterator<Product2<K, V>> records) throws IOException {
    ShuffleMapOutputWriter output =
        new LocalDiskShuffleMapOutputWriter(
            dependency.shuffleId(), mapId, partitions, resolver, conf);
    try {
      if (records.hasNext()) {
        open();
        fill(records);
        join(output);
      }
      lengths = output.commitAllPartitions(checksums()).getPartitionLengths();
    } catch (IOException | RuntimeException e) {
      try {
        output.abort(e);
      } catch (IOException failure) {
        e.addSuppressed(failure);
      }
      throw e;
    } finally {
      forgetPlaces();
    }
    status =
        MapStatus$.MODULE$.apply(
            blocks.shuffleServerId(),
            lengths,
            mapId,
            RowBasedChecksum.getAggregatedChecksumValue(dependency.rowBasedChecksums()));
  }

  private void open() {
    long begun = System.nanoTime();
    SerializerInstance serializer = dependency.serializer().newInstance();
    int buffer = (int) conf.getSizeAsKb("spark.shuffle.file.buffer", "32k") * 1024;
    for (int i = 0; i < partitions; i++) {
      Tuple2<TempShuffleBlockId, File> file = blocks.diskBlockManager().createTempShuffleBlock();
      Checksum checksum =
          checksumAlgorithm.isEmpty()
              ? null
              : ShuffleChecksumHelper.getChecksumByAlgorithm(checksumAlgorithm);
      PlacedBlocks.add(
          file._1(), new PlacedBlocks.Place(dependency.shuffleId(), mapId, i, checksum));
      files[i] =
          new PartitionFile(
              file._1(),
              blocks.getDiskWriter(file._1(), file._2(), serializer, buffer, metrics),
              checksum);
    }
    metrics.incWriteTime(System.nanoTime() - begun);
  }

  private void fill(Iterator<Product2<K, V>> records) throws IOException {
    RowBasedChecksum[] ofRows = dependency.rowBasedChecksums();
    while (records.hasNext()) {
      Product2<K, V> record = records.next();
      K key = record._1();
      int partition = partitioner.getPartition(key);
      files[partition].out.write(key, record._2());
      if (ofRows.length > 0) {
        ofRows[partition].update(key, record._2());
      }
    }
    for (PartitionFile file : files) {
      try (DiskBlockObjectWriter out = file.out) {
        out.commitAndGet();
      }
    }
  }

  /** A partition without records has no file, and so gets no bytes: nobody fetches it. */
  private void join(ShuffleMapOutputWriter output) throws IOException {
    long begun = System.nanoTime();
    boolean byKernel = conf.getBoolean("spark.file.transferTo", true);
    for (int i = 0; i < partitions; i++) {
      File file = files[i].out.file();
      ShufflePartitionWriter partition = output.getPartitionWriter(i);
      if (file.exists()) {
        copy(file, partition, byKernel);
        Files.delete(file.toPath());
      }
    }
    metrics.incWriteTime(System.nanoTime() - begun);
  }

  private static void copy(File file, ShufflePartitionWriter partition, boolean byKernel)
      throws IOException {
    try (FileInputStream in = new FileInputStream(file)) {
      WritableByteChannelWrapper channel =
          byKernel ? partition.openChannelWrapper().orElse(null) : null;
      if (channel == null) {
        try (OutputStream out = partition.openStream()) {
          in.transferTo(out);
        }
      } else {
        try (channel) {
          Utils$.MODULE$.copyFileStreamNIO(
              in.getChannel(), channel.channel(), 0, in.getChannel().size());
        }
      }
    }
  }

  /** Of the sealed blocks, as they lie in the data file. */
  private long[] checksums() {
    if (checksumAlgorithm.isEmpty() || partitions == 0 || files[0] == null) {
      return ShuffleChecksumHelper.EMPTY_CHECKSUM_VALUE;
    }
    long[] values = new long[partitions];
    for (int i = 0; i < partitions; i++) {
      Checksum checksum = files[i].checksum;
      values[i] = checksum == null ? 0 : checksum.getValue();
    }
    return values;
  }

  private void forgetPlaces() {
    for (PartitionFile file : files) {
      if (file != null) {
        PlacedBlocks.remove(file.id);
      }
    }
  }

  @Override
  public Option<MapStatus> stop(boolean success) {
    if (success) {
      return Option.apply(status);
    }
    for (PartitionFile file : files) {
      if (file != null) {
        file.out.closeAndDelete();
      }
    }
    return Option.empty();
  }

  @Override
  public long[] getPartitionLengths() {
    return lengths;
  }
}
