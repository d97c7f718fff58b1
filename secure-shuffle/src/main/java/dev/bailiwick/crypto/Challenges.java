package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The challenges that wait for an answer, at most {@value #MAX_WAITING}: the oldest gives way. A
 * spent one is remembered as spent for as long as it would have waited, so that a replay is called
 * by its name.
 */
final class Challenges {
  static final int MAX_WAITING = 4096;
  static final Duration LIFE = Duration.ofSeconds(60);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** A hello and the challenge that answered it. */
  static final class Pending {
    private final byte[] hello;
    private final byte[] challenge;
    private final String executorId;
    private final long madeAt;
    private boolean spent;

    private Pending(byte[] hello, byte[] challenge, String executorId, long madeAt) {
      this.hello = hello;
      this.challenge = challenge;
      this.executorId = executorId;
      this.madeAt = madeAt;
    }

    byte[] hello() {
      return hello;
    }

    byte[] challenge() {
      return challenge;
    }

    String executorId() {
      return executorId;
    }
  }

  private final LongSupplier nanoseconds;
  private final Map<ByteBuffer, Pending> byNonce = new LinkedHashMap<>();

  Challenges(LongSupplier nanoseconds) {
    this.nanoseconds = nanoseconds;
  }

  byte[] answer(String application, byte[] hello, String executorId) {
    byte[] nonce = new byte[Messages.NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] challenge = new Messages.Challenge(application, Messages.SUITE_XWING, nonce).write();
    long now = nanoseconds.getAsLong();
    synchronized (this) {
      Iterator<Pending> oldestFirst = byNonce.values().iterator();
      while (oldestFirst.hasNext()) {
        // One over its life is still kept for another, to be called "too old" by name.
        boolean over = now - oldestFirst.next().madeAt > 2 * LIFE.toNanos();
        if (!over && byNonce.size() < MAX_WAITING) {
          break;
        }
        oldestFirst.remove();
      }
      byNonce.put(ByteBuffer.wrap(nonce), new Pending(hello.clone(), challenge, executorId, now));
    }
    return challenge;
  }

  synchronized Pending spend(byte[] nonce) {
    @Nullable Pending pending = byNonce.get(ByteBuffer.wrap(nonce));
    if (pending == null) {
      throw refused("answers a challenge that this driver did not make, or made long ago");
    }
    if (pending.spent) {
      throw refused("answers a challenge that was answered already: it was replayed");
    }
    pending.spent = true;
    if (nanoseconds.getAsLong() - pending.madeAt > LIFE.toNanos()) {
      throw refused(
          "answers a challenge that is older than " + LIFE.toSeconds() + " s: register again");
    }
    return pending;
  }

  private static BailiwickException refused(String why) {
    return new BailiwickException(ErrorCode.NOT_AUTHENTIC, "A registration " + why);
  }
}
