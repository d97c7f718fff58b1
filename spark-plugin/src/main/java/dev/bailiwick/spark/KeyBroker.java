package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the keys of this application, one for each scope, and says who may have them.
 *
 * <p>The driver is at a site, too: it makes a key only if its own site is in the scope, because who
 * makes a key has it. Keys of other scopes are made by executors ({@link MemberKeys}). Thread-safe.
 */
public final class KeyBroker {
  private final String application;
  private final String driverSite;
  private final Map<KeyScope, EpochKey> keys = new HashMap<>();
  private boolean ended;

  KeyBroker(String application, String driverSite) {
    this.application = application;
    this.driverSite = driverSite;
  }

  /**
   * The key of a scope, for the driver's own use; made at the first call.
   *
   * @throws BailiwickException POLICY_DENIED when the driver's site is not in the scope;
   *     KEY_NOT_RELEASED when the application has ended
   */
  public synchronized EpochKey key(KeyScope scope) {
    if (!scope.permits(driverSite)) {
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
    return keys.computeIfAbsent(scope, s -> EpochKey.random(application, s, 0));
  }

  /**
   * The key of a scope, to be sealed for a node at this site.
   *
   * @param site the site that the node has proven
   * @throws BailiwickException KEY_NOT_RELEASED when that site is not in the scope, POLICY_DENIED
   *     when the driver's is not
   */
  EpochKey release(KeyScope scope, String site) {
    if (!scope.permits(site)) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "The key of " + scope + " is not released to site " + site + ": it is not in that set.");
    }
    return key(scope);
  }

  /** Overwrites every key; none is made after that. */
  synchronized void destroy() {
    ended = true;
    keys.values().forEach(EpochKey::destroy);
    keys.clear();
  }
}
