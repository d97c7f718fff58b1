package dev.bailiwick.spark;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.KeyScope;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.TransferClass;
import dev.bailiwick.shuffle.ShuffleFault;
import dev.bailiwick.shuffle.ShuffleKeys;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Asks the driver what a shuffle's blocks are sealed for, once, and for the key, once a scope. */
final class DriverShuffleKeys implements ShuffleKeys {
  private final SiteRuntime runtime;
  private final Map<Blocks, Sealed> scopes = new ConcurrentHashMap<>();

  DriverShuffleKeys(SiteRuntime runtime) {
    this.runtime = runtime;
  }

  /** The blocks of a shuffle that one executor wrote; all their reduce partitions share a key. */
  private record Blocks(int shuffleId, String writer) {}

  /**
   * What they are sealed for.
   *
   * @param epoch in which their writer writes, where the driver does not make the key; -1 where it
   *     does, or the writer has none yet
   */
  private record Sealed(KeyScope scope, int epoch) {
    static Sealed parse(String text) {
      int at = text.indexOf('#');
      return at < 0
          ? new Sealed(KeyScope.parse(text), -1)
          : new Sealed(
              KeyScope.parse(text.substring(0, at)), Integer.parseInt(text.substring(at + 1)));
    }
  }

  @Override
  public EpochKey keyToWrite(int shuffleId, int reduceId) {
    return runtime.key(sealed(new Blocks(shuffleId, runtime.executorId())).scope());
  }

  @Override
  public EpochKey keyToRead(int shuffleId, int reduceId, String writer) throws IOException {
    Sealed sealed = sealed(new Blocks(shuffleId, writer));
    if (!runtime.members().isFor(sealed.scope()) || writer.equals(runtime.executorId())) {
      return runtime.key(sealed.scope());
    }
    if (sealed.epoch() < 0) {
      throw new BailiwickException(
          ErrorCode.KEY_NOT_RELEASED,
          "Executor " + writer + " has no key of " + sealed.scope() + ", and so wrote nothing.");
    }
    return runtime.members().toRead(sealed.scope(), sealed.epoch());
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

  private Sealed sealed(Blocks blocks) {
    Sealed known = scopes.get(blocks);
    return known != null ? known : ask(blocks);
  }

  private Sealed ask(Blocks blocks) {
    Object answer = runtime.ask(new Wire.ScopeOf(blocks.shuffleId, blocks.writer));
    Sealed sealed = Sealed.parse((String) answer);
    scopes.put(blocks, sealed);
    return sealed;
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
        "A sealed shuffle block did not open (" + fault.fault() + "); it is computed again.");
  }
}
