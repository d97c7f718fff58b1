package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.NodeIdentity;
import dev.bailiwick.crypto.Padding;
import dev.bailiwick.crypto.Registration;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/**
 * What this executor is and may have: its site, proven to the driver, and the keys that the driver
 * releases to that site. In local mode the driver's process is an executor, too. Thread-safe.
 */
public final class SiteRuntime {
  private static volatile @Nullable SiteRuntime installed;

  private final NodeIdentity identity;
  private final String application;
  private final String executorId;
  private final Registration registration;
  private final PluginContext context;
  private final TaskTouches touches;
  private final MemberKeys members;
  private final DriverShuffleKeys shuffles;
  private final Map<KeyScope, EpochKey> keys = new ConcurrentHashMap<>();
  private volatile boolean closed;

  SiteRuntime(
      NodeIdentity identity,
      String application,
      String executorId,
      Registration registration,
      PluginContext context,
      Padding shufflePadding) {
    this.identity = identity;
    this.application = application;
    this.executorId = executorId;
    this.registration = registration;
    this.context = context;
    this.touches = new TaskTouches(this);
    this.members = new MemberKeys(registration.membership(), executorId, this::ask);
    this.shuffles = new DriverShuffleKeys(this, shufflePadding);
  }

  /**
   * The one of this process.
   *
   * @throws BailiwickException GUARD_MISSING when this process has not registered
   */
  public static SiteRuntime get() {
    SiteRuntime runtime = installed;
    if (runtime == null) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "This process has not registered as an executor: is spark.plugins="
              + BailiwickPlugin.class.getName()
              + " set?");
    }
    return runtime;
  }

  static void install(SiteRuntime runtime) {
    installed = runtime;
  }

  /**
   * The end of this executor: overwrites its keys and the one with which it opened them. Whoever
   * still has one of them finds it destroyed, and none that is delivered later opens.
   */
  void close() {
    closed = true;
    registration.close();
    members.close();
    keys.values().forEach(EpochKey::destroy);
    shuffles.close();
    if (installed == this) {
      installed = null;
    }
  }

  /** The site that this process's certificate proves. */
  public String site() {
    return identity.site();
  }

  /** Who this process is. */
  public NodeIdentity identity() {
    return identity;
  }

  /** Unique to this start of the application. */
  public String application() {
    return application;
  }

  /** Spark's id of this executor. */
  public String executorId() {
    return executorId;
  }

  /**
   * The lasting key of a scope; asked for once, then kept until this process ends. It comes from
   * the driver, or from another executor where the driver's site is not in the scope.
   *
   * @throws BailiwickException KEY_NOT_RELEASED when this site is not in the scope, or the driver
   *     does not release it
   */
  public EpochKey key(KeyScope scope) {
    if (members.isFor(scope)) {
      return members.toWrite(scope);
    }
    EpochKey known = keys.get(scope);
    return known != null ? known : keys.computeIfAbsent(scope, s -> askKey(s, KeyBroker.LASTING));
  }

  /** The keys that the driver may not have. */
  MemberKeys members() {
    return members;
  }

  /** Asks the driver for the key of an epoch. */
  EpochKey askKey(KeyScope scope, int epoch) {
    byte[] request = registration.requestKey(scope, epoch);
    byte[] sealed = (byte[]) ask(new Wire.KeyRequest(request));
    EpochKey key = registration.openKey(sealed);
    if (closed) {
      // It came too late for close() to see it.
      key.destroy();
    }
    return key;
  }

  /** The keys of shuffles that this process has. */
  DriverShuffleKeys shuffles() {
    return shuffles;
  }

  /**
   * This task uses rows of this shard, which it may have read before: counted once a task, and
   * reported to the driver before the task ends.
   *
   * @param shard the shard's path, as the manifest says it
   */
  public void touched(String shard) {
    touches.touched(shard);
  }

  /** Counts bytes of this class that this process received from another site. */
  public void moved(String fromSite, TransferClass transferClass, long bytes) {
    tell(new Wire.Moved(fromSite, site(), transferClass.id(), bytes));
  }

  /** Puts on record that a wall held in this executor. */
  public void refused(String what, TransferClass transferClass, Denial.Layer layer, String text) {
    tell(new Wire.Refused(executorId, what, transferClass.id(), layer, text));
  }

  /** Asks the driver, and waits for its answer. */
  Object ask(Object message) {
    try {
      return context.ask(message);
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BailiwickException ours) {
          throw new BailiwickException(ours.code(), String.valueOf(ours.getMessage()), e);
        }
      }
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The driver did not answer: " + e.getMessage(), e);
    }
  }

  private void tell(Object message) {
    try {
      context.send(message);
    } catch (java.io.IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The driver could not be told: " + e.getMessage(), e);
    }
  }
}
