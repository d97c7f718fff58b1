package dev.bailiwick.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MastersTest {

  @Test
  void localMastersAreReadAsSparkReadsThem() {
    int all = Runtime.getRuntime().availableProcessors();
    assertThat(Masters.local("local")).isEqualTo(new Masters.Local(1, 1));
    assertThat(Masters.local("local[3]")).isEqualTo(new Masters.Local(3, 1));
    assertThat(Masters.local("local[*]")).isEqualTo(new Masters.Local(all, 1));
    assertThat(Masters.local("local[2, 5]")).isEqualTo(new Masters.Local(2, 5));
    assertThat(Masters.local("local[*,4]")).isEqualTo(new Masters.Local(all, 4));
    assertThatThrownBy(() -> Masters.local("local[0]")).hasMessageContaining("0 threads");
    assertThatThrownBy(() -> Masters.local("local[x]")).hasMessageContaining("local[x]");
  }

  @Test
  void localClustersAreReadAsSparkReadsThem() {
    assertThat(Masters.localCluster("local-cluster[2, 1,1024]"))
        .isEqualTo(new Masters.LocalCluster(2, 1, 1024));
    assertThat(Masters.isLocal("local-cluster[2,1,1024]")).isFalse();
    assertThatThrownBy(() -> Masters.localCluster("local-cluster[2]"))
        .hasMessageContaining("local-cluster[2]");
  }

  @Test
  void onlyTheNameThatThePluginGivesIsOurs() {
    SovereignClusterManager manager = new SovereignClusterManager();
    assertThat(manager.canCreate("spark+bailiwick+spark://host:7077")).isTrue();
    assertThat(manager.canCreate("spark://host:7077")).isFalse();
    assertThat(manager.canCreate("local[2]")).isFalse();
  }
}
