package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The keys of shuffle epochs that this process has, each with the shuffles for which it was asked.
 * When the last of these is removed from this process, the key is overwritten. Thread-safe.
 */
final class HeldEpochs {
  private final BiFunction<KeyScope, Integer, EpochKey> source;
  private final Map<Id, Held> held = new ConcurrentHashMap<>();

  private record Id(KeyScope scope, int epoch) {}

  /** One key, for whom it is here, and what was sealed under it and not yet reported. */
  static final class Held {
    private final EpochKey key;
    private final Set<Integer> shuffles = ConcurrentHashMap.newKeySet();
    private final LongAdder unreported = new LongAdder();

    private Held(EpochKey key) {
      this.key = key;
    }

    EpochKey key() {
      return key;
    }

    long unreported() {
      return unreported.sum();
    }
  }

  /**
   * @param source asks the driver for a key that is not here
   */
  HeldEpochs(BiFunction<KeyScope, Integer, EpochKey> source) {
    this.source = source;
  }

  /** The key, which stays at least as long as this shuffle. */
  Held use(int shuffle, KeyScope scope, int epoch) {
    Id id = new Id(scope, epoch);
    Held known = held.get(id);
    if (known == null || !known.shuffles.contains(shuffle)) {
      // Under the map's lock of this key, so that it is not dropped in between.
      known =
          held.compute(
              id,
              (i, before) -> {
                Held one = before != null ? before : new Held(source.apply(scope, epoch));
                one.shuffles.add(shuffle);
                return one;
              });
    }
    return known;
  }

  /** So much more was sealed under a key. */
  void sealed(EpochKey key, long bytes) {
    Held one = held.get(new Id(key.scope(), key.epoch()));
    if (one != null) {
      one.unreported.add(bytes);
    }
  }

  /** What was sealed since the last report, by epoch. */
  Map<Integer, Long> report() {
    Map<Integer, Long> all = new TreeMap<>();
    held.forEach(
        (id, one) -> {
          long bytes = one.unreported.sumThenReset();
          if (bytes > 0) {
            all.put(id.epoch(), bytes);
          }
        });
    return all;
  }

  /** A shuffle is gone from this process. */
  void removed(int shuffle) {
    for (Id id : held.keySet()) {
      held.computeIfPresent(
          id,
          (i, one) -> {
            boolean last = one.shuffles.remove(shuffle) && one.shuffles.isEmpty();
            return last ? dropped(one) : one;
          });
    }
  }

  /** Every epoch before this one is over: a task that outlived its shuffle may have asked again. */
  void over(int oldest) {
    for (Id id : held.keySet()) {
      if (id.epoch() < oldest) {
        held.computeIfPresent(id, (i, one) -> dropped(one));
      }
    }
  }

  /** The keys that are here. */
  List<EpochKey> all() {
    List<EpochKey> keys = new ArrayList<>();
    held.values().forEach(one -> keys.add(one.key));
    return keys;
  }

  /** Nothing, which is how a map is told to forget. */
  private static @Nullable Held dropped(Held one) {
    one.key.destroy();
    return null;
  }
}
