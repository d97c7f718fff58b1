package dev.bailiwick.sharding.spark;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetPartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Spark's Parquet readers, which see a shard's file only after it was checked. */
final class CheckedReaders implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final ParquetPartitionReaderFactory readers;

  CheckedReaders(ParquetPartitionReaderFactory readers) {
    this.readers = readers;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    check(partition);
    return readers.createReader(partition);
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    check(partition);
    return readers.createColumnarReader(partition);
  }

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return readers.supportColumnarReads(partition);
  }

  private void check(InputPartition partition) {
    ShardPartition shard = (ShardPartition) partition;
    Configuration conf = readers.broadcastedConf().value().value();
    ShardFile.requireAsWritten(shard.shard(), shard.path(), shard.bytes(), shard.sha256(), conf);
  }
}
