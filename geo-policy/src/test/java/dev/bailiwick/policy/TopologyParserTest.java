package dev.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyParserTest {
  @TempDir private Path folder;

  private Topology parse(String sites) throws IOException {
    Path file = folder.resolve("topology.yaml");
    Files.writeString(
        file,
        """
        apiVersion: bailiwick/v1
        kind: Topology
        metadata: {id: demo, trustDomain: bailiwick.example}
        signatures: not-required
        coordinator: fra
        sites:
        """
            + sites);
    return TopologyParser.parse(file);
  }

  @Test
  void aTopologyIsReadAndItsSitesAreSorted() throws IOException {
    Topology topology =
        parse(
            """
              - {name: nrt, location: JP, storage: "s3://Store-NRT/root"}
              - {name: fra, location: DE, storage: "sites/fra storage/", computeWeight: 2.5}
            """);

    assertThat(topology.id()).isEqualTo("demo");
    assertThat(topology.trustDomain()).isEqualTo("bailiwick.example");
    assertThat(topology.sites()).extracting(Site::toString).containsExactly("fra (DE)", "nrt (JP)");
    assertThat(topology.coordinator().name()).isEqualTo("fra");
    assertThat(topology.site("fra").orElseThrow().computeWeight()).isEqualTo(2.5);
    assertThat(topology.site("nrt").orElseThrow().computeWeight()).isEqualTo(1.0);
    assertThat(topology.site("iad")).isEmpty();
    assertThat(topology.site("nrt").orElseThrow().storage())
        .isEqualTo(URI.create("s3a://store-nrt/root/"));
    assertThat(topology.site("fra").orElseThrow().storage().toString())
        .isEqualTo("file://" + folder + "/sites/fra%20storage/");
    assertThat(Path.of(topology.site("fra").orElseThrow().storage()))
        .isEqualTo(folder.resolve("sites/fra storage"));
  }

  @Test
  void aPathBelongsToTheSiteWhoseStorageHoldsIt() throws IOException {
    Topology topology =
        parse(
            """
              - {name: fra, location: DE, storage: "file:/data/fra"}
              - {name: nrt, location: JP, storage: "file:///data/fra2/"}
            """);

    assertThat(topology.siteOfPath(URI.create("file:/data/fra/x.parquet")).map(Site::name))
        .contains("fra");
    assertThat(topology.siteOfPath(URI.create("file:///data/fra2/x")).map(Site::name))
        .contains("nrt");
    assertThat(topology.siteOfPath(URI.create("/data/fra")).map(Site::name)).contains("fra");
    assertThat(topology.siteOfPath(URI.create("file:/data/fra/../fra2/x")).map(Site::name))
        .contains("nrt");
    assertThat(topology.siteOfPath(URI.create("file:/data/fra3/x"))).isEmpty();
    assertThat(topology.siteOfPath(URI.create("hdfs:/data/fra/x"))).isEmpty();
  }

  @Test
  void aSitesStoreIsKnownByAllItsNamesAndKeptAsItIsReached() throws IOException {
    Topology topology =
        parse(
            """
              - {name: fra, location: DE, storage: "hdfs://Namenode:8020/sites/fra"}
              - {name: nrt, location: JP, storage: "s3a://store-nrt/"}
              - {name: zrh, location: CH, storage: "abfss://box@zrh.dfs.core.windows.net/"}
            """);

    for (String same :
        new String[] {
          "hdfs://namenode/sites/fra/x",
          "hdfs://namenode:8020/sites/fra/x",
          "webhdfs://namenode:9870/sites/fra/x"
        }) {
      assertThat(topology.siteOfPath(URI.create(same)).map(Site::name)).as(same).contains("fra");
    }
    assertThat(topology.siteOfPath(URI.create("hdfs://namenode:9000/sites/fra/x"))).isEmpty();
    assertThat(topology.siteOfPath(URI.create("hdfs://other/sites/fra/x"))).isEmpty();
    assertThat(topology.siteOfPath(URI.create("s3://Store-NRT/x")).map(Site::name)).contains("nrt");
    assertThat(topology.siteOfPath(URI.create("abfs://box@zrh.dfs.core.windows.net/x")))
        .map(Site::name)
        .contains("zrh");
    assertThat(topology.site("fra").orElseThrow().storage())
        .hasToString("hdfs://namenode:8020/sites/fra/");
    assertThat(topology.site("zrh").orElseThrow().storage())
        .hasToString("abfss://box@zrh.dfs.core.windows.net/");
  }
}
