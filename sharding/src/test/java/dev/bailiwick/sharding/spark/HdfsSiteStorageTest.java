package dev.bailiwick.sharding.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class HdfsSiteStorageTest extends SiteStorageSuite {
  @TempDir static Path disks;
  private static MiniDFSCluster hdfs;

  private final UUID test = UUID.randomUUID();

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disks.toString());
    conf.setInt("dfs.replication", 1);
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    startSpark(Map.of("dfs.replication", "1"));
  }

  @AfterAll
  static void stop() {
    hdfs.shutdown();
  }

  @Override
  String storage(String site) {
    return "hdfs://127.0.0.1:" + hdfs.getNameNodePort() + "/" + test + "/" + site;
  }
}
