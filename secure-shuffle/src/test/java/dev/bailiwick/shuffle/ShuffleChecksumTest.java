package dev.bailiwick.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.Adler32;
import org.apache.spark.api.java.JavaPairRDD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checksums that Spark keeps beside a data file are those of the sealed bytes in it. */
final class ShuffleChecksumTest {
  @Test
  void storedChecksumsAreThoseOfTheSealedBlocks(@TempDir Path dir) throws IOException {
    ShuffleKeys.install(new TestKeys());
    try (TestSpark spark =
        new TestSpark(dir, TestSpark.SEALED, Map.of("spark.shuffle.checksum.enabled", "true"))) {
      for (int partitions : new int[] {3, 9}) {
        JavaPairRDD<Integer, Iterable<String>> grouped =
            ShuffleJobs.rows(spark.java()).groupByKey(partitions);
        assertThat(grouped.count()).isEqualTo(997);
        int blocks = 0;
        for (Path data : spark.files("shuffle_" + (partitions == 3 ? 0 : 1) + "_")) {
          if (data.toString().endsWith(".data")) {
            blocks += checkBlocks(spark, data);
          }
        }
        assertThat(blocks).isEqualTo(3 * partitions);
      }
    }
  }

  private static int checkBlocks(TestSpark spark, Path data) throws IOException {
    String stem = data.getFileName().toString().replace(".data", "");
    byte[] bytes = Files.readAllBytes(data);
    LongBuffer offsets = longs(spark.files(stem + ".index").get(0));
    LongBuffer checksums = longs(spark.files(stem + ".checksum.ADLER32").get(0));
    for (int i = 0; i < checksums.limit(); i++) {
      Adler32 checksum = new Adler32();
      int from = (int) offsets.get(i);
      checksum.update(bytes, from, (int) offsets.get(i + 1) - from);
      assertThat(checksums.get(i)).isEqualTo(checksum.getValue());
    }
    return checksums.limit();
  }

  private static LongBuffer longs(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).asLongBuffer();
  }
}
