package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyRelay;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.Membership;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.shuffle.KeyLostException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of this executor that the driver may not have: made here or handed on by other members,
 * through a driver that cannot open them. Who has one serves the others, in a thread of its own.
 * Thread-safe.
 */
final class MemberKeys {
  private static final Logger LOG = LoggerFactory.getLogger(MemberKeys.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 50;
  private static final long SERVE_MILLIS = 100;

  private final Membership membership;
  private final String executorId;
  private final Driver driver;
  private final Map<KeyScope, EpochKey> toWrite = new ConcurrentHashMap<>();
  private final Map<String, Object> locks = new ConcurrentHashMap<>();
  private final AtomicBoolean serving = new AtomicBoolean();
  private volatile boolean closed;

  /** The way to the driver. */
  @FunctionalInterface
  interface Driver {
    /** Sends a message, and waits for the answer. */
    Object ask(Object message);
  }

  /**
   * @param driver sends a message to the driver and waits for its answer
   */
  MemberKeys(Membership membership, String executorId, Driver driver) {
    this.membership = membership;
    this.executorId = executorId;
    this.driver = driver;
  }

  /** Whether keys of this scope come from here, and not from the driver. */
  boolean isFor(KeyScope scope) {
    return membership.isFor(scope);
  }

  /** The key under which this process writes: the same until it ends. */
  EpochKey toWrite(KeyScope scope) {
    synchronized (lock(scope.toString())) {
      EpochKey known = toWrite.get(scope);
      if (known != null) {
        return known;
      }
      EpochKey key =
          fetch(membership.ask(scope))
              .orElseThrow(
                  () -> unavailable("The driver says that a new key of " + scope + " is lost"));
      toWrite.put(scope, key);
      return key;
    }
  }

  /**
   * The key of an epoch, under which somebody wrote.
   *
   * @throws KeyLostException if nobody has it any more
   */
  EpochKey toRead(KeyScope scope, int epoch) throws IOException {
    synchronized (lock(scope + "#" + epoch)) {
      Optional<EpochKey> held = membership.held(scope, epoch);
      if (held.isPresent()) {
        return held.get();
      }
      Optional<EpochKey> key = fetch(membership.ask(scope, epoch));
      if (key.isEmpty()) {
        throw new KeyLostException(
            "Every executor that had the key of "
                + scope
                + "#"
                + epoch
                + " is lost, and the key with them");
      }
      return key.get();
    }
  }

  private Object lock(String what) {
    return locks.computeIfAbsent(what, w -> new Object());
  }

  private Optional<EpochKey> fetch(byte[] request) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    MemberWire.Answer answer = new MemberWire.Answer(driver.ask(new MemberWire.Ask(request)));
    while (answer.kind() == KeyRelay.Kind.WAIT) {
      if (System.nanoTime() - until > 0) {
        throw unavailable("No executor that has it handed the key on in " + PATIENCE);
      }
      sleep(LOOK_MILLIS);
      answer = new MemberWire.Answer(driver.ask(new MemberWire.Look(KeyRelay.id(request))));
    }
    @Nullable EpochKey key =
        switch (answer.kind()) {
          case ORDER -> membership.make(answer.message());
          case DELIVERY -> membership.open(answer.message());
          case DECLINED ->
              throw new BailiwickException(
                  ErrorCode.KEY_NOT_RELEASED,
                  "The executors that have the key do not hand it on: " + answer.text());
          case LOST, WAIT -> null;
        };
    if (key != null) {
      serve();
    }
    return Optional.ofNullable(key);
  }

  private void serve() {
    if (!closed && serving.compareAndSet(false, true)) {
      Thread thread = new Thread(this::serveUntilClosed, "bailiwick-member-keys");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void serveUntilClosed() {
    while (!closed) {
      try {
        sleep(SERVE_MILLIS);
        var errands = new MemberWire.Errands(driver.ask(new MemberWire.Idle(executorId)));
        for (int i = 0; i < errands.count(); i++) {
          driver.ask(answer(errands.id(i), errands.request(i), errands.epoch(i)));
        }
      } catch (RuntimeException e) {
        // Who waits asks again; this thread must go on, or nobody else would get the key.
        if (!closed) {
          LOG.warn("The driver could not be asked for requests of other members", e);
        }
      }
    }
  }

  private Object answer(String id, byte[] request, int epoch) {
    try {
      return new MemberWire.Handed(id, membership.answer(request, epoch));
    } catch (BailiwickException e) {
      LOG.warn("A member's request for a key is not answered", e);
      return new MemberWire.Declined(
          id, executorId, e.code() != ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("Interrupted while a key was waited for");
    }
  }

  private static BailiwickException unavailable(String text) {
    return new BailiwickException(ErrorCode.UNAVAILABLE, text);
  }

  /** Overwrites the keys, and serves nobody any more. */
  void close() {
    closed = true;
    membership.close();
  }
}
