package dev.bailiwick.sharding;

import dev.bailiwick.policy.Policy;
import dev.bailiwick.policy.PolicyParser;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Three sites and their policies, for tests. */
public final class World {
  private final Path folder;
  private final Topology topology;

  /** The sites fra (DE), iad (US-VA) and nrt (JP), with these compute weights. */
  public World(Path folder, double fra, double iad, double nrt) {
    this(folder, site -> "storage/" + site, fra, iad, nrt);
  }

  /** The same, with the storage of each site at that path or URI. */
  public World(Path folder, UnaryOperator<String> storage, double fra, double iad, double nrt) {
    this.folder = folder;
    String text =
        """
        apiVersion: bailiwick/v1
        kind: Topology
        metadata: {id: three, trustDomain: bailiwick.example}
        signatures: not-required
        coordinator: fra
        sites:
          - {name: fra, location: DE, storage: "%s", computeWeight: %s}
          - {name: iad, location: US-VA, storage: "%s", computeWeight: %s}
          - {name: nrt, location: JP, storage: "%s", computeWeight: %s}
        """
            .formatted(
                storage.apply("fra"), fra, storage.apply("iad"), iad, storage.apply("nrt"), nrt);
    try {
      Path file = Files.writeString(folder.resolve("topology.yaml"), text);
      this.topology = TopologyParser.parse(file);
      for (String site : List.of("fra", "iad", "nrt")) {
        Homes.make(home(site));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Topology topology() {
    return topology;
  }

  public Path folder() {
    return folder;
  }

  public Path home(String site) {
    return folder.resolve("home-" + site);
  }

  /** From here on, this process is at that site. */
  public void enter(String site) {
    SiteHome.set(home(site));
    SiteHome.identifiedBy(() -> site);
  }

  /** A policy whose rows' law is in the column {@code country}, with these rules. */
  public static PolicySet policy(String... rules) {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: bailiwick/v1
            kind: SovereigntyPolicy
            metadata: {id: rows, version: 1.0.0, steward: dpo@clinic.example}
            dataset: {match: "**", jurisdiction: {column: country, map: {Germany: DE}}}
            rules:
            """);
    for (String rule : rules) {
      text.append("  - ").append(rule).append('\n');
    }
    Policy policy = PolicyParser.parse("rows.yaml", text.toString());
    return PolicySet.of(List.of(policy));
  }
}
