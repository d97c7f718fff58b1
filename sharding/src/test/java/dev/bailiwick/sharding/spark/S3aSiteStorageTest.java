package dev.bailiwick.sharding.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.sharding.ManifestFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over HTTP, with S3A as users have it, against a server that keeps conditions. */
final class S3aSiteStorageTest extends SiteStorageSuite {
  @TempDir static Path disks;
  private static S3Server server;

  private final UUID test = UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(disks, "store-fra", "store-iad", "store-nrt");
    startSpark(server.settings());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  String storage(String site) {
    return "s3a://store-" + site + "/" + test;
  }

  @Test
  void aManifestOfSeveralPartsIsCreatedOnceToo() throws IOException {
    byte[] large = new byte[6 << 20];
    ManifestFolder there = manifestFolder();
    assertThat(there.createIfAbsent("large", large)).isTrue();
    large[7] = 1;
    assertThat(there.createIfAbsent("large", large)).isFalse();
    assertThat(there.read("large")[7]).isZero();
  }

  @Test
  void aWriterWhoseAnswerWasLostFindsItsOwnFile() throws IOException {
    ManifestFolder there = manifestFolder();
    byte[] signed = {1, 2, 3};
    assertThat(there.createIfAbsent("repeated", signed)).isTrue();
    assertThat(there.createIfAbsent("repeated", signed)).isTrue();
  }

  @Test
  void withoutConditionsNothingIsCommitted() throws IOException {
    Configuration conf = new Configuration(conf());
    conf.setBoolean("fs.s3a.create.conditional.enabled", false);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(storage("fra") + "/manifests");
    try (FileSystem fs = FileSystem.newInstance(path.toUri(), conf)) {
      ManifestFolder folder = HadoopManifestFolder.of(fs, path, conf);
      assertThat(folder.names()).isEmpty();
      assertThatThrownBy(() -> folder.createIfAbsent("a", new byte[1]))
          .isInstanceOfSatisfying(
              BailiwickException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED))
          .hasMessageContaining("two writers could both win");
    }
  }
}
