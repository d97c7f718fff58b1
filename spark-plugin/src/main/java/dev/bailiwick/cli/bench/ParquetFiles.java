package dev.bailiwick.cli.bench;

import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.policy.PolicyParser;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import dev.bailiwick.sharding.Manifest;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.PlanOptions;
import dev.bailiwick.sharding.ShardPlanner;
import dev.bailiwick.sharding.SiteHome;
import dev.bailiwick.sharding.spark.CountedSource;
import dev.bailiwick.sharding.spark.ShardWriter;
import dev.bailiwick.sharding.spark.SourceCounter;
import dev.bailiwick.sharding.spark.SourceRows;
import dev.bailiwick.sharding.spark.Splitting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The same rows as a shard that the real writer sealed and as a plain Parquet file. Both have pages
 * of {@value #PAGE_BYTES} bytes.
 *
 * @param manifest of the one shard
 * @param plain the folder of the plain file
 */
record ParquetFiles(Manifest manifest, String plain) {
  private static final int PAGE_BYTES = 1 << 16;
  private static final String SITE = "here";

  private static final String TOPOLOGY =
      """
      apiVersion: bailiwick/v1
      kind: Topology
      metadata: {id: bench, trustDomain: bench.example}
      signatures: not-required
      coordinator: here
      sites:
        - {name: here, location: DE, storage: storage}
      """;

  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: bench, version: 1.0.0, steward: dpo@bench.example}
      dataset: {match: "**", jurisdiction: DE}
      rules:
        - {id: here, effect: allow, transfer: [raw, intermediate], to: [DE]}
      """;

  /** From here on, this process is at the site whose home it makes. */
  static void beAtASite(SparkSession spark, Path folder) throws IOException {
    spark.sparkContext().hadoopConfiguration().setInt("parquet.page.size", PAGE_BYTES);
    spark.sparkContext().hadoopConfiguration().setInt("parquet.dictionary.page.size", PAGE_BYTES);
    Path home = folder.resolve("home");
    DevelopmentAuthority.create(folder.resolve("authority"), "bench.example")
        .issue(SITE, "node-1", home);
    String proven = NodeIdentity.load(home).name().site();
    SiteHome.set(home);
    SiteHome.identifiedBy(() -> proven);
  }

  /** Writes both into a folder of their own. */
  static ParquetFiles write(Dataset<Row> rows, Path folder) throws IOException {
    Files.createDirectory(folder);
    String plain = folder.resolve("plain").toString();
    rows.write().parquet(plain);
    return new ParquetFiles(sealed(rows, folder), plain);
  }

  private static Manifest sealed(Dataset<Row> source, Path folder) throws IOException {
    Topology topology =
        TopologyParser.parse(Files.writeString(folder.resolve("topology.yaml"), TOPOLOGY));
    PolicySet policies = PolicySet.of(List.of(PolicyParser.parse("policy.yaml", POLICY)));
    long rows = source.count();
    CountedSource counted =
        SourceCounter.count(
            SourceRows.of(
                "bench",
                SITE,
                source,
                Optional.empty(),
                List.of(),
                Splitting.all(Splitting.TRAIN)));
    List<ManifestShard> shards =
        ShardWriter.of(source.sparkSession(), topology)
            .write(
                ShardPlanner.plan(
                    "bench", policies, topology, counted.counts(), PlanOptions.of(rows)),
                List.of(counted));
    return new Manifest(
        "bench",
        1,
        Optional.empty(),
        Instant.EPOCH,
        topology.id(),
        "size",
        source.schema().asNullable().json(),
        List.of(),
        List.of(),
        shards);
  }

  /** The shard's file. */
  Path shard() {
    return Path.of(manifest.shards().get(0).uri());
  }
}
