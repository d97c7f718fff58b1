package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestShard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset is written, and resharded as a site joins and as one drains, by the real commands. */
class ReshardCommandTest {
  @TempDir private Path dir;

  @Test
  void shardsMoveWhenASiteJoinsAndWhenOneDrainsAndNoRowIsLost() throws Exception {
    try (ShardTown town = new ShardTown(dir.resolve("town"))) {
      town.topology(List.of("osl"));
      town.up();
      String job = town.at("job.yaml").toString();
      String manifests = town.at("out/manifests").toString();
      ShardTown.Said said = town.onCluster("shard", "write", job);
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(said.text()).contains("manifest-000001.json").contains("900 rows");
      Manifest first = town.newest();
      assertThat(town.rows(first)).isEqualTo(town.sourceRows());

      town.topology(List.of());
      town.job("minimumGain: 0.1");
      said = town.onCluster("shard", "reshard", manifests, job, "--dry-run");
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(said.text()).contains("osl").contains("to balance the sites");
      assertThat(town.newest().version()).isEqualTo(1);

      said = town.onCluster("shard", "reshard", manifests, job);
      assertThat(said.code()).as(said.text()).isZero();
      Manifest joined = town.newest();
      assertThat(joined.version()).isEqualTo(2);
      assertThat(town.rows(joined)).isEqualTo(town.sourceRows());
      // 900 rows in shards of 50: the best is 250 at most. Each of the three that had 300 gives one
      // shard, and since no French row may be at osl, whoever takes one from par gives another.
      assertThat(ShardTown.SITES).allMatch(site -> rowsAt(joined, site) <= 250);
      assertThat(rowsAt(joined, "osl")).isEqualTo(150);
      assertThat(movedRows(first, joined)).isEqualTo(200);

      town.topology(List.of("muc"));
      said = town.onCluster("shard", "reshard", manifests + "/manifest-000001.json", job);
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(said.text()).contains("is not the newest version").contains("muc' is draining");
      Manifest drained = town.newest();
      assertThat(rowsAt(drained, "muc")).isZero();
      assertThat(town.rows(drained)).isEqualTo(town.sourceRows());
      // Nothing moves but what drains.
      assertThat(movedRows(joined, drained)).isEqualTo(rowsAt(joined, "muc"));
      assertThat(town.rows(town.load(file(town, 1)))).isEqualTo(town.sourceRows());
      assertThat(audit(town)).contains("\"shard-moved\"");

      said = town.run("shard", "verify", manifests, "--site-home", town.home("fra").toString());
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(said.text()).contains("version 3 of 3").contains("left over  nothing");
    }
  }

  private static ManifestFile file(ShardTown town, int version) {
    return new ManifestFile(
        ManifestFolder.local(town.at("out/manifests")), "manifest-%06d.json".formatted(version));
  }

  private static long rowsAt(Manifest m, String site) {
    return m.at(site).stream().mapToLong(ManifestShard::rows).sum();
  }

  private static long movedRows(Manifest before, Manifest after) {
    Map<String, ManifestShard> was = new HashMap<>();
    before.shards().forEach(s -> was.put(s.id(), s));
    long moved = 0;
    for (ManifestShard s : after.shards()) {
      ManifestShard old = was.get(s.id());
      if (!old.site().equals(s.site())) {
        moved += s.rows();
      } else {
        // What stays is the same file.
        assertThat(s.home()).isEqualTo(old.home());
      }
    }
    return moved;
  }

  private static String audit(ShardTown town) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> logs = Files.walk(town.at("out/audit"))) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(log));
      }
    }
    return all.toString();
  }
}
