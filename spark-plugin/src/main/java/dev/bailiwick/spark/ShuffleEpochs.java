package dev.bailiwick.spark;

import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which epochs of shuffle keys there are, and which shuffles were written in each. Not thread-safe:
 * {@link KeyBroker} guards it.
 *
 * <p>An epoch is of one scope. It is current until it is older than the limit of time, or more than
 * the limit of bytes was sealed in it; then the next one who writes gets a new one. It lives until
 * the last shuffle that was written in it is gone, also while it is current: no key outlives its
 * shuffles. Numbers count over all scopes of an application from 1, and no number comes twice; 0 is
 * the epoch of keys that do not rotate.
 */
final class ShuffleEpochs {
  /** An executor asks again at the latest after this part of the limit. */
  private static final long ALLOWANCES = 64;

  private final long lifeNanos;
  private final long limitBytes;
  private final LongSupplier nanoTime;
  private final Map<Integer, Epoch> live = new LinkedHashMap<>();
  private final Map<KeyScope, Epoch> current = new LinkedHashMap<>();
  private int newest;

  /** One epoch. */
  private static final class Epoch {
    private final KeyScope scope;
    private final int number;
    private final long begun;
    private final Set<Integer> shuffles = new HashSet<>();
    private long bytes;

    private Epoch(KeyScope scope, int number, long begun) {
      this.scope = scope;
      this.number = number;
      this.begun = begun;
    }
  }

  /** What a writer may do: seal in this epoch for so long, and so many bytes. */
  record Grant(KeyScope scope, int epoch, Duration time, long bytes, int oldest) {}

  /** A key that nobody needs any more. */
  record Over(KeyScope scope, int epoch) {}

  ShuffleEpochs(Duration life, long limitBytes, LongSupplier nanoTime) {
    this.lifeNanos = life.toNanos();
    this.limitBytes = limitBytes;
    this.nanoTime = nanoTime;
  }

  /** The epoch in which a shuffle is written from now on. */
  Grant grant(int shuffle, KeyScope scope) {
    Epoch epoch = current.get(scope);
    if (epoch == null || age(epoch) >= lifeNanos || epoch.bytes >= limitBytes) {
      epoch = begin(scope);
    }
    epoch.shuffles.add(shuffle);
    return new Grant(
        scope,
        epoch.number,
        Duration.ofNanos(lifeNanos - age(epoch)),
        Math.max(1, Math.min(limitBytes - epoch.bytes, limitBytes / ALLOWANCES)),
        oldest());
  }

  private long age(Epoch epoch) {
    return nanoTime.getAsLong() - epoch.begun;
  }

  private Epoch begin(KeyScope scope) {
    if (newest == Integer.MAX_VALUE) {
      throw new BailiwickException(
          ErrorCode.NO_ROOM, "This application has used up its epochs of keys; start another.");
    }
    newest++;
    Epoch begun = new Epoch(scope, newest, nanoTime.getAsLong());
    live.put(begun.number, begun);
    current.put(scope, begun);
    return begun;
  }

  /** So much was sealed in an epoch since the last report; what is of no live epoch is ignored. */
  void sealed(int epoch, long bytes) {
    Epoch known = live.get(epoch);
    if (known != null && bytes > 0) {
      known.bytes = bytes > Long.MAX_VALUE - known.bytes ? Long.MAX_VALUE : known.bytes + bytes;
    }
  }

  /** The epochs in which a shuffle was written for these sites, oldest first. */
  int[] of(int shuffle, KeyScope scope) {
    return live.values().stream()
        .filter(e -> e.scope.equals(scope) && e.shuffles.contains(shuffle))
        .mapToInt(e -> e.number)
        .toArray();
  }

  boolean isLive(KeyScope scope, int epoch) {
    Epoch known = live.get(epoch);
    return known != null && known.scope.equals(scope);
  }

  /** A shuffle is gone; the epochs that are over with it. */
  List<Over> ended(int shuffle) {
    List<Over> over = new ArrayList<>();
    live.values()
        .removeIf(
            epoch -> {
              boolean ends = epoch.shuffles.remove(shuffle) && epoch.shuffles.isEmpty();
              if (ends) {
                current.remove(epoch.scope, epoch);
                over.add(new Over(epoch.scope, epoch.number));
              }
              return ends;
            });
    return over;
  }

  /** The number of the oldest epoch that lives, or that will: every lower one is over. */
  int oldest() {
    @Nullable Integer first = live.isEmpty() ? null : live.keySet().iterator().next();
    return first == null ? newest + 1 : first;
  }

  /** How many epochs were begun so far. */
  int begun() {
    return newest;
  }

  /** How many live. */
  int alive() {
    return live.size();
  }
}
