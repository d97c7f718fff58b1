package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java 17's AES-GCM is fast on small pieces only, and Parquet encrypts page by page. */
final class ShardPagesTest {
  @TempDir Path folder;

  @Test
  void noPageOfAShardIsMuchLargerThan64KiB() throws IOException {
    try (SparkSession spark = SealedDataset.session("ShardPagesTest")) {
      // Long texts, all different and not compressed: the worst for pages and dictionaries.
      spark.conf().set("spark.sql.parquet.compression.codec", "uncompressed");
      StringBuilder noise = new StringBuilder();
      Random random = new Random(5);
      for (int i = 0; i < 1_000; i++) {
        noise.append((char) ('a' + random.nextInt(26)));
      }
      SealedDataset data = new SealedDataset(spark, folder);
      org.apache.hadoop.fs.Path shard =
          new org.apache.hadoop.fs.Path(
              data.shards(3_000, 3_000, noise.toString(), "income").get(0).uri().toString());
      Configuration conf = Parquet.sealedConf(spark);
      int pages = 0;
      try (ParquetFileReader reader =
          ParquetFileReader.open(
              HadoopInputFile.fromPath(shard, conf),
              HadoopReadOptions.builder(conf, shard).build())) {
        for (BlockMetaData block : reader.getRowGroups()) {
          for (ColumnChunkMetaData column : block.getColumns()) {
            OffsetIndex index = reader.readOffsetIndex(column);
            for (int page = 0; page < index.getPageCount(); page++, pages++) {
              assertThat(index.getCompressedPageSize(page))
                  .as("page %d of %s", page, column.getPath())
                  .isLessThan(Parquet.PAGE_BYTES + (1 << 14));
            }
            if (column.hasDictionaryPage()) {
              assertThat(column.getFirstDataPageOffset() - column.getDictionaryPageOffset())
                  .isLessThan(Parquet.PAGE_BYTES + (1 << 14));
            }
          }
        }
      }
      assertThat(pages).isGreaterThan(40);
    }
  }
}
