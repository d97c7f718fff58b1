package dev.bailiwick.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.policy.PolicyParser;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that stewards put beside data which lies on no local file system. */
final class PoliciesBesideInStoresTest {
  private static final String POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: beside, version: 1.0.0, steward: dpo@test.example}
      dataset: {match: "%s", jurisdiction: DE}
      rules:
        - {id: nobody, effect: deny, transfer: ["*"], to: [ANYWHERE]}
      """;

  @TempDir Path dir;
  private Topology topology;
  private String source;

  @BeforeEach
  void makeStore() throws IOException {
    Files.createDirectories(dir.resolve("fra/data"));
    Files.writeString(dir.resolve("fra/data/rows.csv"), "1");
    Path file =
        Files.writeString(
            dir.resolve("topology.yaml"),
            """
            apiVersion: bailiwick/v1
            kind: Topology
            metadata: {id: one, trustDomain: test.example}
            signatures: not-required
            coordinator: fra
            sites:
              - {name: fra, location: DE, storage: "box://store%s/fra"}
            """
                .formatted(dir));
    topology = TopologyParser.parse(file);
    source = "box://store" + dir + "/fra/data/rows.csv";
  }

  @Test
  void onePolicyThatWasNotGivenStopsTheJob() throws IOException {
    for (String place : List.of("fra/data", "fra")) {
      Path file = Files.writeString(dir.resolve(place).resolve("_policy.yaml"), policy("**"));
      assertThatThrownBy(() -> check(PolicySet.of(List.of())))
          .hasMessageContaining("box://store" + file)
          .hasMessageContaining("spark.bailiwick.policies");
      Files.delete(file);
    }
  }

  @Test
  void itMustBeGivenByteForByteAndGovernTheSource() throws IOException {
    Files.writeString(dir.resolve("fra/data/_policy.yaml"), policy("**"));
    assertThatCode(() -> check(given(policy("**")))).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(given(policy("**") + "#\n"))).hasMessageContaining("SHA-256");

    Files.writeString(dir.resolve("fra/data/_policy.yaml"), policy("s3a://elsewhere/**"));
    assertThatThrownBy(() -> check(given(policy("s3a://elsewhere/**"))))
        .hasMessageContaining("that govern " + source);
  }

  @Test
  void whatLiesAboveTheSitesStorageIsNotItsStewards() throws IOException {
    Files.writeString(dir.resolve("_policy.yaml"), policy("**"));
    assertThatCode(() -> check(PolicySet.of(List.of()))).doesNotThrowAnyException();
  }

  private void check(PolicySet given) {
    Configuration conf = new Configuration();
    conf.setClass("fs.box.impl", Box.class, RawLocalFileSystem.class);
    PoliciesBeside.requireGiven(source, topology, given, conf);
  }

  private static PolicySet given(String text) {
    return PolicySet.of(List.of(PolicyParser.parse("beside.yaml", text)));
  }

  private static String policy(String match) {
    return POLICY.formatted(match);
  }

  /** A store that is not local to Hadoop. */
  public static final class Box extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("box://store");
    }

    @Override
    public String getScheme() {
      return "box";
    }
  }
}
