package dev.bailiwick.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key store in a PKCS#11 token: SoftHSM2, where it is installed. */
final class KeyTokenTest {
  @TempDir Path folder;

  @Test
  void aTokenDoesWhatAFileDoes() throws Exception {
    String said = trial("a password for tests", "all");
    assertThat(said).contains("trial passed");
  }

  @Test
  void aFileDoesIt() {
    new StoreTrial(Homes.make(folder.resolve("file"))).all();
  }

  @Test
  void aKeyThatAnotherProcessDestroysIsDeniedAtOnce() throws Exception {
    assertThat(trial("a password for tests", "wait-for-destroy", "fra/x")).contains("trial passed");
  }

  @Test
  void noKeyOfATokenLiesInTheHome() throws Exception {
    trial("a password for tests", "wait-for-destroy", "fra/x");
    try (Stream<Path> files = Files.list(folder.resolve("home"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("password", "pkcs11.cfg", "pkcs11.lock", "destroyed");
    }
  }

  @Test
  void aWrongPinSaysWhichTokenAndNotThePin() throws Exception {
    assertThat(trial("another pin", "all"))
        .contains("cannot be used", "libsofthsm2.so", "user PIN")
        .doesNotContain("another pin", "a password for tests");
  }

  @Test
  void aConfigurationThatSaysMoreIsRefused() throws IOException {
    Path home = SoftToken.use(Homes.make(folder.resolve("home")), Path.of("/lib/x.so"));
    Path cfg = home.resolve("pkcs11.cfg");
    refused(home, "library = /lib/x.so\nslot = 1\nattributes = compatibility\n", "two lines");
    refused(home, "library = relative.so\nslot = 1\n", "two lines");
    refused(home, "library = /lib/x.so\nslot = -1\n", "slot = -1");
    refused(home, "library = /lib/x.so\nlibrary = /lib/y.so\nslot = 1\n", "the line");
    refused(home, "library = /lib/none-such.so\nslot = 1\n", "No PKCS#11 token at");
    Files.setPosixFilePermissions(cfg, PosixFilePermissions.fromString("rw-rw-rw-"));
    refused(home, "library = /lib/x.so\nslot = 1\n", "chmod 600");
  }

  private static void refused(Path home, String text, String said) throws IOException {
    Files.writeString(home.resolve("pkcs11.cfg"), text);
    assertThatThrownBy(() -> SiteKeyStores.open(home, "fra").createIfAbsent("fra/a"))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GUARD_MISSING))
        .hasMessageContaining(said);
  }

  /** Runs a trial at a token of its own, in a process that was told where the token is. */
  private String trial(String pin, String... args) throws Exception {
    if (SoftToken.library().isEmpty()) {
      String why = "PKCS#11 test did not run: no SoftHSM2 (libsofthsm2.so); install softhsm2";
      System.out.println(why);
      Assumptions.abort(why);
    }
    Path conf = SoftToken.init(folder, pin);
    Path home =
        SoftToken.use(Homes.make(folder.resolve("home")), SoftToken.library().orElseThrow());
    String[] all =
        Stream.concat(Stream.of(home.toString()), Stream.of(args)).toArray(String[]::new);
    ProcessBuilder jvm = Jvm.start(StoreTrial.class, all);
    jvm.environment().put("SOFTHSM2_CONF", conf.toString());
    Process process = jvm.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
