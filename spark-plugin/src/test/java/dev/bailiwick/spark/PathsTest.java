package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PathsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/b c/d",
        "file:/a/b c/d",
        "file:///a/b c/d",
        "file:/a/b%20c/d",
        "FILE:///a/b%20c/d/",
        "/a/./b c/x/../d",
        "/a//b c/d",
      })
  void allSpellingsOfAPathAreOne(String spelling) {
    assertThat(Paths.normal(spelling)).contains("file:///a/b c/d");
  }

  @Test
  void schemesThatReachOneStoreAreOne() {
    assertThat(Paths.normal("s3://Bucket/x")).isEqualTo(Paths.normal("s3a://bucket/x"));
    assertThat(Paths.normal("hdfs://NameNode:8020/x")).isEqualTo(Paths.normal("hdfs://namenode/x"));
    assertThat(Paths.normal("webhdfs://namenode:9870/x"))
        .isEqualTo(Paths.normal("hdfs://namenode/x"));
    assertThat(Paths.normal("s3a://one/x")).isNotEqualTo(Paths.normal("s3a://two/x"));
  }

  @Test
  void whatIsNoAbsolutePathIsNone() {
    assertThat(Paths.normal("a row / of text")).isEmpty();
    assertThat(Paths.normal("")).isEmpty();
  }

  @Test
  void aFolderHoldsWhatIsBelowIt() {
    assertThat(Paths.isBelow("file:///a/b", "file:///a")).isTrue();
    assertThat(Paths.isBelow("file:///a", "file:///a")).isTrue();
    assertThat(Paths.isBelow("file:///ab", "file:///a")).isFalse();
  }
}
