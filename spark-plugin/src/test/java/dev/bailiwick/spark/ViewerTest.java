package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A notebook's user sits at an access point: what they see is a transfer to there. */
final class ViewerTest {
  @TempDir Path dir;

  @Test
  void rowsAreShownOnlyWhereTheViewerMaySeeThem() throws Exception {
    TestSites sites = sites("allow, transfer: [view], to: [DE]");
    assertThat(rowsSeen(sites, "")).isEqualTo(TestSites.ROWS);
    assertThat(rowsSeen(sites, "desk-de")).isEqualTo(TestSites.ROWS);
    assertThatThrownBy(() -> rowsSeen(sites, "desk-us"))
        .hasMessageContaining("may not be at site desk-us as view")
        .hasMessageContaining("access point desk-us (US-NY)");
  }

  @Test
  void anAccessPointThatIsNotThereIsRefusedAtTheStart() throws Exception {
    TestSites sites = sites("allow, transfer: [view], to: [DE]");
    assertThatThrownBy(() -> new SparkContext(conf(sites, "desk-fr")))
        .hasMessageContaining("spark.bailiwick.viewer is 'desk-fr'")
        .hasMessageContaining("[desk-de, desk-us]");
  }

  private TestSites sites(String rule) throws Exception {
    TestSites sites = TestSites.in(dir);
    Files.writeString(
        sites.topology(),
        Files.readString(sites.topology())
            + "accessPoints:\n  - {name: desk-de, location: DE}\n"
            + "  - {name: desk-us, location: US-NY}\n");
    Path policy = sites.policyFile("de");
    Files.writeString(policy, Files.readString(policy) + "  - {id: desk, effect: " + rule + "}\n");
    return sites;
  }

  private static SparkConf conf(TestSites sites, String viewer) {
    SparkConf conf = sites.conf("local[1]", "fra");
    return viewer.isEmpty() ? conf : conf.set(BailiwickConf.VIEWER, viewer);
  }

  private static int rowsSeen(TestSites sites, String viewer) throws IOException {
    try (SparkSession spark = SparkSession.builder().config(conf(sites, viewer)).getOrCreate()) {
      return spark
          .read()
          .schema("origin STRING, id INT")
          .csv(sites.path("fra"))
          .collectAsList()
          .size();
    }
  }
}
