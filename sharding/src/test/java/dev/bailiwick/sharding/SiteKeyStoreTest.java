package dev.bailiwick.sharding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteKeyStoreTest {
  private static final byte[] DATA_KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final byte[] AAD = "what it is for".getBytes(UTF_8);

  @TempDir Path folder;

  @Test
  void aWrappedKeyComesBackAndDoesNotShow() {
    SiteKeyStore store = SiteKeyStores.open(Homes.make(folder), "fra");
    assertThat(store.createIfAbsent("fra/adult")).isTrue();
    byte[] wrapped = store.wrap("fra/adult", DATA_KEY, AAD);
    assertThat(new String(wrapped, UTF_8)).doesNotContain("01234567");
    assertThat(store.unwrap("fra/adult", wrapped, AAD)).isEqualTo(DATA_KEY);
  }

  @Test
  void wrappingTwiceGivesDifferentBytes() {
    SiteKeyStore store = SiteKeyStores.open(Homes.make(folder), "fra");
    store.createIfAbsent("fra/adult");
    assertThat(store.wrap("fra/adult", DATA_KEY, AAD))
        .isNotEqualTo(store.wrap("fra/adult", DATA_KEY, AAD));
  }

  @Test
  void aKeyOfAnotherSiteIsDeniedByNameOfKeyAndSite() {
    SiteKeyStore fra = SiteKeyStores.open(Homes.make(folder.resolve("fra")), "fra");
    SiteKeyStore iad = SiteKeyStores.open(Homes.make(folder.resolve("iad")), "iad");
    fra.createIfAbsent("fra/adult");
    iad.createIfAbsent("iad/adult");
    byte[] wrapped = fra.wrap("fra/adult", DATA_KEY, AAD);
    assertThatThrownBy(() -> iad.unwrap("fra/adult", wrapped, AAD))
        .isInstanceOfSatisfying(
            BailiwickException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_NOT_RELEASED))
        .hasMessageContaining("'fra/adult'")
        .hasMessageContaining("'iad'")
        .hasMessageContaining("'fra'");
  }

  @Test
  void everyFlippedBitOfAWrappedKeyIsFound() {
    SiteKeyStore store = SiteKeyStores.open(Homes.make(folder), "fra");
    store.createIfAbsent("fra/adult");
    byte[] wrapped = store.wrap("fra/adult", DATA_KEY, AAD);
    for (int i = 0; i < wrapped.length; i += 7) {
      byte[] altered = wrapped.clone();
      altered[i] ^= 1;
      assertThatThrownBy(() -> store.unwrap("fra/adult", altered, AAD))
          .isInstanceOfSatisfying(
              BailiwickException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC));
    }
  }

  @Test
  void aKeyWrappedForOnePurposeDoesNotOpenForAnother() {
    SiteKeyStore store = SiteKeyStores.open(Homes.make(folder), "fra");
    store.createIfAbsent("fra/adult");
    byte[] wrapped = store.wrap("fra/adult", DATA_KEY, AAD);
    assertThatThrownBy(() -> store.unwrap("fra/adult", wrapped, "another".getBytes(UTF_8)))
        .hasMessageContaining("did not open");
  }

  @Test
  void aDestroyedKeyIsDeniedAtOnce() {
    SiteKeyStore store = SiteKeyStores.open(Homes.make(folder), "fra");
    store.createIfAbsent("fra/adult");
    byte[] wrapped = store.wrap("fra/adult", DATA_KEY, AAD);
    assertThat(store.destroy("fra/adult")).isTrue();
    assertThatThrownBy(() -> store.unwrap("fra/adult", wrapped, AAD))
        .isInstanceOfSatisfying(
            BailiwickException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_NOT_RELEASED))
        .hasMessageContaining("it was destroyed")
        .hasMessageNotContaining("belongs to site");
  }

  @Test
  void aKeyThatIsShorterIsNotUsed() throws Exception {
    Path home = Homes.make(folder);
    Files.writeString(home.resolve("password"), " with blanks \n");
    putKey(home, "fra/adult#1", " with blanks ", 16);
    SiteKeyStore store = SiteKeyStores.open(home, "fra");
    assertThatThrownBy(() -> store.wrap("fra/adult", DATA_KEY, AAD))
        .hasMessageContaining("'fra/adult' is AES of 128 bits; expected AES of 256");
    putKey(home, "fra/adult#1", " with blanks ", 32);
    assertThat(store.unwrap("fra/adult", store.wrap("fra/adult", DATA_KEY, AAD), AAD))
        .isEqualTo(DATA_KEY);
  }

  private static void putKey(Path home, String alias, String password, int bytes) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setEntry(
        alias,
        new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[bytes], "AES")),
        new KeyStore.PasswordProtection(password.toCharArray()));
    Path file = home.resolve("keys.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void checkpointsHaveAKeyThatNoDatasetHas() {
    assertThat(KeyIds.ofCheckpoints("fra", "adult")).isEqualTo("fra/adult/checkpoints");
    assertThat(KeyIds.siteOf("fra/adult/checkpoints")).isEqualTo("fra");
    for (String other : List.of("adult-checkpoints", "adult/checkpoints", "Adult.Checkpoints")) {
      assertThat(KeyIds.of("fra", other)).isNotEqualTo(KeyIds.ofCheckpoints("fra", "adult"));
    }
  }

  @Test
  void aHomeThatOthersCanEnterIsRefused() throws IOException {
    Path home = Homes.make(folder);
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-x---"));
    assertThatThrownBy(() -> SiteKeyStores.open(home, "fra").createIfAbsent("fra/adult"))
        .hasMessageContaining("rwxr-x---")
        .hasMessageContaining("chmod 700");
  }

  @Test
  void manyWritersMakeEachKeyOnceAndLoseNone() throws Exception {
    Path home = Homes.make(folder);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> tasks =
          IntStream.range(0, 24)
              .<Callable<Boolean>>mapToObj(
                  i -> () -> SiteKeyStores.open(home, "fra").createIfAbsent("fra/d" + i % 6))
              .toList();
      int made = 0;
      for (Future<Boolean> f : pool.invokeAll(tasks)) {
        made += f.get() ? 1 : 0;
      }
      assertThat(made).isEqualTo(6);
    } finally {
      pool.shutdownNow();
    }
    for (int i = 0; i < 6; i++) {
      assertThat(SiteKeyStores.open(home, "fra").createIfAbsent("fra/d" + i)).isFalse();
    }
    try (var left = Files.list(home)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("keys.p12", "keys.p12.lock", "password");
    }
  }

  @Test
  void aPasswordThatOthersCanReadIsRefused() throws IOException {
    Path home = Homes.make(folder);
    Files.setPosixFilePermissions(
        home.resolve("password"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> SiteKeyStores.open(home, "fra").createIfAbsent("fra/adult"))
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GUARD_MISSING))
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aWrongPasswordSaysWhichFileAndNoSecret() throws IOException {
    Path home = Homes.make(folder);
    SiteKeyStores.open(home, "fra").createIfAbsent("fra/adult");
    Files.writeString(home.resolve("password"), "another secret");
    assertThatThrownBy(() -> SiteKeyStores.open(home, "fra").wrap("fra/adult", DATA_KEY, AAD))
        .hasMessageContaining("keys.p12")
        .hasMessageNotContaining("another secret");
  }

  @Test
  void aRecordOfDestroyedKeysNamesKeysAndNoSecrets() throws IOException {
    Path home = Homes.make(folder);
    SiteKeyStore store = SiteKeyStores.open(home, "fra");
    store.createIfAbsent("fra/adult");
    store.destroy("fra/adult");
    Path destroyed = home.resolve("destroyed");
    assertThat(Files.readString(destroyed)).matches("2\\S+Z fra/adult#1\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(destroyed)))
        .isEqualTo("rw-------");
  }
}
