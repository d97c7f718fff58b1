package dev.bailiwick.shuffle.internal;

import dev.bailiwick.crypto.SealException;
import dev.bailiwick.shuffle.ShuffleFault;
import dev.bailiwick.shuffle.ShuffleKeys;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.ShuffleBlockId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shuffle block as it is read, which reports the first check that fails and passes it on. */
final class OpenedBlock extends FilterInputStream {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedBlock.class);

  private final ShuffleBlockId block;
  private final BlockSource source;
  private boolean reported;

  private OpenedBlock(InputStream opened, ShuffleBlockId block, BlockSource source) {
    super(opened);
    this.block = block;
    this.source = source;
  }

  static InputStream open(InputStream sealed, ShuffleBlockId block, BlockSource source) {
    BlockManagerId from = source.of(block.mapId());
    source.opened(block);
    return new OpenedBlock(
        BlockSeal.open(
            sealed,
            block.shuffleId(),
            block.mapId(),
            block.reduceId(),
            from == null ? null : from.executorId()),
        block,
        source);
  }

  @Override
  public int read() throws IOException {
    try {
      return in.read();
    } catch (SealException e) {
      throw reportedOnce(e);
    }
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    try {
      return in.read(into, from, length);
    } catch (SealException e) {
      throw reportedOnce(e);
    }
  }

  @Override
  public long skip(long bytes) throws IOException {
    try {
      return in.skip(bytes);
    } catch (SealException e) {
      throw reportedOnce(e);
    }
  }

  private SealException reportedOnce(SealException e) {
    if (!reported) {
      reported = true;
      BlockManagerId from = source.of(block.mapId());
      ShuffleFault fault =
          new ShuffleFault(
              block.shuffleId(),
              block.mapId(),
              block.reduceId(),
              e.fault(),
              from == null ? "" : from.executorId(),
              from == null ? "" : from.host(),
              source.failed(block));
      LOG.error("A shuffle block did not open: {}", fault);
      try {
        ShuffleKeys.installed().faultFound(fault);
      } catch (RuntimeException failure) { // the fetch must fail with the fault, not with this
        LOG.error("The fault could not be reported", failure);
      }
    }
    return e;
  }
}
