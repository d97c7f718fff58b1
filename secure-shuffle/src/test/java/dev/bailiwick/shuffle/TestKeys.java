package dev.bailiwick.shuffle;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keys in memory: one a shuffle, made at the first question, which may be withheld. */
final class TestKeys implements ShuffleKeys {
  private final Map<Integer, EpochKey> keys = new ConcurrentHashMap<>();
  private final List<ShuffleFault> faults = new CopyOnWriteArrayList<>();
  private volatile boolean withheld;
  private volatile int lost = -1;

  @Override
  public EpochKey keyFor(int shuffleId, int reduceId) {
    if (withheld) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED, "site nrt may not have the key of shuffle " + shuffleId);
    }
    return keys.computeIfAbsent(
        shuffleId, id -> EpochKey.random(application(), KeyScope.ungoverned("intermediate"), id));
  }

  /** Until the shuffle is written again, as it would be under a key of another epoch. */
  @Override
  public @Nullable EpochKey keyToRead(
      int shuffleId, int reduceId, @Nullable String writer, int epoch) throws IOException {
    if (shuffleId == lost) {
      throw new KeyLostException("nobody has the key of shuffle " + shuffleId);
    }
    return ShuffleKeys.super.keyToRead(shuffleId, reduceId, writer, epoch);
  }

  @Override
  public EpochKey keyToWrite(int shuffleId, int reduceId) {
    if (shuffleId == lost) {
      keys.remove(shuffleId);
      lost = -1;
    }
    return keyFor(shuffleId, reduceId);
  }

  @Override
  public String application() {
    return "app-of-a-test";
  }

  @Override
  public void faultFound(ShuffleFault fault) {
    faults.add(fault);
  }

  List<ShuffleFault> faults() {
    return faults;
  }

  /** As if everybody who had this shuffle's key were gone. */
  void lose(int shuffleId) {
    lost = shuffleId;
  }

  void withhold() {
    withheld = true;
  }
}
