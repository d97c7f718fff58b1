package dev.bailiwick.spark;

import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.crypto.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;

/**
 * Three sites, their law, their homes and a few rows each. What {@link #POLICIES} permits:
 *
 * <pre>
 *   rows of        raw          intermediate   view
 *   fra            fra          fra            -
 *   iad            fra, iad     fra, iad       fra
 *   nrt            nrt          fra, nrt       -
 *   nrt/private    nrt          nrt            -
 * </pre>
 */
final class TestSites {
  static final List<String> NAMES = List.of("fra", "iad", "nrt");
  static final int ROWS = 40;

  private static final List<String[]> POLICIES =
      List.of(
          new String[] {
            "de",
            "fra/storage/**",
            "DE",
            "{id: stay, effect: allow, transfer: [raw, intermediate], to: [DE]}"
          },
          new String[] {
            "us",
            "iad/storage/**",
            "US",
            "{id: both, effect: allow, transfer: [raw, intermediate], to: [US, DE]}",
            "{id: look, effect: allow, transfer: [view], to: [DE]}"
          },
          new String[] {
            "jp",
            "nrt/storage/**",
            "JP",
            "{id: keep, effect: allow, transfer: [raw], to: [JP]}",
            "{id: mix, effect: allow, transfer: [intermediate], to: [JP, DE]}"
          },
          new String[] {
            "jp-private",
            "nrt/storage/private/**",
            "JP",
            "{id: never-out, effect: allow, transfer: [raw, intermediate], to: [JP]}"
          });

  private final Path dir;

  private TestSites(Path dir) {
    this.dir = dir;
  }

  /** Those that were made in a folder before. */
  static TestSites at(Path dir) {
    return new TestSites(dir);
  }

  static TestSites in(Path dir) throws IOException {
    return in(dir, "fra");
  }

  static TestSites in(Path dir, String coordinator) throws IOException {
    TestSites sites = new TestSites(dir);
    DevelopmentAuthority authority =
        DevelopmentAuthority.create(dir.resolve("authority"), "test.example");
    StringBuilder topology =
        new StringBuilder(
            """
            apiVersion: bailiwick/v1
            kind: Topology
            metadata: {id: test, trustDomain: test.example}
            signatures: not-required
            coordinator: %s
            sites:
            """
                .formatted(coordinator));
    List<String> locations = List.of("DE", "US-VA", "JP");
    for (int i = 0; i < NAMES.size(); i++) {
      String name = NAMES.get(i);
      authority.issue(name, "node-1", sites.home(name));
      topology.append(
          "  - {name: %s, location: %s, storage: %s/storage}%n"
              .formatted(name, locations.get(i), name));
      sites.rows(name, "rows.csv");
    }
    sites.rows("nrt", "private/rows.csv");
    Files.writeString(sites.topology(), topology);
    for (String[] p : POLICIES) {
      sites.policy(p);
    }
    return sites;
  }

  private void policy(String[] p) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: bailiwick/v1
            kind: SovereigntyPolicy
            metadata: {id: %s, version: 1.0.0, steward: dpo@test.example}
            dataset: {match: "%s/%s", jurisdiction: %s}
            rules:
            """
                .formatted(p[0], dir.toUri().toString().replaceAll("/$", ""), p[1], p[2]));
    for (int i = 3; i < p.length; i++) {
      text.append("  - ").append(p[i]).append('\n');
    }
    Files.writeString(policyFile(p[0]), text);
  }

  /** Lets statistics of at least ten records of what policy de governs be at fra. */
  void letStatisticsGo() throws IOException {
    Path policy = policyFile("de");
    Files.writeString(
        policy,
        Files.readString(policy)
            + "  - {id: sums, effect: allow, transfer: [statistics], to: [DE],"
            + " require: {minRecords: 10}}\n");
  }

  Path policyFile(String id) {
    return dir.resolve(id + ".yaml");
  }

  private void rows(String site, String file) throws IOException {
    StringBuilder rows = new StringBuilder();
    String origin = file.startsWith("private") ? "private" : site;
    for (int i = 0; i < ROWS; i++) {
      rows.append(origin).append(',').append(i).append('\n');
    }
    Path at = storage(site).resolve(file);
    Files.createDirectories(at.getParent());
    Files.writeString(at, rows);
  }

  Path dir() {
    return dir;
  }

  Path home(String site) {
    return dir.resolve(site).resolve("home");
  }

  Path storage(String site) {
    return dir.resolve(site).resolve("storage");
  }

  String path(String site) {
    return storage(site).resolve("rows.csv").toString();
  }

  /** A node with a certificate of this authority, at a site that the topology need not name. */
  NodeIdentity identity(String site) {
    Path home = dir.resolve("more").resolve(site);
    DevelopmentAuthority.open(dir.resolve("authority")).issue(site, "node-1", home);
    return NodeIdentity.load(home);
  }

  Path topology() {
    return dir.resolve("topology.yaml");
  }

  /** The settings of an application whose driver is at this site. */
  SparkConf conf(String master, String driverSite) {
    return new SparkConf(false)
        .setMaster(master)
        .setAppName("test")
        .set("spark.plugins", BailiwickPlugin.class.getName())
        .set(BailiwickConf.TOPOLOGY, topology().toString())
        .set(
            BailiwickConf.POLICIES,
            String.join(",", POLICIES.stream().map(p -> policyFile(p[0]).toString()).toList()))
        .set(BailiwickConf.SITE_HOME, home(driverSite).toString())
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.sql.shuffle.partitions", "4")
        .set("spark.default.parallelism", "4")
        .set("spark.sql.warehouse.dir", dir.resolve("warehouse").toString());
  }
}
