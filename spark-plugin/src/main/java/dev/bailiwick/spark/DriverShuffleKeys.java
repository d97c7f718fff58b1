package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.crypto.Padding;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.shuffle.ShuffleFault;
import dev.bailiwick.shuffle.ShuffleKeys;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of shuffles, as the driver grants them: for each shuffle that this process writes an
 * epoch, for a while; for each that it reads, the epochs in which it was written. What is known of
 * a shuffle, and the keys that only it needed, go when Spark removes it from this process.
 */
final class DriverShuffleKeys implements ShuffleKeys {
  private final SiteRuntime runtime;
  private final Padding padding;
  private final HeldEpochs held;
  private final Map<Integer, Lease> writing = new ConcurrentHashMap<>();
  private final Map<Blocks, Written> written = new ConcurrentHashMap<>();

  DriverShuffleKeys(SiteRuntime runtime, Padding padding) {
    this.runtime = runtime;
    this.padding = padding;
    this.held = new HeldEpochs(runtime::askKey);
  }

  /** The blocks of a shuffle that one executor wrote; all their reduce partitions share a key. */
  private record Blocks(int shuffleId, String writer) {}

  /** In which epochs, and for which sites, they were. */
  private record Written(KeyScope scope, Set<Integer> epochs) {}

  /**
   * A key under which this process seals until it is due for another.
   *
   * @param held where the driver makes the key; those that members make do not rotate
   */
  private record Lease(EpochKey key, HeldEpochs.@Nullable Held held, long bytes, long until) {
    boolean isDue() {
      return held != null && (System.nanoTime() - until >= 0 || held.unreported() >= bytes);
    }
  }

  @Override
  public EpochKey keyToWrite(int shuffleId, int reduceId) {
    Lease lease = writing.get(shuffleId);
    if (lease == null || lease.isDue()) {
      lease =
          writing.compute(
              shuffleId, (id, now) -> now == null || now.isDue() ? askLease(shuffleId) : now);
    }
    return lease.key;
  }

  private Lease askLease(int shuffleId) {
    long asked = System.nanoTime();
    Wire.Grant grant =
        new Wire.Grant(
            runtime.ask(new Wire.ToWrite(shuffleId, runtime.executorId(), held.report())));
    held.over(grant.oldest());
    KeyScope scope = KeyScope.parse(grant.scope());
    if (runtime.members().isFor(scope)) {
      return new Lease(runtime.members().toWrite(scope), null, 0, 0);
    }
    HeldEpochs.Held one = held.use(shuffleId, scope, grant.epoch());
    return new Lease(one.key(), one, grant.bytes(), asked + grant.nanos());
  }

  @Override
  public void sealed(EpochKey key, long bytes) {
    held.sealed(key, bytes);
  }

  @Override
  public @Nullable EpochKey keyToRead(
      int shuffleId, int reduceId, @Nullable String writer, int epoch) throws IOException {
    if (writer == null) {
      return keyFor(shuffleId, reduceId);
    }
    Blocks blocks = new Blocks(shuffleId, writer);
    Written known = written.get(blocks);
    if (known == null || !known.epochs.contains(epoch)) {
      // Written in a later epoch than when this was asked; or the header lies.
      known = askWritten(blocks);
    }
    if (!known.epochs.contains(epoch)) {
      return null;
    }
    return runtime.members().isFor(known.scope)
        ? runtime.members().toRead(known.scope, epoch)
        : held.use(shuffleId, known.scope, epoch).key();
  }

  private Written askWritten(Blocks blocks) {
    Wire.Written answer =
        new Wire.Written(runtime.ask(new Wire.ToRead(blocks.shuffleId, blocks.writer)));
    Written now = new Written(KeyScope.parse(answer.scope()), answer.epochs());
    written.put(blocks, now);
    return now;
  }

  /** A block whose writer is not known is opened by nobody. */
  @Override
  public EpochKey keyFor(int shuffleId, int reduceId) {
    throw new BailiwickException(
        ErrorCode.KEY_NOT_RELEASED,
        "It is not known which executor wrote a block of shuffle "
            + shuffleId
            + ", and so neither is its key.");
  }

  @Override
  public void removed(int shuffleId) {
    writing.remove(shuffleId);
    writing.values().removeIf(lease -> lease.key.isDestroyed());
    written.keySet().removeIf(blocks -> blocks.shuffleId == shuffleId);
    held.removed(shuffleId);
  }

  /** The keys of shuffles that this process has. */
  List<EpochKey> all() {
    return held.all();
  }

  /** Overwrites them, at the end of this executor. */
  void close() {
    ShuffleKeys.uninstall(this);
    writing.clear();
    written.clear();
    held.over(Integer.MAX_VALUE);
  }

  /** How many shuffles this process knows something of. */
  int shuffles() {
    Set<Integer> ids = ConcurrentHashMap.newKeySet();
    ids.addAll(writing.keySet());
    written.keySet().forEach(blocks -> ids.add(blocks.shuffleId));
    return ids.size();
  }

  @Override
  public Padding padding() {
    return padding;
  }

  @Override
  public String application() {
    return runtime.application();
  }

  @Override
  public void faultFound(ShuffleFault fault) {
    runtime.refused(
        "shuffle block " + fault,
        TransferClass.INTERMEDIATE,
        Denial.Layer.SHUFFLE,
        "A sealed shuffle block did not open (%s); it is computed again.%s"
            .formatted(fault.fault(), fault.isAttack() ? attack(fault) : ""));
  }

  private static String attack(ShuffleFault fault) {
    return " It is map output %d of executor %s that failed in one process: an attack, not a disk fault."
        .formatted(fault.failedOutputs(), fault.executor());
  }
}
