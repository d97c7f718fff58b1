package dev.bailiwick.shuffle.internal;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.shuffle.ShuffleKeys;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A sealed block on its way to the disk, whose length is told when it is complete. */
final class CountedBlock extends FilterOutputStream {
  private final ShuffleKeys keys;
  private final EpochKey key;
  private long bytes;
  private boolean closed;

  CountedBlock(OutputStream sink, ShuffleKeys keys, EpochKey key) {
    super(sink);
    this.keys = keys;
    this.key = key;
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    bytes++;
  }

  @Override
  public void write(byte[] sealed, int from, int length) throws IOException {
    out.write(sealed, from, length);
    bytes += length;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      keys.sealed(key, bytes);
      out.close();
    }
  }
}
