package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.crypto.DevelopmentAuthority;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose certificate is of another authority, and one that has none. */
final class RogueExecutorTest {
  @TempDir Path dir;

  @Test
  void executorsThatCannotProveTheirSiteEnd() throws Exception {
    TestSites sites = TestSites.in(dir);
    DevelopmentAuthority.create(dir.resolve("foreign"), "test.example")
        .issue("fra", "impostor", dir.resolve("impostor"));
    Map<String, Path> homes =
        Map.of("impostor", dir.resolve("impostor"), "nobody", dir.resolve("no-such-home"));
    try (TestCluster cluster = TestCluster.start(dir, homes)) {
      SparkConf conf = cluster.with(sites.conf(cluster.master(), "fra"), 2);
      conf.set("spark.scheduler.maxRegisteredResourcesWaitingTime", "1s");
      SparkContext sc = new SparkContext(conf);
      try {
        for (int i = 0; i < 1000 && !bothEnded(cluster); i++) {
          TimeUnit.MILLISECONDS.sleep(300);
        }
        assertThat(bothEnded(cluster)).isTrue();
        assertThat(Governance.of(sc).sites().executorsBySite()).isEmpty();
      } finally {
        sc.stop();
      }
    }
  }

  private static boolean bothEnded(TestCluster cluster) {
    return cluster.executorLogs("impostor").contains("BailiwickException")
        && cluster.executorLogs("nobody").contains("no-such-home");
  }
}
