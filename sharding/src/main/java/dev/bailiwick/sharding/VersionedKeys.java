package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** The key store over a {@link KeyBox}: the version of a key is an entry {@code ID#VERSION}. */
final class VersionedKeys implements SiteKeyStore {
  private static final Pattern ALIAS = Pattern.compile("([^#]+)#([1-9][0-9]{0,8})");
  private static final int KEY_BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyBox box;
  private final DestroyedKeys destroyed;
  private final String site;

  VersionedKeys(KeyBox box, DestroyedKeys destroyed, String site) {
    this.box = box;
    this.destroyed = destroyed;
    this.site = site;
  }

  @Override
  public byte[] wrap(String keyId, byte[] dataKey, byte[] aad) {
    byte[] nonce = new byte[WrappedKey.NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return box.read(
        (store, password) -> {
          SortedSet<Integer> versions = versions(store, keyId);
          if (versions.isEmpty()) {
            throw absent(keyId);
          }
          int newest = versions.last();
          SecretKey key = key(store, password, keyId, newest);
          return WrappedKey.wrap(box.gcm(), key, keyId, newest, nonce, dataKey, aad).bytes();
        });
  }

  @Override
  public byte[] unwrap(String keyId, byte[] wrapped, byte[] aad) {
    return box.read(
        (store, password) -> {
          SortedSet<Integer> versions = versions(store, keyId);
          if (versions.isEmpty()) {
            throw absent(keyId);
          }
          WrappedKey parts = WrappedKey.of(wrapped).orElseThrow(() -> notOurs(keyId, null));
          if (!versions.contains(parts.version())) {
            boolean older = parts.version() < versions.last();
            throw older || destroyed.of(keyId).containsKey(parts.version())
                ? gone(keyId, parts.version(), versions)
                : notOurs(keyId, null);
          }
          try {
            SecretKey key = key(store, password, keyId, parts.version());
            return parts.unwrap(box.gcm(), key, keyId, aad);
          } catch (AEADBadTagException e) {
            throw notOurs(keyId, e);
          }
        });
  }

  @Override
  public SortedSet<Integer> versions(String keyId) {
    return box.read((store, password) -> versions(store, keyId));
  }

  @Override
  public int newestVersion(String keyId) {
    SortedSet<Integer> versions = versions(keyId);
    if (versions.isEmpty()) {
      throw absent(keyId);
    }
    return versions.last();
  }

  @Override
  public List<String> keyIds() {
    return box.read(
        (store, password) -> {
          SortedSet<String> ids = new TreeSet<>();
          for (String alias : Collections.list(store.aliases())) {
            Matcher parts = ALIAS.matcher(alias);
            if (parts.matches()) {
              ids.add(parts.group(1));
            }
          }
          return new ArrayList<>(ids);
        });
  }

  @Override
  public boolean createIfAbsent(String keyId) {
    return box.update(
        (store, password) ->
            versions(store, keyId).isEmpty()
                && make(store, password, keyId, unusedVersion(store, keyId)));
  }

  @Override
  public int unusedVersion(String keyId) {
    return box.read((store, password) -> unusedVersion(store, keyId));
  }

  private int unusedVersion(KeyStore store, String keyId) throws GeneralSecurityException {
    SortedSet<Integer> used = versions(store, keyId);
    used.addAll(destroyed.of(keyId).keySet());
    return used.isEmpty() ? 1 : used.last() + 1;
  }

  @Override
  public boolean addVersion(String keyId, int version) {
    if (version < 1) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT, "Versions of a key are 1 and on, not " + version);
    }
    return box.update(
        (store, password) -> {
          if (versions(store, keyId).contains(version)) {
            return false;
          }
          if (destroyed.of(keyId).containsKey(version)) {
            throw new BailiwickException(
                ErrorCode.BAD_ARGUMENT,
                "Version " + version + " of key '" + keyId + "' was destroyed: take a newer one");
          }
          return make(store, password, keyId, version);
        });
  }

  @Override
  public boolean destroyVersion(String keyId, int version) {
    return box.update(
        (store, password) -> {
          boolean there = versions(store, keyId).contains(version);
          if (there) {
            destroyed.add(keyId, List.of(version));
            store.deleteEntry(alias(keyId, version));
          }
          return there;
        });
  }

  @Override
  public boolean destroy(String keyId) {
    return box.update(
        (store, password) -> {
          SortedSet<Integer> versions = versions(store, keyId);
          if (!versions.isEmpty()) {
            destroyed.add(keyId, versions);
          }
          for (int version : versions) {
            store.deleteEntry(alias(keyId, version));
          }
          return !versions.isEmpty();
        });
  }

  private boolean make(KeyStore store, char @Nullable [] password, String keyId, int version)
      throws GeneralSecurityException {
    store.setEntry(
        alias(keyId, version),
        new KeyStore.SecretKeyEntry(box.make()),
        password == null ? null : new KeyStore.PasswordProtection(password));
    return true;
  }

  private static String alias(String keyId, int version) {
    return keyId + "#" + version;
  }

  private static SortedSet<Integer> versions(KeyStore store, String keyId)
      throws GeneralSecurityException {
    SortedSet<Integer> versions = new TreeSet<>();
    for (String alias : Collections.list(store.aliases())) {
      Matcher parts = ALIAS.matcher(alias);
      if (parts.matches() && parts.group(1).equals(keyId)) {
        versions.add(Integer.valueOf(parts.group(2)));
      }
    }
    return versions;
  }

  private static SecretKey key(
      KeyStore store, char @Nullable [] password, String keyId, int version)
      throws GeneralSecurityException {
    Key found = store.getKey(alias(keyId, version), password);
    if (!(found instanceof SecretKey secret)) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "Entry '" + alias(keyId, version) + "' is no secret key: let Bailiwick make its keys");
    }
    return requireAes256(keyId, secret, password == null);
  }

  /** An operator can put any key into the store. */
  private static SecretKey requireAes256(String keyId, SecretKey secret, boolean inToken) {
    byte[] encoded = secret.getEncoded();
    int bits = encoded == null ? KEY_BITS : 8 * encoded.length;
    if (encoded != null) {
      Arrays.fill(encoded, (byte) 0);
    }
    if (inToken && encoded != null) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "Key '" + keyId + "' can be taken out of its token: let Bailiwick make its keys");
    }
    if (!secret.getAlgorithm().equals("AES") || bits != KEY_BITS) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "Key '"
              + keyId
              + "' is "
              + secret.getAlgorithm()
              + " of "
              + bits
              + " bits; expected AES of "
              + KEY_BITS
              + ": let Bailiwick make its keys");
    }
    return secret;
  }

  private BailiwickException absent(String keyId) {
    String owner = KeyIds.siteOf(keyId);
    List<Instant> on = new ArrayList<>(destroyed.of(keyId).values());
    return new BailiwickException(
        ErrorCode.KEY_NOT_RELEASED,
        "Key '"
            + keyId
            + "' is not in the key store of site '"
            + site
            + "': "
            + (owner.equals(site)
                ? (on.isEmpty()
                        ? "it was destroyed, or this is not the store in which it was made"
                        : "it was destroyed at " + on.get(on.size() - 1))
                    + "; without it, nothing opens what it seals"
                : "it belongs to site '"
                    + owner
                    + "', and only processes of that site can open what it seals"));
  }

  private BailiwickException gone(String keyId, int version, SortedSet<Integer> versions) {
    return new BailiwickException(
        ErrorCode.KEY_NOT_RELEASED,
        "Version "
            + version
            + " of key '"
            + keyId
            + "' is not in the key store of site '"
            + site
            + "', which has "
            + versions
            + ": it was destroyed after the key was rotated, and nothing opens what was wrapped"
            + " under it");
  }

  private static BailiwickException notOurs(String keyId, @Nullable Exception cause) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        "A wrapped data key did not open under key '"
            + keyId
            + "': it was altered, or wrapped under a key of that name that was since replaced",
        cause);
  }

  @Override
  public String toString() {
    return "SiteKeyStore[" + site + ", " + box.where() + "]";
  }
}
