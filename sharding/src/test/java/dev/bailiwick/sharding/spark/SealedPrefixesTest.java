package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedPrefixesTest {
  private final Configuration conf = new Configuration();

  SealedPrefixesTest() {
    conf.set(
        SealedPrefixes.SETTING,
        "file:///storage/fra/shards/,s3a://store-iad/root/shards/,hdfs://namenode/nrt/shards/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/storage/fra/shards/x.parquet",
        "file:/storage/fra/other/../shards/x.parquet",
        "s3a://store-iad/root/shards/x.parquet",
        "s3://Store-IAD/root/shards/x.parquet",
        "hdfs://namenode:8020/nrt/shards/x.parquet",
        "webhdfs://namenode:9870/nrt/shards/x.parquet"
      })
  void aSealedFolderIsKnownByAllItsNames(String path) {
    assertThat(SealedPrefixes.of(conf).holds(new Path(path))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/storage/fra/data/x.parquet",
        "s3a://store-nrt/root/shards/x.parquet",
        "hdfs://namenode:9000/nrt/shards/x.parquet",
        "hdfs://other/nrt/shards/x.parquet",
        "/nrt/shards/x.parquet"
      })
  void whatLiesElsewhereIsNotSealed(String path) {
    assertThat(SealedPrefixes.of(conf).holds(new Path(path))).isFalse();
  }

  @Test
  void aPathWithoutASchemeIsOfTheDefaultFileSystem() {
    conf.set("fs.defaultFS", "hdfs://namenode:8020");
    SealedPrefixes sealed = SealedPrefixes.of(conf);
    assertThat(sealed.holds(new Path("/nrt/shards/x.parquet"))).isTrue();
    assertThat(sealed.holds(new Path("hdfs:/nrt/shards/x.parquet"))).isTrue();
    assertThat(sealed.holds(new Path("/storage/fra/shards/x.parquet"))).isFalse();
  }
}
