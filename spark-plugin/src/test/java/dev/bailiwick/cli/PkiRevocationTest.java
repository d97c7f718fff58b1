package dev.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.crypto.NodeIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pki revoke}, {@code pki renew} and {@code pki crl}. */
class PkiRevocationTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path dir;
  private Path fra;
  private Path nrt;

  @BeforeEach
  void issue() {
    fra = dir.resolve("fra");
    nrt = dir.resolve("nrt");
    ok("init", "--dir", dir.resolve("ca").toString(), "--trust-domain", "x.example");
    issue("fra", fra);
    issue("nrt", nrt);
  }

  private void issue(String site, Path home) {
    ok("issue", "--authority", ca(), "--site", site, "--home", home.toString());
  }

  @Test
  void aRevokedSiteIsRefusedWhereTheListIs() {
    ok(
        "revoke",
        "--authority",
        ca(),
        "--site",
        "nrt",
        "--reason",
        "key-compromise",
        "--home",
        nrt.toString());
    assertThat(out.toString())
        .contains("Revoked: 1 certificate.")
        .contains("Written into 1 site homes");
    assertThatThrownBy(() -> NodeIdentity.load(nrt)).hasMessageContaining("key_compromise");
    assertThat(NodeIdentity.load(fra).site()).isEqualTo("fra");
  }

  @Test
  void oneCertificateIsRevokedByItsSerialNumber() {
    String serial = NodeIdentity.load(fra).certificate().getSerialNumber().toString(16);
    ok("revoke", "--authority", ca(), "--serial", serial);
    assertThat(out.toString()).contains("Copy " + dir.resolve("ca/authority.crl"));
    ok("crl", "--authority", ca(), "--days", "2", "--home", fra.toString());
    assertThat(out.toString()).contains("List number 2.");
    assertThatThrownBy(() -> NodeIdentity.load(fra)).hasMessageContaining(serial);
  }

  @Test
  void aHomeIsRenewedAndItsOldCertificateEnded() {
    NodeIdentity old = NodeIdentity.load(fra);
    ok("renew", "--authority", ca(), "--home", fra.toString(), "--revoke");
    assertThat(out.toString()).contains("Renewed: spiffe://x.example/site/fra/node/node-1");
    NodeIdentity now = NodeIdentity.load(fra);
    assertThatThrownBy(() -> now.trust().verify(old.chain(), java.time.Instant.now()))
        .hasMessageContaining("superseded");
  }

  @Test
  void wrongWordsAreOneMessage() {
    assertThat(run("revoke", "--authority", ca())).isEqualTo(2);
    assertThat(run("revoke", "--authority", ca(), "--serial", "xyz")).isEqualTo(2);
    assertThat(run("revoke", "--authority", ca(), "--serial", "a1", "--node", "x")).isEqualTo(2);
    assertThat(run("revoke", "--authority", ca(), "--site", "fra", "--reason", "?")).isEqualTo(2);
    assertThat(run("crl", "--authority", ca(), "--days", "0")).isEqualTo(2);
    assertThat(run("revoke", "--authority", ca(), "--site", "iad")).isEqualTo(2);
    assertThat(err.toString()).contains("knows of no unexpired certificate of iad");
    assertThat(dir.resolve("ca/authority.crl")).doesNotExist();
  }

  private String ca() {
    return dir.resolve("ca").toString();
  }

  private void ok(String... args) {
    assertThat(run(args)).as(err.toString()).isZero();
  }

  private int run(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "pki";
    System.arraycopy(args, 0, all, 1, args.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }
}
