package dev.bailiwick.sharding.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.sharding.KeySheet;
import dev.bailiwick.sharding.SiteHome;
import dev.bailiwick.sharding.SiteKeyStore;
import dev.bailiwick.sharding.SiteKeyStores;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The opened keys of a run's shards, in this process, for a few seconds: files are opened by the
 * hundred, and a token takes milliseconds a key. Kept by site and site home, so that keys of one
 * site are never found under another's.
 */
final class RunKeys {
  /** How long an opened key is kept, in seconds: revocation is late by so much. */
  static final int CACHE_SECONDS = 10;

  private static final Map<String, RunKeys> CACHE = new ConcurrentHashMap<>();

  private final KeySheet sheet;
  private final long opened = System.nanoTime();
  private final Map<String, byte[]> keys = new ConcurrentHashMap<>();

  private RunKeys(KeySheet sheet) {
    this.sheet = sheet;
  }

  /** The keys of a run's folder; reads its sheet if that is not known. */
  static RunKeys of(Path folder, Configuration conf) {
    return known(folder).orElseGet(() -> keep(folder, SheetFiles.require(folder, conf)));
  }

  /** The same; empty if the folder has no sheet. */
  static Optional<RunKeys> find(Path folder, Configuration conf) {
    return known(folder).or(() -> SheetFiles.find(folder, conf).map(sheet -> keep(folder, sheet)));
  }

  /** Keeps the keys of this sheet from now on. */
  static RunKeys keep(Path folder, KeySheet sheet) {
    RunKeys keys = new RunKeys(sheet);
    CACHE.put(name(folder), keys);
    return keys;
  }

  private static Optional<RunKeys> known(Path folder) {
    long now = System.nanoTime();
    CACHE.values().removeIf(k -> k.isOld(now));
    return Optional.ofNullable(CACHE.get(name(folder)));
  }

  private static String name(Path folder) {
    return SiteHome.provenSite().orElse("unproven") + " " + home() + " " + folder.toUri();
  }

  /** Forgets all keys of this process. */
  static void forget() {
    CACHE.clear();
  }

  private boolean isOld(long now) {
    return now - opened > TimeUnit.SECONDS.toNanos(CACHE_SECONDS);
  }

  /** The columns that have keys of their own. */
  Set<String> columns() {
    return Set.copyOf(sheet.columns());
  }

  /**
   * The run's key of a column, or of the dataset for the empty name; not a copy.
   *
   * @throws BailiwickException KEY_NOT_RELEASED, NOT_AUTHENTIC
   */
  byte[] key(String column) {
    return keys.computeIfAbsent(column, c -> sheet.open(store(), c));
  }

  private static SiteKeyStore store() {
    return SiteKeyStores.open();
  }

  /**
   * A process without a home may still open files in clear; a sealed one fails at the key store.
   */
  private static String home() {
    try {
      return SiteHome.path().toString();
    } catch (BailiwickException e) {
      return "nowhere";
    }
  }
}
