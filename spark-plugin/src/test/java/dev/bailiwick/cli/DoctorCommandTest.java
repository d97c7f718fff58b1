package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.spark.RpcEncryption;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path dir;
  private Path home;
  private Path settings;

  @BeforeEach
  void prepare() throws Exception {
    home = dir.resolve("home");
    DevelopmentAuthority.create(dir.resolve("authority"), "test.example")
        .issue("fra", "node-1", home);
    List<String> lines = new ArrayList<>();
    lines.add("spark.plugins dev.bailiwick.spark.BailiwickPlugin");
    RpcEncryption.settings().forEach((key, value) -> lines.add(key + " " + value));
    settings = Files.write(dir.resolve("settings.conf"), lines);
  }

  private int doctor(String... more) {
    List<String> args = new ArrayList<>(List.of("doctor", "--home", home.toString()));
    args.addAll(List.of("--properties-file", settings.toString()));
    args.addAll(List.of(more));
    if (!args.contains("--master")) {
      args.addAll(List.of("--master", "spark://h:7077"));
    }
    return Main.run(new PrintWriter(out), new PrintWriter(err), args.toArray(String[]::new));
  }

  private Map<String, String> states(String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of(more));
    args.add("--json");
    doctor(args.toArray(String[]::new));
    Map<String, String> states = new HashMap<>();
    for (JsonNode finding : new ObjectMapper().readTree(out.toString()).get("findings")) {
      states.put(finding.get("subject").asText(), finding.get("state").asText());
    }
    return states;
  }

  @Test
  void aGoodInstallationIsSaidToBeGood() {
    NodeIdentity.pinCoordinator(home, "fra");
    assertThat(doctor()).as(err.toString()).isZero();
    assertThat(out.toString())
        .containsPattern("good +rpc +authenticated and encrypted: AES-GCM")
        .containsPattern("good +broadcasts +on the way encrypted")
        .containsPattern("good +task-results +on the way encrypted")
        .containsPattern("good +cached-blocks +on the way encrypted")
        .containsPattern("good +shuffle +dev.bailiwick.shuffle.SealedShuffleManager")
        .containsPattern("good +shuffle-keys +a new key for each scope after 3600 s")
        .containsPattern("good +identity +spiffe://test.example/site/fra/node/node-1")
        .containsPattern("good +certificate .*until \\d{4}-\\d\\d-\\d\\d \\(\\d+ days\\)")
        .containsPattern("good +authority .*until ")
        .containsPattern("good +coordinator +drivers are believed at site fra")
        .containsPattern("warning +partners +keys are shared with every site")
        .containsPattern("warning +revocations +no revocation is checked")
        .containsPattern("(good|warning) +keys ")
        .doesNotContainPattern("(?m)^bad");
  }

  @Test
  void channelsInTheClearAreBadAndSoIsWhatTravelsOnThem() throws Exception {
    assertThat(states("--conf", "spark.network.crypto.cipher=AES/CTR/NoPadding"))
        .containsEntry("rpc", "bad")
        .containsEntry("broadcasts", "bad")
        .containsEntry("task-results", "bad")
        .containsEntry("cached-blocks", "bad")
        .containsEntry("shuffle", "good")
        .containsEntry("coordinator", "warning");
    assertThat(out.toString()).contains("expected AES/GCM/NoPadding");
    assertThat(doctor("--conf", "spark.authenticate=false")).isEqualTo(1);
  }

  @Test
  void oneProcessNeedsNoChannels() throws Exception {
    assertThat(states("--conf", "spark.authenticate=false", "--master", "local[2]"))
        .containsEntry("rpc", "good")
        .containsEntry("cached-blocks", "good");
  }

  @Test
  void settingsThatLeakOrAreNotUnderstoodAreBad() throws Exception {
    assertThat(
            states(
                "--conf",
                "spark.shuffle.push.enabled=true",
                "--conf",
                "spark.plugins=x.Y",
                "--conf",
                "spark.bailiwick.shuffle.rotateAfter=soon",
                "--conf",
                "spark.bailiwick.updates.padding=much"))
        .containsEntry("shuffle", "bad")
        .containsEntry("plugin", "bad")
        .containsEntry("shuffle-keys", "bad")
        .containsEntry("padding", "bad");
  }

  @Test
  void aHomeThatOthersMayReadIsBad() throws Exception {
    Files.setPosixFilePermissions(
        home, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(states()).containsEntry("identity", "bad");
    assertThat(out.toString()).contains("chmod");
  }

  @Test
  void aFolderWithoutAClusterIsOneMessage() {
    int status =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "doctor",
            "--dir",
            dir.resolve("nothing").toString());
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("cannot be read").doesNotContain("\tat ");
  }
}
