package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.shuffle.ShuffleFault;
import dev.bailiwick.shuffle.ShuffleKeys;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Asks the driver what a shuffle's blocks are sealed for, once, and for the key, once a scope. */
final class DriverShuffleKeys implements ShuffleKeys {
  private final SiteRuntime runtime;
  private final Map<Blocks, KeyScope> scopes = new ConcurrentHashMap<>();

  DriverShuffleKeys(SiteRuntime runtime) {
    this.runtime = runtime;
  }

  /** The blocks of a shuffle that one executor wrote; all their reduce partitions share a key. */
  private record Blocks(int shuffleId, String writer) {}

  @Override
  public EpochKey keyToWrite(int shuffleId, int reduceId) {
    return key(new Blocks(shuffleId, runtime.executorId()));
  }

  @Override
  public EpochKey keyToRead(int shuffleId, int reduceId, String writer) {
    return key(new Blocks(shuffleId, writer));
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

  private EpochKey key(Blocks blocks) {
    KeyScope known = scopes.get(blocks);
    return runtime.key(known != null ? known : ask(blocks));
  }

  private KeyScope ask(Blocks blocks) {
    Object answer = runtime.ask(new Wire.ScopeOf(blocks.shuffleId, blocks.writer));
    KeyScope scope = KeyScope.parse((String) answer);
    scopes.put(blocks, scope);
    return scope;
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
