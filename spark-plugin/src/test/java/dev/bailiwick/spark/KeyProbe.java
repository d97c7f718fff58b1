package dev.bailiwick.spark;

import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;

/** Runs in executors: asks for a key, and says what came of it. */
final class KeyProbe {
  private KeyProbe() {}

  static String ask(String sites) {
    String site = SiteRuntime.get().site();
    try {
      SiteRuntime.get().key(KeyScope.parse("parameters@" + sites));
      return site + ": released";
    } catch (BailiwickException e) {
      return site + ": " + e.code();
    }
  }
}
