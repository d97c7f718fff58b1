package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.sharding.KeyIds;
import dev.bailiwick.sharding.SiteKeyStore;
import dev.bailiwick.train.CheckpointKeys;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Keys of checkpoints: a fresh one for each file, wrapped by the key store of the coordinator's
 * site. Only that site opens them, and destroying its key {@code SITE/DATASET/checkpoints} destroys
 * them all.
 */
final class SiteCheckpointKeys implements CheckpointKeys {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SECRET_BYTES = 32;

  private final SiteKeyStore store;
  private final String keyId;
  private final String owner;
  private final KeyScope scope;

  SiteCheckpointKeys(SiteKeyStore store, String site, String dataset) {
    this.store = store;
    this.keyId = KeyIds.ofCheckpoints(site, dataset);
    this.owner = "checkpoints of " + dataset;
    this.scope = KeyScope.of(TransferClass.MODEL.id(), List.of(site));
    store.createIfAbsent(keyId);
  }

  @Override
  public Token create() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    try {
      return new Token(store.wrap(keyId, secret, aad()), key(secret));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public EpochKey open(byte[] token) {
    byte[] secret = store.unwrap(keyId, token, aad());
    try {
      return key(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  // The secret is 32 random bytes of this class's own, used for one file and wrapped at once.
  private EpochKey key(byte[] secret) {
    return EpochKey.dangerouslyOfSecret(scope, 0, owner, secret);
  }

  private byte[] aad() {
    return owner.getBytes(StandardCharsets.UTF_8);
  }
}
