package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.policy.Circumstances;
import dev.bailiwick.policy.Location;
import dev.bailiwick.policy.PolicyFiles;
import dev.bailiwick.policy.PolicySet;
import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.ManifestDraft;
import dev.bailiwick.sharding.ManifestFile;
import dev.bailiwick.sharding.ManifestFolder;
import dev.bailiwick.sharding.ManifestPolicy;
import dev.bailiwick.sharding.ManifestShard;
import dev.bailiwick.sharding.ManifestStore;
import dev.bailiwick.sharding.ShardCopy;
import dev.bailiwick.signing.DocumentSigner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about policies, on the example of the hospital group. */
class PolicyCommandTest {
  private static final Path EXAMPLE = Path.of("../examples/policies/hospital-group");
  private static final String POLICIES = EXAMPLE.resolve("policies").toString();
  private static final String TOPOLOGY = EXAMPLE.resolve("topology.yaml").toString();
  private static final String DATASET = "s3a://hospital-group/records/2026";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @Test
  void anAllowEndsWithZero() {
    assertThat(explain("--law", "DE", "--transfer", "raw", "--to", "site:ber")).isZero();
    assertThat(out.toString()).startsWith("ALLOWED").contains("rule 'rows'", "site ber (DE)");
  }

  @Test
  void aDenialEndsWithThreeAndIsNoFault() {
    assertThat(explain("--law", "FR", "--transfer", "raw", "--to", "ber")).isEqualTo(3);
    assertThat(out.toString())
        .startsWith("DENIED (condition)")
        .contains("french-hosting.yaml:10:5", "To change   a certificate 'hds-2024'");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whatIsSupposedCounts() {
    assertThat(
            explain(
                "--law",
                "FR",
                "--transfer",
                "raw",
                "--to",
                "DE",
                "--certified",
                "hds-2024",
                "--controlled-from",
                "DE"))
        .isZero();
    assertThat(
            explain(
                "--law",
                "FR",
                "--transfer",
                "raw",
                "--to",
                "DE",
                "--certified",
                "hds-2024",
                "--controlled-from",
                "US"))
        .isEqualTo(3);
    assertThat(explain("--law", "FR", "--transfer", "model", "--to", "ber")).isEqualTo(3);
    assertThat(
            explain(
                "--law",
                "FR",
                "--transfer",
                "model",
                "--to",
                "ber",
                "--secure-aggregation",
                "--records",
                "500"))
        .isZero();
    assertThat(
            explain(
                "--law",
                "FR",
                "--transfer",
                "model",
                "--to",
                "ber",
                "--secure-aggregation",
                "--records",
                "499"))
        .isEqualTo(3);
  }

  @Test
  void theOthersUnderstandAnExplanation() throws IOException {
    assertThat(explain("--law", "DE,FR", "--transfer", "view", "--to", "support-desk", "--json"))
        .isEqualTo(3);
    JsonNode json = json();
    assertThat(json.get("allowed").asBoolean()).isFalse();
    assertThat(json.get("kind").asText()).isEqualTo("forbidden");
    assertThat(json.get("rule").asText()).isEqualTo("never-us");
    assertThat(json.get("place").asText()).endsWith("security.yaml:12:5");
    assertThat(json.get("policies").size()).isEqualTo(3);
  }

  @Test
  void aQuestionThatIsNoneEndsWithTwo() {
    assertThat(explain("--transfer", "raw", "--to", "ber")).isEqualTo(2);
    assertThat(err.toString()).contains("--law");
    assertThat(explain("--law", "DE", "--transfer", "raw", "--to", "atlantis")).isEqualTo(2);
    assertThat(err.toString()).contains("'atlantis'", "zrh");
    assertThat(explain("--law", "XX", "--transfer", "raw", "--to", "ber")).isEqualTo(2);
    assertThat(explain("--law", "DE", "--transfer", "rows", "--to", "ber")).isEqualTo(2);
    assertThat(run("policy", "explain", POLICIES, "--transfer", "raw", "--to", "DE")).isEqualTo(2);
    assertThat(
            run(
                "policy",
                "explain",
                folder.toString(),
                "--transfer",
                "raw",
                "--to",
                "DE",
                "--dataset",
                DATASET))
        .isEqualTo(2);
    assertThat(err.toString()).contains("has no policy").doesNotContain("\tat ");
  }

  @Test
  void aDatasetWithoutPolicyIsDenied() {
    assertThat(
            run(
                "policy",
                "explain",
                POLICIES,
                "--dataset",
                "s3a://elsewhere/x",
                "--transfer",
                "raw",
                "--to",
                "DE"))
        .isEqualTo(3);
    assertThat(out.toString()).contains("no policy is attached");
  }

  @Test
  void theMatrixIsATableAndAPage() throws IOException {
    Path page = folder.resolve("matrix.html");
    assertThat(
            run(
                "policy",
                "matrix",
                POLICIES,
                "--topology",
                TOPOLOGY,
                "--on",
                "2026-11-21",
                "--html",
                page.toString()))
        .isZero();
    assertThat(out.toString())
        .contains("Under the law of DE", "forbidden [2]", "rule 'never-us' (line 12)");
    assertThat(Files.readString(page))
        .contains("default-src 'none'".replace("'", "&#39;"), "Under the law of FR", "never-us");
  }

  @Test
  void theMatrixForMachinesHasEveryCell() throws IOException {
    assertThat(run("policy", "matrix", POLICIES, "--topology", TOPOLOGY, "--law", "FR", "--json"))
        .isZero();
    assertThat(json().get("cells")).hasSize(8 * 6);
  }

  @Test
  void theCalendarEndsOnItsLastDay() throws IOException {
    String[] asked = {
      "policy", "calendar", POLICIES, "--topology", TOPOLOGY, "--from", "2026-11-21", "--until"
    };
    assertThat(run(with(asked, "2027-03-31"))).isZero();
    assertThat(out.toString()).contains("2027-02-01").doesNotContain("2027-04-01");
    assertThat(run(with(asked, "2027-04-01", "--json"))).isZero();
    assertThat(json().get("days")).hasSize(2);
    assertThat(json().get("days").get(1).get("documents").get(0).asText()).contains("eu-us-dpf");
  }

  @Test
  void theDifferenceNamesTheShardsOfAManifest() throws IOException {
    Path home = home();
    ManifestFile manifest = manifest(home);
    Path edited = Files.createDirectory(folder.resolve("edited"));
    for (Path file : PolicyFiles.files(List.of(Path.of(POLICIES)))) {
      String text =
          Files.readString(file)
              .replaceFirst("(?s)\\n  - \\{id: overflow.*?\\}\\n", "\n")
              .replaceAll("(?s)\\ntestsOn:.*", "\n");
      Files.writeString(edited.resolve(file.getFileName()), text);
    }
    String[] asked = {
      "policy",
      "diff",
      POLICIES,
      edited.toString(),
      "--topology",
      TOPOLOGY,
      "--on",
      "2026-11-21",
      "--manifest",
      manifest.toString()
    };

    assertThat(run(asked)).isEqualTo(2);
    assertThat(err.toString()).contains("--trust");
    String trust = home.resolve("trust.pem").toString();
    assertThat(run(with(asked, "--trust", trust))).isZero();
    assertThat(out.toString())
        .contains("No longer allowed", "rule overflow, removed")
        .contains(
            "shard-0001 may no longer be at zrh (rule overflow, removed): raw (it lies there)")
        .doesNotContain("shard-0002", "Note:");
    assertThat(run(with(asked, "--trust", trust, "--json"))).isZero();
    assertThat(json().get("shards")).hasSize(2);
  }

  @Test
  void lintEndsWithTwoForAnErrorAndWhenStrictForAWarning() throws IOException {
    assertThat(run("policy", "lint", POLICIES, "--on", "2026-11-21")).isZero();
    String[] asked = {"policy", "lint", POLICIES, "--topology", TOPOLOGY, "--on", "2026-11-21"};
    assertThat(run(asked)).isZero();
    assertThat(out.toString()).contains("statements.yaml:10:5: warning: certificate 'hds-2024'");
    assertThat(run(with(asked, "--within", "10", "--strict"))).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(run(with(asked, "--strict"))).isEqualTo(2);
    assertThat(err.toString()).contains("statements.yaml:10:5");
    assertThat(run(with(asked, "--json"))).isZero();
    JsonNode finding = json().get("findings").get(0);
    assertThat(finding.get("severity").asText()).isEqualTo("warning");
    assertThat(finding.get("line").asInt()).isEqualTo(10);
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "kind: SovereigntyPolicy\n");
    assertThat(run("policy", "lint", broken.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(broken + ":1:1: error: ");
  }

  private Path home() {
    Path authority = folder.resolve("authority");
    Path home = folder.resolve("home");
    assertThat(run("pki", "init", "--dir", authority.toString(), "--trust-domain", "x.example"))
        .isZero();
    assertThat(
            run(
                "pki",
                "issue",
                "--authority",
                authority.toString(),
                "--site",
                "ber",
                "--home",
                home.toString()))
        .isZero();
    return home;
  }

  /** Two shards, as the policies permit them on the day. */
  private ManifestFile manifest(Path home) {
    NodeIdentity identity = NodeIdentity.load(home);
    DocumentSigner signer =
        new DocumentSigner() {
          @Override
          public byte[] sign(byte[] bytes) {
            return identity.sign(bytes);
          }

          @Override
          public List<X509Certificate> chain() {
            return identity.chain();
          }
        };
    ManifestDraft draft =
        new ManifestDraft(
            "records",
            "hospital-group",
            "size",
            "{}",
            List.of(),
            List.of(new ManifestPolicy("security", "1.0.0", "0".repeat(64))),
            List.of(shard("shard-0001", "zrh", "DE"), shard("shard-0002", "lyo", "FR")));
    return ManifestStore.commit(ManifestFolder.local(folder.resolve("manifests")), draft, signer)
        .file();
  }

  private static ManifestShard shard(String id, String site, String law) {
    Topology topology = TopologyParser.parse(Path.of(TOPOLOGY));
    PolicySet policies =
        PolicySet.of(PolicyFiles.read(List.of(Path.of(POLICIES))))
            .in(Circumstances.at(Instant.parse("2026-11-21T11:00:00Z")));
    Map<String, List<String>> permitted = new TreeMap<>();
    for (TransferClass c : TransferClass.values()) {
      permitted.put(c.id(), List.copyOf(policies.permitted(Location.of(law), c, topology).sites()));
    }
    return new ManifestShard(
        id,
        "train",
        "",
        "",
        List.of(law),
        permitted,
        10,
        List.of(),
        new ShardCopy(
            site, URI.create("s3a://store/" + id), 100, 1, "0".repeat(64), site + "/records", 1),
        List.of(),
        List.of());
  }

  private int explain(String... more) {
    return run(
        with(
            new String[] {
              "policy",
              "explain",
              POLICIES,
              "--topology",
              TOPOLOGY,
              "--dataset",
              DATASET,
              "--on",
              "2026-11-21"
            },
            more));
  }

  private static String[] with(String[] args, String... more) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private JsonNode json() throws IOException {
    String text = out.toString();
    return new ObjectMapper().readTree(text);
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
