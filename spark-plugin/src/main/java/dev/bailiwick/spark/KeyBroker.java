package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the keys of this application, and says who may have them: for each scope one that lasts as
 * long as the application, for updates and statistics, and one for each epoch in which shuffles are
 * written.
 *
 * <p>The driver is at a site, too: it makes a key only if its own site is in the scope, because who
 * makes a key has it. Keys of other scopes are made by executors ({@link MemberKeys}). Thread-safe.
 */
public final class KeyBroker {
  /** The epoch of keys that do not rotate. */
  static final int LASTING = 0;

  private final String application;
  private final String driverSite;
  private final ShuffleEpochs epochs;
  private final Map<Id, EpochKey> keys = new HashMap<>();
  private boolean ended;

  private record Id(KeyScope scope, int epoch) {}

  KeyBroker(String application, String driverSite, ShuffleEpochs epochs) {
    this.application = application;
    this.driverSite = driverSite;
    this.epochs = epochs;
  }

  /**
   * The lasting key of a scope, for the driver's own use; made at the first call.
   *
   * @throws BailiwickException POLICY_DENIED when the driver's site is not in the scope;
   *     KEY_NOT_RELEASED when the application has ended
   */
  public synchronized EpochKey key(KeyScope scope) {
    return key(scope, LASTING);
  }

  private EpochKey key(KeyScope scope, int epoch) {
    if (!makes(scope)) {
      throw new BailiwickException(
          ErrorCode.POLICY_DENIED,
          "The driver runs at site "
              + driverSite
              + ", which may not hold the key of "
              + scope
              + ", and so cannot have it: members of that set make it among themselves. Where the"
              + " driver itself has to open what is sealed, run it at a site in that set.");
    }
    if (ended) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "The application " + application + " has ended, and its keys with it.");
    }
    return keys.computeIfAbsent(
        new Id(scope, epoch), id -> EpochKey.random(application, id.scope(), id.epoch()));
  }

  /**
   * The key of a scope, to be sealed for a node at this site.
   *
   * @param epoch {@link #LASTING}, or an epoch that was granted for a shuffle
   * @param site the site that the node has proven
   * @throws BailiwickException KEY_NOT_RELEASED when that site is not in the scope, or the epoch is
   *     not one that lives; POLICY_DENIED when the driver's site is not in the scope
   */
  synchronized EpochKey release(KeyScope scope, int epoch, String site) {
    if (!scope.permits(site)) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "The key of " + scope + " is not released to site " + site + ": it is not in that set.");
    }
    if (epoch != LASTING && !epochs.isLive(scope, epoch)) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "There is no epoch "
              + epoch
              + " of "
              + scope
              + ", or it is over: the shuffles that were written in it are gone, and its key.");
    }
    return key(scope, epoch);
  }

  /** Whether the driver makes the keys of a scope; where it does not, its members do. */
  boolean makes(KeyScope scope) {
    return scope.permits(driverSite);
  }

  /** What a writer is told whose key the driver may not have. */
  synchronized ShuffleEpochs.Grant byMembers(KeyScope scope) {
    return new ShuffleEpochs.Grant(scope, LASTING, Duration.ZERO, 0, epochs.oldest());
  }

  /** The epoch in which a shuffle is written from now on. */
  synchronized ShuffleEpochs.Grant grant(int shuffle, KeyScope scope) {
    return epochs.grant(shuffle, scope);
  }

  /** What a writer says that it sealed since its last report. */
  synchronized void sealed(int epoch, long bytes) {
    epochs.sealed(epoch, bytes);
  }

  /** The epochs in which a shuffle was written for these sites. */
  synchronized int[] epochs(int shuffle, KeyScope scope) {
    return epochs.of(shuffle, scope);
  }

  /** A shuffle is gone: overwrites the keys that only it needed. */
  synchronized void shuffleEnded(int shuffle) {
    for (ShuffleEpochs.Over over : epochs.ended(shuffle)) {
      EpochKey key = keys.remove(new Id(over.scope(), over.epoch()));
      if (key != null) {
        key.destroy();
      }
    }
  }

  /** How many epochs of shuffle keys were begun so far. */
  public synchronized int epochsBegun() {
    return epochs.begun();
  }

  /** How many epochs of shuffle keys live now. */
  public synchronized int epochsAlive() {
    return epochs.alive();
  }

  /** The keys that there are now. For tests, which look for them where they must not be. */
  synchronized List<EpochKey> all() {
    return new ArrayList<>(keys.values());
  }

  /** Overwrites every key; none is made after that. */
  synchronized void destroy() {
    ended = true;
    keys.values().forEach(EpochKey::destroy);
    keys.clear();
  }
}
