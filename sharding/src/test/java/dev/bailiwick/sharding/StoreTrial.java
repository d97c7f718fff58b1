package dev.bailiwick.sharding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What every key store must do, whatever keeps its keys. */
final class StoreTrial {
  private static final byte[] DATA_KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final byte[] AAD = "what it is for".getBytes(UTF_8);

  private final Path home;

  StoreTrial(Path home) {
    this.home = home;
  }

  /** In a JVM of its own: the site home, and what to do there. */
  public static void main(String[] args) {
    StoreTrial trial = new StoreTrial(Path.of(args[0]));
    switch (args[1]) {
      case "all" -> trial.all();
      case "destroy" -> assertThat(trial.store().destroy(args[2])).isTrue();
      case "wait-for-destroy" -> trial.seesWhatAnotherProcessDestroys(args);
      default -> throw new IllegalArgumentException(args[1]);
    }
    System.out.println("trial passed");
  }

  private SiteKeyStore store() {
    return SiteKeyStores.open(home, "fra");
  }

  void all() {
    wrapsUnderTheNewestVersionAndOpensUnderEach();
    tellsWhatWasDestroyedFromWhatWasAltered();
    neverMakesAVersionTwice();
    bindsIdVersionAndPurpose();
  }

  private void wrapsUnderTheNewestVersionAndOpensUnderEach() {
    SiteKeyStore store = store();
    assertThat(store.createIfAbsent("fra/a")).isTrue();
    assertThat(store.createIfAbsent("fra/a")).isFalse();
    byte[] first = store.wrap("fra/a", DATA_KEY, AAD);
    assertThat(store.addVersion("fra/a", 2)).isTrue();
    assertThat(store.addVersion("fra/a", 2)).isFalse();
    byte[] second = store.wrap("fra/a", DATA_KEY, AAD);
    assertThat(SiteKeyStore.versionOf(first)).isEqualTo(1);
    assertThat(SiteKeyStore.versionOf(second)).isEqualTo(2);
    assertThat(store.unwrap("fra/a", first, AAD)).isEqualTo(DATA_KEY);
    assertThat(store.unwrap("fra/a", second, AAD)).isEqualTo(DATA_KEY);
    assertThat(store.versions("fra/a")).containsExactly(1, 2);
    assertThat(store.newestVersion("fra/a")).isEqualTo(2);
    assertThat(new String(second, UTF_8)).doesNotContain("01234567");
    assertThat(store.destroyVersion("fra/a", 1)).isTrue();
    assertThat(store.destroyVersion("fra/a", 1)).isFalse();
    refused(() -> store.unwrap("fra/a", first, AAD), ErrorCode.KEY_NOT_RELEASED, "Version 1");
    assertThat(store.unwrap("fra/a", second, AAD)).isEqualTo(DATA_KEY);
  }

  private void tellsWhatWasDestroyedFromWhatWasAltered() {
    SiteKeyStore store = store();
    store.createIfAbsent("fra/b");
    byte[] wrapped = store.wrap("fra/b", DATA_KEY, AAD);
    for (int i = 0; i < wrapped.length; i++) {
      byte[] altered = wrapped.clone();
      altered[i] ^= 1;
      refused(() -> store.unwrap("fra/b", altered, AAD), ErrorCode.NOT_AUTHENTIC, "'fra/b'");
    }
    refused(() -> store.unwrap("fra/b", new byte[7], AAD), ErrorCode.NOT_AUTHENTIC, "'fra/b'");
    assertThat(store.destroy("fra/b")).isTrue();
    assertThat(store.destroy("fra/b")).isFalse();
    refused(
        () -> store.unwrap("fra/b", wrapped, AAD),
        ErrorCode.KEY_NOT_RELEASED,
        "it was destroyed at 2");
    refused(() -> store.wrap("fra/b", DATA_KEY, AAD), ErrorCode.KEY_NOT_RELEASED, "'fra/b'");
    refused(() -> store.newestVersion("fra/b"), ErrorCode.KEY_NOT_RELEASED, "'fra/b'");
    refused(
        () -> store.unwrap("iad/b", wrapped, AAD),
        ErrorCode.KEY_NOT_RELEASED,
        "belongs to site 'iad'");
  }

  private void neverMakesAVersionTwice() {
    SiteKeyStore store = store();
    store.createIfAbsent("fra/c");
    byte[] wrapped = store.wrap("fra/c", DATA_KEY, AAD);
    store.destroy("fra/c");
    assertThat(store.unusedVersion("fra/c")).isEqualTo(2);
    refused(() -> store.addVersion("fra/c", 1), ErrorCode.BAD_ARGUMENT, "was destroyed");
    assertThat(store.createIfAbsent("fra/c")).isTrue();
    assertThat(store.versions("fra/c")).containsExactly(2);
    refused(() -> store.unwrap("fra/c", wrapped, AAD), ErrorCode.KEY_NOT_RELEASED, "Version 1");
  }

  private void bindsIdVersionAndPurpose() {
    SiteKeyStore store = store();
    store.createIfAbsent("fra/d");
    store.addVersion("fra/d", 2);
    store.createIfAbsent("fra/d/columns/x");
    byte[] wrapped = store.wrap("fra/d", DATA_KEY, AAD);
    refused(
        () -> store.unwrap("fra/d", wrapped, "another".getBytes(UTF_8)),
        ErrorCode.NOT_AUTHENTIC,
        "did not open");
    byte[] older = wrapped.clone();
    older[4] = 1;
    refused(() -> store.unwrap("fra/d", older, AAD), ErrorCode.NOT_AUTHENTIC, "did not open");
    byte[] column = store.wrap("fra/d/columns/x", DATA_KEY, AAD);
    refused(() -> store.unwrap("fra/d", column, AAD), ErrorCode.NOT_AUTHENTIC, "did not open");
    assertThat(store.keyIds()).contains("fra/d", "fra/d/columns/x").doesNotContain("fra/b");
  }

  /** This process has the token open while another one destroys a key in it. */
  private void seesWhatAnotherProcessDestroys(String[] args) {
    SiteKeyStore store = store();
    store.createIfAbsent(args[2]);
    byte[] wrapped = store.wrap(args[2], DATA_KEY, AAD);
    assertThat(store.unwrap(args[2], wrapped, AAD)).isEqualTo(DATA_KEY);
    try {
      Process other = Jvm.start(StoreTrial.class, args[0], "destroy", args[2]).inheritIO().start();
      assertThat(other.waitFor()).isZero();
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    refused(() -> store.unwrap(args[2], wrapped, AAD), ErrorCode.KEY_NOT_RELEASED, args[2]);
  }

  private static void refused(ThrowingCallable call, ErrorCode code, String said) {
    assertThatThrownBy(call).hasMessageContaining(said);
    assertThat(catchThrowableOfType(BailiwickException.class, call).code()).isEqualTo(code);
  }
}
