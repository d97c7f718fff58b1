package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoreNameTest {

  @ParameterizedTest
  @CsvSource({
    "hdfs://namenode:8020/x, hdfs://namenode",
    "HDFS://NameNode/x, hdfs://namenode",
    "hdfs://somebody@namenode:8020/x, hdfs://namenode",
    "webhdfs://namenode:9870/x, hdfs://namenode",
    "swebhdfs://namenode:9871/x, hdfs://namenode",
    "hdfs://namenode:9000/x, hdfs://namenode:9000",
    "hdfs://namenode:9870/x, hdfs://namenode:9870",
    "s3://Bucket/x, s3a://bucket",
    "s3n://bucket/x, s3a://bucket",
    "s3a://bucket/x, s3a://bucket",
    "abfss://box@account.dfs.core.windows.net/x, abfs://box@account.dfs.core.windows.net",
    "file://localhost/x, file://",
    "file:/x, file://",
    "/x, file://",
  })
  void allNamesOfAStoreAreOne(String uri, String store) {
    URI parsed = URI.create(uri);
    assertThat(StoreName.of(parsed.getScheme(), parsed.getAuthority())).isEqualTo(store);
  }

  @Test
  void anAddressKeepsWhatAConnectorNeeds() {
    assertThat(Uris.address("abfss://Box@account.dfs.core.windows.net/x"))
        .isEqualTo("abfss://box@account.dfs.core.windows.net");
    assertThat(Uris.address("webhdfs://Namenode:9870/x")).isEqualTo("webhdfs://namenode:9870");
    assertThat(Uris.address("hdfs://namenode:8020/x")).isEqualTo("hdfs://namenode:8020");
    assertThat(Uris.address("s3n://Bucket/x")).isEqualTo("s3a://bucket");
    assertThat(Uris.address("FILE://localhost/x")).isEqualTo("file://");
    assertThat(Uris.address("sites/fra")).isEqualTo("file://");
  }
}
