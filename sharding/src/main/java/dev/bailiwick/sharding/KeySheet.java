package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The keys of a run's shards at a site, wrapped by the site's key store: one of the dataset, and
 * one of each column that has a key of its own. It lies beside the shards, and holds no secret.
 *
 * <p>Each wrapped key is bound to the site, the dataset, the run and the column; that of the
 * dataset also to the list of columns, so that none can be taken from it. Nothing else vouches for
 * a sheet: what was read is only believed as far as its keys open.
 */
public final class KeySheet {
  /** The name of its file in the run's folder; Spark takes no file with this beginning for data. */
  public static final String FILE = "_keys.json";

  private static final int KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String site;
  private final RunFolder run;
  private final Map<String, SheetKey> keys;

  KeySheet(String site, RunFolder run, Collection<SheetKey> keys) {
    this.site = site;
    this.run = run;
    this.keys = new TreeMap<>();
    keys.forEach(k -> this.keys.put(k.column(), k));
  }

  /**
   * A sheet with new random keys. Key-encryption keys that the store lacks are made, those of
   * columns in the version of the dataset's, or a newer one.
   */
  public static KeySheet create(
      SiteKeyStore store, String site, RunFolder run, Collection<String> columns) {
    KeySheet empty = new KeySheet(site, run, List.of());
    List<String> names = new ArrayList<>(new TreeSet<>(columns));
    store.createIfAbsent(empty.idOf(""));
    List<SheetKey> keys = new ArrayList<>();
    keys.add(wrapped(store, empty, "", names));
    for (String name : names) {
      String id = empty.idOf(name);
      if (store.versions(id).isEmpty()) {
        store.addVersion(id, Math.max(keys.get(0).version(), store.unusedVersion(id)));
      }
      keys.add(wrapped(store, empty, name, names));
    }
    return new KeySheet(site, run, keys);
  }

  private static SheetKey wrapped(
      SiteKeyStore store, KeySheet sheet, String column, List<String> columns) {
    byte[] fresh = new byte[KEY_BYTES];
    RANDOM.nextBytes(fresh);
    try {
      return sheet.wrap(store, column, columns, fresh);
    } finally {
      Arrays.fill(fresh, (byte) 0);
    }
  }

  private SheetKey wrap(SiteKeyStore store, String column, List<String> columns, byte[] key) {
    return SheetKey.of(column, idOf(column), store.wrap(idOf(column), key, aad(column, columns)));
  }

  /** Reads a sheet that lies in this run's folder. {@code where} is for messages. */
  public static KeySheet read(String where, byte[] bytes, RunFolder folder) {
    KeySheet sheet = KeySheetJson.read(where, bytes);
    if (!sheet.run.equals(folder)) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          where
              + " is the key sheet of "
              + sheet.run
              + ", but lies with the shards of "
              + folder
              + ": it was exchanged; put the right one back");
    }
    for (SheetKey key : sheet.keys.values()) {
      if (!key.id().equals(sheet.idOf(key.column()))
          || key.version() != SiteKeyStore.versionOf(key.bytes())) {
        throw new BailiwickException(
            ErrorCode.NOT_AUTHENTIC,
            where
                + " says that version "
                + key.version()
                + " of key '"
                + key.id()
                + "' wraps "
                + sheet.named(key.column())
                + ", and the wrapped key says otherwise: the sheet was altered");
      }
    }
    return sheet;
  }

  /** Canonical JSON. */
  public byte[] bytes() {
    return KeySheetJson.write(this);
  }

  /**
   * A key of the run; the caller overwrites it.
   *
   * @param column the column; empty for the dataset's key
   * @throws BailiwickException KEY_NOT_RELEASED if the store has not its key-encryption key;
   *     NOT_AUTHENTIC if it was altered, or is not in the sheet
   */
  public byte[] open(SiteKeyStore store, String column) {
    SheetKey key = keys.get(column);
    if (key == null) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The key sheet of " + run + " has no " + named(column) + ": it was altered");
    }
    byte[] opened;
    try {
      opened = store.unwrap(key.id(), key.bytes(), aad(column, columns()));
    } catch (BailiwickException e) {
      throw new BailiwickException(
          e.code(),
          "The " + named(column) + " of the shards " + run + " stays closed: " + e.getMessage(),
          e);
    }
    if (opened.length != KEY_BYTES) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The " + named(column) + " of the shards " + run + " has " + opened.length + " bytes");
    }
    return opened;
  }

  /**
   * The same keys, wrapped by the newest versions; empty if they already are. A column whose
   * key-encryption key was destroyed stays closed.
   */
  public Optional<KeySheet> rewrapped(SiteKeyStore store) {
    List<SheetKey> fresh = new ArrayList<>();
    boolean changed = false;
    for (SheetKey key : keys.values()) {
      if (isClosed(store, key) || key.version() == store.newestVersion(key.id())) {
        fresh.add(key);
        continue;
      }
      byte[] opened = open(store, key.column());
      try {
        fresh.add(wrap(store, key.column(), columns(), opened));
        changed = true;
      } finally {
        Arrays.fill(opened, (byte) 0);
      }
    }
    return changed ? Optional.of(new KeySheet(site, run, fresh)) : Optional.empty();
  }

  /** Opens every key once, and forgets them; but for columns that are closed. */
  public void requireOpens(SiteKeyStore store) {
    for (SheetKey key : keys.values()) {
      if (!isClosed(store, key)) {
        Arrays.fill(open(store, key.column()), (byte) 0);
      }
    }
  }

  /** The columns that nothing opens any more: their key-encryption keys were destroyed. */
  public List<String> closedColumns(SiteKeyStore store) {
    return keys.values().stream().filter(k -> isClosed(store, k)).map(SheetKey::column).toList();
  }

  private static boolean isClosed(SiteKeyStore store, SheetKey key) {
    return !key.isOfDataset() && !store.versions(key.id()).contains(key.version());
  }

  /** The site whose store wraps it. */
  public String site() {
    return site;
  }

  /** The run's folder. */
  public RunFolder run() {
    return run;
  }

  /** The columns that have keys of their own, sorted. */
  public List<String> columns() {
    return keys.keySet().stream().filter(c -> !c.isEmpty()).toList();
  }

  /** The id of the key-encryption key of a column; of the dataset's for the empty name. */
  public String idOf(String column) {
    return column.isEmpty()
        ? KeyIds.of(site, run.dataset())
        : KeyIds.ofColumn(site, run.dataset(), column);
  }

  /** The version of the key-encryption key that wraps the dataset's key. */
  public int version() {
    SheetKey key = keys.get("");
    return key == null ? 0 : key.version();
  }

  Collection<SheetKey> keys() {
    return keys.values();
  }

  private String named(String column) {
    return column.isEmpty() ? "key of the dataset" : "key of column '" + column + "'";
  }

  private byte[] aad(String column, List<String> columns) {
    List<String> bound =
        new ArrayList<>(List.of("bailiwick shard key v1", site, run.dataset(), run.run(), column));
    if (column.isEmpty()) {
      bound.addAll(columns);
    }
    return RunFolder.bytes(bound);
  }

  @Override
  public String toString() {
    return "KeySheet[" + run + " at " + site + ", version " + version() + "]";
  }
}
