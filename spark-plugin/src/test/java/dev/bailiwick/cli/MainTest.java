package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.cluster.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final String GOOD_POLICY =
      """
      apiVersion: bailiwick/v1
      kind: SovereigntyPolicy
      metadata: {id: one, version: 1.2.3, steward: dpo@klinik.example}
      dataset: {match: "**", jurisdiction: DE}
      rules:
        - {id: keep, effect: allow, transfer: [raw], to: [DE]}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "train",
        "plan",
        "shard",
        "shard plan",
        "shard write",
        "shard verify",
        "shard describe",
        "shard reshard",
        "shard rotate",
        "shard destroy",
        "policy",
        "policy lint",
        "policy explain",
        "policy matrix",
        "policy diff",
        "policy calendar",
        "pki",
        "pki init",
        "pki issue",
        "pki renew",
        "pki revoke",
        "pki crl",
        "cluster",
        "cluster up",
        "cluster down",
        "cluster status",
        "audit",
        "audit verify",
        "bench",
        "doctor"
      })
  void everyCommandHelps(String command) {
    assertThat(run((command + " --help").trim().split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: bailiwick " + command).contains("--help");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "conquer",
        "policy",
        "cluster sideways",
        "train",
        "demo --rows many",
        "demo --rows 12",
        "bench of-nothing",
        "audit verify log.jsonl",
        "shard",
        "shard sideways",
        "shard verify",
        "shard verify manifests --older-than 24h --trust authority.pem",
        "shard write",
        "shard write job.yaml --dry-run",
        "shard reshard manifests"
      })
  void aWrongCommandLineIsOneMessageAndExitTwo(String command) {
    assertThat(run(command.isEmpty() ? new String[0] : command.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("bailiwick: ").doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aWrongDurationIsToldWithARightOne() {
    assertThat(run("shard", "verify", "manifests", "--older-than", "24h")).isEqualTo(2);
    assertThat(err.toString()).contains("--older-than").contains("PT24H").doesNotContain("java.");
  }

  @Test
  void theVersionIsTold() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString())
        .startsWith("bailiwick ")
        .contains("Java " + Runtime.version().feature());
  }

  @Test
  void aGoodPolicyPassesLint() throws IOException {
    Path file = Files.writeString(dir.resolve("good.yaml"), GOOD_POLICY);
    assertThat(run("policy", "lint", file.toString())).isZero();
    assertThat(out.toString()).contains("ok, one 1.2.3");
  }

  @Test
  void everyBadPolicyIsNamedWithItsPlace() throws IOException {
    Path unknown =
        Files.writeString(
            dir.resolve("unknown.yaml"),
            GOOD_POLICY.replace("jurisdiction: DE", "jurisdiction: XX"));
    Path binary = Files.write(dir.resolve("binary.yaml"), new byte[] {0, 1, 2, (byte) 0xff});
    Path good = Files.writeString(dir.resolve("good.yaml"), GOOD_POLICY);
    assertThat(run("policy", "lint", unknown.toString(), binary.toString(), good.toString()))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("unknown.yaml:4:")
        .contains("binary.yaml")
        .doesNotContain("\tat ");
    assertThat(out.toString()).contains("good.yaml: ok");
  }

  @Test
  void verboseShowsWhere() {
    assertThat(run("train", dir.resolve("none.yaml").toString(), "--verbose")).isEqualTo(2);
    assertThat(err.toString()).contains("\tat dev.bailiwick.");
  }

  @Test
  void aJobThatNamesABrokenPolicyStartsAndWritesNothing() throws IOException {
    Path job = dir.resolve("job.yaml");
    for (String name : List.of("job.yaml", "topology.yaml")) {
      Files.copy(MainTest.class.getResourceAsStream("demo/" + name), dir.resolve(name));
    }
    Files.writeString(dir.resolve("policy.yaml"), GOOD_POLICY + "nonsense: true\n");
    assertThat(run("train", job.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("policy.yaml:7:").contains("nonsense");
    assertThat(run("plan", job.toString())).isEqualTo(2);
    try (var files = Files.list(dir)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("job.yaml", "topology.yaml", "policy.yaml");
    }
  }

  @Test
  void theDemoLeavesFoldersOfOthersAlone() throws IOException {
    Path mine = Files.writeString(dir.resolve("thesis.txt"), "years of work");
    assertThat(run("demo", "--dir", dir.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--dir");
    assertThat(mine).hasContent("years of work");
  }

  @Test
  void aRunningDemoIsNotReplaced() throws IOException {
    Files.createFile(dir.resolve(".bailiwick-demo"));
    Path source = Files.writeString(dir.resolve("people.csv"), "in use");
    try (RunFolder running = RunFolder.open(dir.resolve("run"))) {
      assertThat(run("demo", "--dir", dir.toString())).isEqualTo(1);
      assertThat(err.toString()).contains("A cluster is running in " + running.root());
      assertThat(source).hasContent("in use");
    }
  }

  @Test
  void anAuthorityIssuesSiteHomes() {
    Path authority = dir.resolve("authority");
    Path home = dir.resolve("fra");
    assertThat(run("pki", "init", "--dir", authority.toString(), "--trust-domain", "x.example"))
        .isZero();
    assertThat(
            run(
                "pki",
                "issue",
                "--authority",
                authority.toString(),
                "--site",
                "fra",
                "--home",
                home.toString()))
        .isZero();
    assertThat(home).isDirectoryContaining("glob:**/identity.p12");
    assertThat(home).isDirectoryContaining("glob:**/trust.pem");
    assertThat(home).isDirectoryContaining("glob:**/keys.p12");
  }

  @Test
  void aLogThatIsNoneIsNotAuthentic() throws IOException {
    Path authority = dir.resolve("authority");
    run("pki", "init", "--dir", authority.toString(), "--trust-domain", "x.example");
    Path log = Files.writeString(dir.resolve("audit.jsonl"), "{\"seq\":1}\n");
    int status =
        run(
            "audit",
            "verify",
            log.toString(),
            "--trust",
            authority.resolve("authority.pem").toString());
    assertThat(status).isEqualTo(4);
    assertThat(err.toString()).startsWith("bailiwick: ").doesNotContain("\tat ");
  }

  @Test
  void noClusterIsNoCluster() {
    assertThat(run("cluster", "status", "--dir", dir.toString())).isEqualTo(1);
    assertThat(run("cluster", "down", "--dir", dir.toString())).isZero();
    assertThat(out.toString()).contains("no cluster runs in");
  }

  @Test
  void benchmarksAreListed() {
    assertThat(run("bench")).isZero();
    assertThat(out.toString()).contains("crypto", "shuffle", "scheduler");
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
