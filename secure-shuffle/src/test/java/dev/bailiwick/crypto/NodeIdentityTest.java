package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.signing.KeyKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdentityTest {
  @TempDir Path tmp;
  private DevelopmentAuthority authority;
  private Path home;

  @BeforeEach
  void issue() {
    authority = DevelopmentAuthority.create(tmp.resolve("pki/ca"), "demo.example");
    home = tmp.resolve("sites/fra/home");
    authority.issue("fra", "w1", home);
  }

  @Test
  void aSiteHomeSaysWhoTheProcessIs() {
    NodeIdentity me = NodeIdentity.load(home);

    assertThat(me.site()).isEqualTo("fra");
    assertThat(me.node()).isEqualTo("w1");
    assertThat(me.trustDomain()).isEqualTo("demo.example");
    assertThat(me).hasToString("spiffe://demo.example/site/fra/node/w1");
    assertThat(me.trust().certificates()).containsExactly(authority.certificate());
    byte[] message = {1, 2, 3};
    assertThat(KeyKind.ED25519.verifies(me.certificate().getPublicKey(), message, me.sign(message)))
        .isTrue();
  }

  @Test
  void everyFileIsPrivateAndNothingElseIsLeft() throws Exception {
    for (Path dir : List.of(home, tmp.resolve("pki/ca"))) {
      assertThat(mode(dir)).isEqualTo("rwx------");
      try (Stream<Path> files = Files.list(dir)) {
        for (Path file : files.toList()) {
          assertThat(mode(file)).as("%s", file).isEqualTo("rw-------");
        }
      }
    }
    assertThat(names(home)).isEqualTo(Set.of("identity.p12", "trust.pem", "keys.p12", "password"));
    assertThat(names(tmp.resolve("pki/ca")))
        .isEqualTo(Set.of("authority.p12", "authority.pem", "password", "issued", "lock"));
    assertThat(Files.readString(home.resolve("password"))).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void theKeyStoreIsEmptyAndOpensWithThePassword() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    char[] password = Files.readString(home.resolve("password")).toCharArray();
    try (var in = Files.newInputStream(home.resolve("keys.p12"))) {
      keys.load(in, password);
    }
    assertThat(keys.size()).isZero();
  }

  @Test
  void issuingAgainRenewsTheCertificateAndKeepsTheKeys() throws Exception {
    NodeIdentity before = NodeIdentity.load(home);
    byte[] keys = Files.readAllBytes(home.resolve("keys.p12"));
    String password = Files.readString(home.resolve("password"));

    DevelopmentAuthority.open(tmp.resolve("pki/ca")).issue("fra", "w1", home);

    NodeIdentity after = NodeIdentity.load(home);
    assertThat(after.certificate()).isNotEqualTo(before.certificate());
    assertThat(after.certificate().getPublicKey())
        .isNotEqualTo(before.certificate().getPublicKey());
    assertThat(Files.readAllBytes(home.resolve("keys.p12"))).isEqualTo(keys);
    assertThat(Files.readString(home.resolve("password"))).isEqualTo(password);
  }

  @Test
  void aHomeMayNameTheSiteOfItsDrivers() throws Exception {
    assertThat(NodeIdentity.load(home).coordinator()).isEmpty();
    NodeIdentity.pinCoordinator(home, "nrt");
    assertThat(NodeIdentity.load(home).coordinator()).contains("nrt");
    assertThat(mode(home.resolve("coordinator"))).isEqualTo("rw-------");
    assertThatThrownBy(() -> NodeIdentity.pinCoordinator(home, "NRT"))
        .hasMessageContaining("'NRT' is not a site's name");

    for (String bad : List.of("", "nrt\nfra\n", " nrt", "nrt\n\n")) {
      Files.writeString(home.resolve("coordinator"), bad);
      assertThatThrownBy(() -> NodeIdentity.load(home)).hasMessageContaining("not a site's name");
    }
    Files.setPosixFilePermissions(
        home.resolve("coordinator"), PosixFilePermissions.fromString("rw-rw----"));
    assertThatThrownBy(() -> NodeIdentity.load(home)).hasMessageContaining("chmod 600");
  }

  @Test
  void anAuthorityIsNotReplaced() {
    assertThatThrownBy(() -> DevelopmentAuthority.create(tmp.resolve("pki/ca"), "demo.example"))
        .hasMessageContaining("is not replaced");
    assertThatThrownBy(() -> DevelopmentAuthority.create(tmp.resolve("x"), "Demo Example"))
        .hasMessageContaining("is not a trust domain");
    assertThat(tmp.resolve("x")).doesNotExist();
  }

  @Test
  void namesThatAreNoNamesAreNotIssued() {
    for (String bad : List.of("", "FRA", "fra/node/x", "../fra", "fra\n")) {
      assertThatThrownBy(() -> authority.issue(bad, "w1", tmp.resolve("bad")))
          .hasMessageContaining("is not a node's name");
    }
    assertThat(tmp.resolve("bad")).doesNotExist();
  }

  @Test
  void filesThatOthersMayReadAreRefused() throws Exception {
    chmod(home.resolve("password"), "rw-r-----");
    refuses("chmod 600");
    chmod(home.resolve("password"), "rw-------");
    chmod(home.resolve("identity.p12"), "rw----r--");
    refuses("chmod 600");
    chmod(home.resolve("identity.p12"), "rw-------");
    chmod(home, "rwxr-x---");
    refuses("chmod 700");
    assertThatThrownBy(() -> authority.issue("fra", "w1", home)).hasMessageContaining("chmod 700");
  }

  @Test
  void missingAndAlteredFilesAreRefusedByName() throws Exception {
    byte[] identity = Files.readAllBytes(home.resolve("identity.p12"));
    identity[identity.length / 2] ^= 1;
    Files.write(home.resolve("identity.p12"), identity);
    refuses("identity.p12 does not open");
    Files.delete(home.resolve("identity.p12"));
    refuses("identity.p12 does not exist");
    authority.issue("fra", "w1", home);
    Files.writeString(home.resolve("password"), "another");
    refuses("identity.p12 does not open");
    Files.writeString(home.resolve("password"), "\n");
    refuses("expected one line");
    Files.writeString(home.resolve("trust.pem"), "no certificate");
    refuses("not a file of certificates");
    Files.writeString(home.resolve("trust.pem"), "");
    refuses("found 0");
    assertThatThrownBy(() -> NodeIdentity.load(tmp.resolve("none")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void aPasswordFileMayEndWithANewline() throws Exception {
    Files.writeString(
        home.resolve("password"), Files.readString(home.resolve("password")) + "\r\n");
    assertThat(NodeIdentity.load(home).site()).isEqualTo("fra");
  }

  @Test
  void aHomeThatTrustsAnotherAuthorityIsRefused() throws Exception {
    DevelopmentAuthority other = DevelopmentAuthority.create(tmp.resolve("other"), "demo.example");
    Files.write(
        home.resolve("trust.pem"),
        Certificates.pem(other.certificate()).getBytes(StandardCharsets.UTF_8));
    refuses("does not lead to a trusted authority");
  }

  private void refuses(String why) {
    assertThatThrownBy(() -> NodeIdentity.load(home))
        .isInstanceOf(BailiwickException.class)
        .hasMessageContaining(why);
  }

  private static Set<String> names(Path dir) throws Exception {
    try (Stream<Path> files = Files.list(dir)) {
      return new TreeSet<>(files.map(f -> String.valueOf(f.getFileName())).toList());
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void chmod(Path path, String mode) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
